package org.metagov.gateway.webhook;

import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.problem.Texts;

/**
 * What was counted at one address since the last time it was written down.
 *
 * @param accepted how many were kept
 * @param repeated how many had come before
 * @param refused how many the plugin has refused
 * @param unmatched how many were verified, and for nobody here
 * @param lastSeen when the last one came in
 * @param lastVerified when the last one came in that was not refused
 * @param lastRefused when the last one was refused
 * @param lastRefusal why
 */
public record Counted(
    long accepted,
    long repeated,
    long refused,
    long unmatched,
    Optional<Instant> lastSeen,
    Optional<Instant> lastVerified,
    Optional<Instant> lastRefused,
    Optional<String> lastRefusal) {
  static final Counted NOTHING = of(0, 0, 0);

  /** One that was counted already when it came in. */
  static final Counted PASSED_OVER = of(0, 0, 1);

  private static final int LONGEST_REFUSAL = 500;

  /** What may become of a webhook that is not refused. */
  public enum Kind {
    ACCEPTED("kept"),
    REPEATED("repeated"),
    /** Verified, and for nobody we know. */
    UNMATCHED("unmatched"),
    /** Answered at once: a handshake. */
    ANSWERED("answered");

    private final String metricName;

    Kind(String metricName) {
      this.metricName = metricName;
    }

    /** Returns what it is called in metrics. */
    String metricName() {
      return metricName;
    }
  }

  private static Counted of(long accepted, long repeated, long unmatched) {
    return new Counted(
        accepted,
        repeated,
        0,
        unmatched,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** One webhook, which came in at {@code at}. */
  static Counted one(Kind kind, Instant at) {
    return new Counted(
        kind == Kind.ACCEPTED ? 1 : 0,
        kind == Kind.REPEATED ? 1 : 0,
        0,
        kind == Kind.UNMATCHED ? 1 : 0,
        Optional.of(at),
        Optional.of(at),
        Optional.empty(),
        Optional.empty());
  }

  /** One webhook that was refused because of {@code reason}, which may quote a stranger. */
  static Counted refusal(String reason, Instant at) {
    return new Counted(
        0,
        0,
        1,
        0,
        Optional.of(at),
        Optional.empty(),
        Optional.of(at),
        Optional.ofNullable(Texts.fitting(reason, LONGEST_REFUSAL)));
  }

  /** Returns this and {@code more}. */
  Counted plus(Counted more) {
    boolean refusedLater = isLater(more.lastRefused, lastRefused);
    return new Counted(
        accepted + more.accepted,
        repeated + more.repeated,
        refused + more.refused,
        unmatched + more.unmatched,
        isLater(more.lastSeen, lastSeen) ? more.lastSeen : lastSeen,
        isLater(more.lastVerified, lastVerified) ? more.lastVerified : lastVerified,
        refusedLater ? more.lastRefused : lastRefused,
        refusedLater ? more.lastRefusal : lastRefusal);
  }

  private static boolean isLater(Optional<Instant> one, Optional<Instant> other) {
    return one.isPresent() && other.filter(one.get()::isBefore).isEmpty();
  }
}
