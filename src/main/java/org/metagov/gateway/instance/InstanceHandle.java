package org.metagov.gateway.instance;

import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.metagov.gateway.catalog.Confiding;
import org.metagov.gateway.catalog.PluginSettings;
import org.metagov.gateway.credential.OwnCredentials;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.PlatformAccount;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginState;
import org.metagov.gateway.spi.Renewal;

/** What a plugin is handed of a community. It knows the secrets that it has handed out. */
final class InstanceHandle<C extends Record> implements PluginInstance<C>, Confiding {
  private final Parts<C> parts;

  /** By their names, the credentials that have passed through here. */
  private final Map<Credential, String> passed = new LinkedHashMap<>();

  /** Credentials that calls were made with, wherever they came from. */
  private final Set<Credential> used = new LinkedHashSet<>();

  /**
   * What it is made of.
   *
   * @param ways makes the way to the platform for calls that the platform counts by a credential of
   *     this name
   */
  record Parts<C extends Record>(
      String community,
      C config,
      PluginState state,
      OwnCredentials credentials,
      Once once,
      PluginSettings settings,
      PlatformHttp http,
      Function<CredentialInUse, PlatformHttp> ways,
      Optional<URI> serverUrl,
      Supplier<Optional<URI>> hookUrl,
      Predicate<String> hooksOfOthers,
      Consumer<PlatformAccount> accounts,
      Supplier<Instant> clock) {}

  InstanceHandle(Parts<C> parts) {
    this.parts = parts;
  }

  @Override
  public String community() {
    return parts.community();
  }

  @Override
  public C config() {
    return parts.config();
  }

  @Override
  public PluginState state() {
    return parts.state();
  }

  @Override
  public <T> T once(String name, Class<T> type, Supplier<T> call) {
    return parts.once().call(name, type, call);
  }

  @Override
  public PlatformHttp http() {
    return parts.http();
  }

  @Override
  public PlatformHttp http(Credential credential) {
    return parts.ways().apply(CredentialInUse.of(used(credential), credential));
  }

  @Override
  public PlatformHttp http(String account, Credential credential) {
    used(credential);
    return parts.ways().apply(CredentialInUse.counted(account, credential));
  }

  @Override
  public <S extends Record> S settings(Class<S> type) {
    return parts.settings().as(type);
  }

  @Override
  public Credential credential(String name, Renewal renewal) {
    return passed(
        name,
        parts
            .credentials()
            .get(
                name,
                before -> {
                  before.ifPresent(old -> passed(name, old));
                  return passed(name, renewal.renew(before));
                }));
  }

  @Override
  public void keep(String name, Credential credential) {
    parts.credentials().keep(name, passed(name, credential));
  }

  @Override
  public void forget(String name) {
    parts.credentials().forget(name);
  }

  @Override
  public void refused(String name, Credential credential) {
    parts.credentials().refused(name, passed(name, credential));
  }

  @Override
  public void knows(PlatformAccount account) {
    parts.accounts().accept(account);
  }

  @Override
  public Optional<URI> hookUrl() {
    return parts.hookUrl().get();
  }

  @Override
  public boolean isHookOfAnother(String url) {
    return parts.hooksOfOthers().test(url);
  }

  @Override
  public Optional<URI> serverUrl() {
    return parts.serverUrl();
  }

  @Override
  public Instant now() {
    return parts.clock().get();
  }

  @Override
  public synchronized Collection<String> secrets() {
    return Stream.concat(
            parts.settings().secrets().stream(),
            Stream.concat(passed.keySet().stream(), used.stream()).flatMap(InstanceHandle::secrets))
        .toList();
  }

  private synchronized Credential passed(String name, Credential credential) {
    passed.put(credential, name);
    return credential;
  }

  private synchronized Optional<String> used(Credential credential) {
    used.add(credential);
    return Optional.ofNullable(passed.get(credential));
  }

  /** Returns what of {@code credential} is secret. */
  static Stream<String> secrets(Credential credential) {
    return Stream.concat(Stream.of(credential.token()), credential.refreshToken().stream());
  }
}
