package org.metagov.gateway.session;

import java.time.Duration;
import java.time.Instant;

/**
 * A session as it was when it was read.
 *
 * @param id what it is known by
 * @param hash the keyed hash of its secret
 * @param owner whose key it was exchanged for, as {@link org.metagov.gateway.access.Caller#name()}
 * @param keyMark what that key is known by again, where it is that of the settings
 * @param createdAt when
 * @param seenAt about when it was used last
 * @param endsAt when it ends, however much it is used
 * @param readAt when this was read
 */
public record SessionSnapshot(
    String id,
    String hash,
    String owner,
    String keyMark,
    Instant createdAt,
    Instant seenAt,
    Instant endsAt,
    Instant readAt) {

  /** Returns whether it opens anything at {@code time}, with nobody there for {@code idle}. */
  boolean isAlive(Instant time, Duration idle) {
    return time.isBefore(endsAt) && time.isBefore(seenAt.plus(idle));
  }
}
