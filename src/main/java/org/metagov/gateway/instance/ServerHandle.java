package org.metagov.gateway.instance;

import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.metagov.gateway.catalog.Confiding;
import org.metagov.gateway.catalog.PluginSettings;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.spi.PluginServer;

/** What a plugin is handed where it works for no community yet. */
final class ServerHandle implements PluginServer, Confiding {
  private final PluginSettings settings;
  private final PlatformHttp http;
  private final Function<CredentialInUse, PlatformHttp> ways;
  private final Optional<URI> serverUrl;
  private final Supplier<Instant> clock;
  private final Set<Credential> passed = ConcurrentHashMap.newKeySet();

  /** {@code ways} makes the way to the platform for calls with a credential. */
  ServerHandle(
      PluginSettings settings,
      PlatformHttp http,
      Function<CredentialInUse, PlatformHttp> ways,
      Optional<URI> serverUrl,
      Supplier<Instant> clock) {
    this.settings = settings;
    this.http = http;
    this.ways = ways;
    this.serverUrl = serverUrl;
    this.clock = clock;
  }

  @Override
  public <S extends Record> S settings(Class<S> type) {
    return settings.as(type);
  }

  @Override
  public PlatformHttp http() {
    return http;
  }

  @Override
  public PlatformHttp http(Credential credential) {
    passed.add(credential);
    return ways.apply(CredentialInUse.of(Optional.empty(), credential));
  }

  @Override
  public PlatformHttp http(String account, Credential credential) {
    passed.add(credential);
    return ways.apply(CredentialInUse.counted(account, credential));
  }

  @Override
  public Optional<URI> serverUrl() {
    return serverUrl;
  }

  @Override
  public Instant now() {
    return clock.get();
  }

  @Override
  public Collection<String> secrets() {
    return Stream.concat(
            settings.secrets().stream(), passed.stream().flatMap(InstanceHandle::secrets))
        .toList();
  }
}
