package org.metagov.gateway.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.metagov.gateway.audit.AuditChainService.Ends;
import org.metagov.gateway.audit.AuditChainService.Purged;

/**
 * Goes along the chain, from where it begins, and says of each entry whether it still is what it
 * was: all of it that is ever read, not only what is chained.
 */
final class ChainWalk {
  private final AuditSeal seal;
  private long seq;
  private String mac;

  ChainWalk(AuditSeal seal, Ends ends) {
    this.seal = seal;
    seq = ends.firstSeq();
    mac = ends.firstMac();
  }

  /** Returns the number of the entry that was reached. */
  long seq() {
    return seq;
  }

  /** Returns what that is chained with. */
  String mac() {
    return mac;
  }

  /** Goes on to {@code entry}, the next there is; returns what is wrong with it. */
  Optional<String> broken(ChainedEntry entry) {
    seq++;
    if (entry.seq() != seq) {
      return Optional.of("it is missing");
    }
    mac = seal.chained(seq, mac, entry.body());
    if (!mac.equals(entry.mac())) {
      return Optional.of("it is not what it was, or what was before it is not");
    }
    return entry.column().equals(entry.written().column())
        ? Optional.empty()
        : Optional.of("it is not found by its community any more");
  }

  /**
   * Returns what may be removed of {@code entries}: what was written before then, up to a break.
   */
  Purged old(List<ChainedEntry> entries, Instant before) {
    int old = 0;
    for (ChainedEntry entry : entries) {
      if (broken(entry).isPresent()) {
        return new Purged(old, OptionalLong.of(seq));
      }
      if (!entry.written().at().isBefore(before)) {
        break;
      }
      old++;
    }
    return new Purged(old, OptionalLong.empty());
  }
}
