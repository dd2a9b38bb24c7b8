package org.metagov.gateway.rotation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.spi.Doc;

/** What stands in answers about keys. */
final class RotationShapes {
  private RotationShapes() {}

  record SealingKey(
      @Doc("What sealed values name it by") String id,
      @Doc("Since when it is there") Instant madeAt,
      @Doc("Since when another one seals; null: it does") Optional<Instant> retiredAt) {}

  record SealingKeys(
      @Doc("The one that seals first, then those that still open something") List<SealingKey> keys,
      @Doc("Whether something is still to be sealed anew") boolean rotating,
      @Doc("What no key opens: it was changed in the database, or put there from elsewhere")
          List<UnreadableRow> unreadable) {}

  record UnreadableRow(String table, @Doc("Its primary key") String row) {}
}
