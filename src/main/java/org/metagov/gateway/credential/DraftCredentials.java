package org.metagov.gateway.credential;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.Renewal;

/**
 * The credentials of an instance that is not written yet, or not there any more: nobody else knows
 * them. Those of one that is written are written with it.
 */
public final class DraftCredentials implements OwnCredentials {
  private final Map<String, Credential> credentials;
  private final Supplier<Instant> clock;

  /** Credentials that begin as {@code credentials}. */
  public DraftCredentials(Map<String, Credential> credentials, Supplier<Instant> clock) {
    this.credentials = new LinkedHashMap<>(credentials);
    this.clock = clock;
  }

  @Override
  public synchronized Credential get(String name, Renewal renewal) {
    Optional<Credential> now = Optional.ofNullable(credentials.get(CredentialName.of(name)));
    return now.filter(credential -> credential.isFresh(clock.get()))
        .orElseGet(
            () -> {
              Credential renewed = renewal.renew(now);
              put(name, renewed);
              return renewed;
            });
  }

  @Override
  public synchronized void keep(String name, Credential credential) {
    put(CredentialName.of(name), credential);
  }

  private void put(String name, Credential credential) {
    if (credentials.size() >= CredentialName.MOST && !credentials.containsKey(name)) {
      throw CredentialName.tooMany();
    }
    credentials.put(name, credential);
  }

  @Override
  public synchronized void forget(String name) {
    credentials.remove(CredentialName.of(name));
  }

  @Override
  public synchronized void refused(String name, Credential credential) {
    credentials.computeIfPresent(
        CredentialName.of(name),
        (n, now) ->
            now.token().equals(credential.token())
                ? new Credential(now.token(), now.refreshToken(), Optional.of(clock.get()))
                : now);
  }

  /** Returns what there is by now. */
  public synchronized Map<String, Credential> all() {
    return Map.copyOf(credentials);
  }
}
