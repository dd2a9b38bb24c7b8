package org.metagov.gateway.key;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.metagov.gateway.access.CurrentCaller;

/** What whoever makes the current request sees. */
@ApplicationScoped
public class Sight {
  @Inject private CurrentCaller current;
  @EJB private KeyCommunityService communities;
  @Inject private KnownSight known;
  @Inject private KeyRing ring;

  /** Returns the key whose communities are all that the caller sees; empty: the caller sees all. */
  public Optional<String> limit() {
    return current.get().limit();
  }

  /** Returns whether the caller sees the community that is called so. */
  public boolean of(String community) {
    return limit().map(key -> known.sees(key, community)).orElse(true);
  }

  /**
   * As {@link #of(String)}, by what is written now: another node may have deleted it a moment ago,
   * and somebody else have created one of the name, which must not be changed by mistake.
   */
  public boolean ofNow(String community) {
    return limit().map(key -> known.seesNow(key, community)).orElse(true);
  }

  /** Returns whether the caller sees what was written at {@code time} of the community then. */
  public boolean of(String community, Instant time) {
    return limit()
        .map(key -> communities.lifetimes(key, community).stream().anyMatch(l -> l.includes(time)))
        .orElse(true);
  }

  /** Returns since when the caller sees what is written of {@code community}; empty: always. */
  public Optional<Instant> since(String community) {
    return limit()
        .map(
            key ->
                communities.lifetimes(key, community).stream()
                    .filter(lifetime -> lifetime.until().isEmpty())
                    .map(Lifetime::since)
                    .findFirst()
                    .orElse(Instant.MAX));
  }

  /** Returns whether the caller sees what only the key {@code keyId} has made. */
  public boolean ofKey(Optional<String> keyId) {
    return limit().map(key -> keyId.filter(key::equals).isPresent()).orElse(true);
  }

  /**
   * Returns whether the caller still may read of {@code community}, for what goes on when its
   * request is long forgotten.
   */
  public BooleanSupplier lasting(String community) {
    Optional<String> key = key();
    return () -> still(key, community);
  }

  /** Returns the key of the caller, for {@link #still}; empty: it has shown none. */
  public Optional<String> key() {
    return current.get().keyId();
  }

  /** Returns whether a caller that had {@code key} still may read of {@code community}. */
  public boolean still(Optional<String> key, String community) {
    return key.map(id -> ring.alive(id).filter(k -> reads(k, community)).isPresent()).orElse(true);
  }

  private boolean reads(DriverKeySnapshot key, String community) {
    return key.everywhere() || known.sees(key.id(), community);
  }
}
