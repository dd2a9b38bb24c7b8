package org.metagov.gateway.key;

import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.spi.Doc;

/** What stands in requests and answers about driver keys. */
final class KeyShapes {
  private KeyShapes() {}

  /** How a key stands. */
  enum State {
    ACTIVE,
    EXPIRED,
    REVOKED
  }

  record Key(
      @Doc("What it is known by") String id,
      @Doc("What people call it") String name,
      @Doc("What it may do") Scope scope,
      @Doc("The communities that it sees; `[\"*\"]`: all") List<String> communities,
      @Doc("Whether it opens anything") State state,
      @Doc("Who has made it: `KEY/<id>` of a driver key, `KEY` of the settings, or `LOOPBACK`")
          String createdBy,
      @Doc("When it was made") Instant createdAt,
      @Doc("When it ends; null: it does not") Optional<Instant> expiresAt,
      @Doc("When it was revoked") Optional<Instant> revokedAt,
      @Doc("When it was used last, to five minutes") Optional<Instant> lastUsedAt) {}

  record NewKey(
      @Doc("The key itself, shown this once") String key,
      @Doc("What callbacks of its processes are signed with, shown this once")
          String callbackSecret) {}

  record KeyPage(
      @Doc("By id") List<Key> driverKeys,
      @Doc("The `after` of the next page; null on the last one") Optional<String> next) {}

  record KeyBody(
      @Doc("What people call it") @Size(min = 1, max = 255) String name,
      @Doc("What it may do") Scope scope,
      @Doc("The communities that it sees; `[\"*\"]`: all there are and will be")
          List<String> communities,
      @Doc("When it ends; absent: it does not") Optional<OffsetDateTime> expiresAt) {}
}
