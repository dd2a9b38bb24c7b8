package org.metagov.gateway.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.store.StoreClock;

/**
 * Counts what comes in at each address, in memory: strangers make as much as they like of it. What
 * was counted is written down regularly.
 */
@ApplicationScoped
public class HookCounts {
  /** Only addresses that are there are counted, so that there cannot be too many. */
  private final Map<Address, Counted> counts = new HashMap<>();

  @Inject private StoreClock clock;

  /** Where webhooks come in: at a community's plugin, or (no community) at a plugin's one URL. */
  public record Address(String community, String plugin) {}

  /** What may become of a webhook. */
  public enum Kind {
    ACCEPTED,
    REPEATED,
    REFUSED,
    /** Verified, and for nobody we know. */
    UNMATCHED,
    /** Answered at once: a handshake. */
    ANSWERED
  }

  /** What was counted since the last time it was written down. */
  public record Counted(
      long accepted,
      long repeated,
      long refused,
      long unmatched,
      Optional<Instant> lastSeen,
      Optional<Instant> lastVerified,
      Optional<Instant> lastRefused,
      Optional<String> lastRefusal) {
    static final Counted NOTHING =
        new Counted(
            0, 0, 0, 0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    Counted with(Kind kind, Instant now, String refusal) {
      boolean refused = kind == Kind.REFUSED;
      return new Counted(
          accepted + (kind == Kind.ACCEPTED ? 1 : 0),
          repeated + (kind == Kind.REPEATED ? 1 : 0),
          this.refused + (refused ? 1 : 0),
          unmatched + (kind == Kind.UNMATCHED ? 1 : 0),
          Optional.of(now),
          refused ? lastVerified : Optional.of(now),
          refused ? Optional.of(now) : lastRefused,
          refused ? Optional.of(refusal) : lastRefusal);
    }
  }

  /** Counts a webhook at {@code address}. */
  public synchronized void count(Address address, Kind kind) {
    add(address, kind, "");
  }

  /** Counts a webhook that was refused because of {@code reason}. */
  public synchronized void refuse(Address address, String reason) {
    add(address, Kind.REFUSED, reason);
  }

  private void add(Address address, Kind kind, String reason) {
    Instant now = clock.now();
    counts.put(address, counts.getOrDefault(address, Counted.NOTHING).with(kind, now, reason));
  }

  /** Returns what was counted since the last call, and forgets it. */
  public synchronized Map<Address, Counted> take() {
    Map<Address, Counted> taken = Map.copyOf(counts);
    counts.clear();
    return taken;
  }

  /** Returns what was counted since it was last taken. */
  public synchronized Counted pending(Address address) {
    return counts.getOrDefault(address, Counted.NOTHING);
  }
}
