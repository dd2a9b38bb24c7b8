package org.metagov.gateway.testing;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.metagov.gateway.spi.PlatformAccount;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginState;

/** A plugin as the community {@code town} has enabled it; its state lives as long as it does. */
public final class FakeInstance<C extends Record> implements PluginInstance<C> {
  private final C config;
  private final PlatformHttp http;
  private final Optional<URI> serverUrl;
  private final PluginState state = new State();
  private final List<PlatformAccount> accounts = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  /** An instance whose plugin has no platform. */
  public FakeInstance(C config) {
    this(
        config,
        (method, url) -> {
          throw new AssertionError("nobody was to call " + url);
        },
        Optional.empty());
  }

  /** An instance whose platform is at {@code serverUrl}. */
  public FakeInstance(C config, PlatformHttp http, Optional<URI> serverUrl) {
    this.config = config;
    this.http = http;
    this.serverUrl = serverUrl;
  }

  @Override
  public String community() {
    return "town";
  }

  @Override
  public C config() {
    return config;
  }

  @Override
  public PluginState state() {
    return state;
  }

  @Override
  public void knows(PlatformAccount account) {
    accounts.add(account);
  }

  /** Returns the accounts that the plugin has told of. */
  public List<PlatformAccount> accounts() {
    return List.copyOf(accounts);
  }

  @Override
  public PlatformHttp http() {
    return http;
  }

  @Override
  public Optional<URI> serverUrl() {
    return serverUrl;
  }

  @Override
  public Instant now() {
    return now;
  }

  /** Lets time go by. */
  public void pass(Duration time) {
    now = now.plus(time);
  }

  private static final class State implements PluginState {
    private final Map<String, Object> values = new HashMap<>();

    @Override
    public <T> Optional<T> get(String key, Class<T> type) {
      return Optional.ofNullable(values.get(key)).map(type::cast);
    }

    @Override
    public <T> T update(String key, Class<T> type, Function<Optional<T>, T> change) {
      T after = change.apply(get(key, type));
      values.put(key, after);
      return after;
    }

    @Override
    public void remove(String key) {
      values.remove(key);
    }
  }
}
