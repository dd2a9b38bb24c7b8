package org.metagov.gateway.audit;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.audit.AuditChainService.Ends;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;

/**
 * Goes through the chain from its beginning to its end, and says where it is broken: an entry was
 * changed, or is missing, or stands where it did not.
 */
@ApplicationScoped
public class AuditVerification {
  /** What the entry is called that tells what retention has removed. */
  static final String RETENTION = "retention";

  /** Where that says up to which number. */
  static final String UP_TO = "up_to";

  private static final int AT_ONCE = 500;

  @EJB private AuditChainService chain;
  @Inject private AuditSeal seal;
  @Inject private Meters meters;

  /** A head that somebody has kept: the number of an entry, and what it was chained with. */
  public record Kept(long seq, String mac) {}

  /**
   * What was found.
   *
   * @param ends where the chain begins and ends
   * @param brokenAt the number of the first entry that is not as it was
   * @param why what is wrong
   */
  public record Finding(Ends ends, Optional<Long> brokenAt, Optional<String> why) {
    /** Returns it as an administrator sees it. */
    JsonObject view() {
      var json =
          JsonText.object()
              .add("valid", why.isEmpty())
              .add("from", ends.firstSeq() + 1)
              .add("to", ends.seq())
              .add("head", ends.mac());
      return (brokenAt.isPresent()
              ? json.add("broken_at", brokenAt.get())
              : json.addNull("broken_at"))
          .add("why", JsonText.string(why.orElse(null)))
          .build();
    }
  }

  /** Looks at all that was there when this began. */
  public Finding verify(Optional<Kept> kept) {
    // First: what retention takes away meanwhile is told of by an entry behind it.
    Ends ends = chain.ends();
    ChainWalk walk = new ChainWalk(seal, ends);
    long removed = 0;
    boolean met = kept.isEmpty() || kept.get().seq() <= ends.firstSeq();
    while (walk.seq() < ends.seq()) {
      List<ChainedEntry> some = chain.after(walk.seq(), AT_ONCE, Optional.empty());
      if (some.isEmpty()) {
        return broken(ends, walk.seq() + 1, "it is missing");
      }
      for (ChainedEntry entry : some) {
        if (walk.seq() == ends.seq()) {
          break;
        }
        Optional<String> why = walk.broken(entry);
        if (why.isPresent()) {
          return broken(ends, walk.seq(), why.get());
        }
        removed = Math.max(removed, removedBy(entry));
        if (kept.isPresent() && kept.get().seq() == walk.seq()) {
          if (!kept.get().mac().equals(walk.mac())) {
            return broken(ends, walk.seq(), "it was another one when its head was told");
          }
          met = true;
        }
      }
    }
    if (!walk.mac().equals(ends.mac())) {
      return broken(ends, walk.seq(), "the end is not what it was");
    }
    if (!met) {
      return broken(ends, ends.seq() + 1, "it is missing: its head was told");
    }
    if (removed < ends.firstSeq() && !chain.isBeingTold(ends.firstSeq())) {
      return broken(ends, ends.firstSeq(), "it was removed, and not by retention");
    }
    return new Finding(ends, Optional.empty(), Optional.empty());
  }

  private Finding broken(Ends ends, long seq, String why) {
    meters.of(Metric.AUDIT_FLAWS).with("broken").count();
    return new Finding(ends, Optional.of(seq), Optional.of(why));
  }

  private static long removedBy(ChainedEntry entry) {
    JsonObject body = entry.written().body();
    return body.getString("route").equals(RETENTION)
        ? Long.parseLong(body.getJsonObject("names").getString(UP_TO))
        : 0;
  }
}
