package org.metagov.gateway.key;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.access.Approach;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.json.JsonText;

/**
 * A driver key as it was when it was read.
 *
 * @param id what it is known by
 * @param name what people call it
 * @param hash the keyed hash of the whole key
 * @param scope what it may do
 * @param everywhere whether it sees all communities
 * @param createdBy who has made it, as {@link Caller#name()}
 * @param createdAt when
 * @param expiresAt when it ends
 * @param revokedAt when it was revoked
 * @param lastUsedAt about when it was used last
 * @param readAt when this was read
 */
public record DriverKeySnapshot(
    String id,
    String name,
    String hash,
    Scope scope,
    boolean everywhere,
    String createdBy,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> revokedAt,
    Optional<Instant> lastUsedAt,
    Instant readAt) {

  static DriverKeySnapshot of(DriverKey key, Instant now) {
    return new DriverKeySnapshot(
        key.getId(),
        key.getName(),
        key.getHash(),
        key.getScope(),
        key.getReach() == DriverKey.Reach.ALL,
        key.getCreatedBy(),
        key.getCreatedAt(),
        Optional.ofNullable(key.getExpiresAt()),
        Optional.ofNullable(key.getRevokedAt()),
        Optional.ofNullable(key.getLastUsedAt()),
        now);
  }

  /** Returns whoever shows it. */
  public Caller caller(Approach approach) {
    return Caller.withKey(id, scope, everywhere, approach);
  }

  /** Returns whether it opens anything at {@code time}. */
  boolean isAlive(Instant time) {
    return revokedAt.isEmpty() && !isExpired(time);
  }

  /** Returns whether its time is over at {@code time}. */
  boolean isExpired(Instant time) {
    return expiresAt.filter(end -> !time.isBefore(end)).isPresent();
  }

  /**
   * Returns the key as an administrator sees it.
   *
   * @param communities those that it sees, where it does not see all
   */
  JsonObject view(List<String> communities) {
    List<String> seen = everywhere ? List.of(DesiredKey.ALL) : communities;
    return JsonText.object()
        .add("id", id)
        .add("name", name)
        .add("scope", scope.wireName())
        .add("communities", JsonText.provider().createArrayBuilder(seen))
        .add("state", state())
        .add("created_by", createdBy)
        .add("created_at", createdAt.toString())
        .add("expires_at", time(expiresAt))
        .add("revoked_at", time(revokedAt))
        .add("last_used_at", time(lastUsedAt))
        .build();
  }

  private String state() {
    if (revokedAt.isPresent()) {
      return "revoked";
    }
    return isExpired(readAt) ? "expired" : "active";
  }

  private static JsonValue time(Optional<Instant> time) {
    return JsonText.string(time.map(Instant::toString).orElse(null));
  }
}
