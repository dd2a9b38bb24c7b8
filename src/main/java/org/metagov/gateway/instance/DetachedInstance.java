package org.metagov.gateway.instance;

import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.metagov.gateway.catalog.Confiding;
import org.metagov.gateway.catalog.PluginSettings;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.PlatformAccount;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginState;
import org.metagov.gateway.spi.Renewal;

/**
 * What a plugin is handed of a community for work that needs its config and nothing else. Whoever
 * asks for more is refused it, and what the work has come to does not count: it may have caught the
 * refusal.
 */
public final class DetachedInstance<C extends Record> implements PluginInstance<C>, Confiding {
  private final Known<C> known;
  private volatile boolean insufficient;

  /** What there is. */
  record Known<C extends Record>(
      String community,
      C config,
      PluginSettings settings,
      Optional<URI> serverUrl,
      Supplier<Optional<URI>> hookUrl,
      Supplier<Instant> clock) {}

  /** Every use of it is refused. */
  private final class NoState implements PluginState {
    @Override
    public <T> Optional<T> get(String key, Class<T> type) {
      throw refusal();
    }

    @Override
    public <T> T update(String key, Class<T> type, Function<Optional<T>, T> change) {
      throw refusal();
    }

    @Override
    public void remove(String key) {
      throw refusal();
    }
  }

  DetachedInstance(Known<C> known) {
    this.known = known;
  }

  /** Returns whether it was asked for what it does not have. */
  public boolean isInsufficient() {
    return insufficient;
  }

  private RuntimeException refusal() {
    insufficient = true;
    return new UnsupportedOperationException("this work was to need nothing but the config");
  }

  @Override
  public String community() {
    return known.community();
  }

  @Override
  public C config() {
    return known.config();
  }

  @Override
  public <S extends Record> S settings(Class<S> type) {
    return known.settings().as(type);
  }

  @Override
  public Optional<URI> serverUrl() {
    return known.serverUrl();
  }

  @Override
  public Optional<URI> hookUrl() {
    return known.hookUrl().get();
  }

  @Override
  public Instant now() {
    return known.clock().get();
  }

  @Override
  public Collection<String> secrets() {
    return known.settings().secrets();
  }

  @Override
  public PluginState state() {
    return new NoState();
  }

  @Override
  public PlatformHttp http() {
    throw refusal();
  }

  @Override
  public PlatformHttp http(Credential credential) {
    throw refusal();
  }

  @Override
  public PlatformHttp http(String account, Credential credential) {
    throw refusal();
  }

  @Override
  public <T> T once(String name, Class<T> type, Supplier<T> call) {
    throw refusal();
  }

  @Override
  public Credential credential(String name, Renewal renewal) {
    throw refusal();
  }

  @Override
  public void keep(String name, Credential credential) {
    throw refusal();
  }

  @Override
  public void forget(String name) {
    throw refusal();
  }

  @Override
  public void refused(String name, Credential credential) {
    throw refusal();
  }

  @Override
  public void knows(PlatformAccount account) {
    throw refusal();
  }

  @Override
  public boolean isHookOfAnother(String url) {
    throw refusal();
  }
}
