package org.metagov.gateway.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;

/**
 * Which communities keys with a list see, as it was read a moment ago: each request of such a key
 * asks, and a statement for each costs a fifth of the rate. What changes by this node is known at
 * once, what changes by another one within two seconds, as with keys themselves.
 */
@ApplicationScoped
public class KnownSight {
  private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int MOST = 10_000;

  private final BiPredicate<String, String> source;
  private final LongSupplier nanos;

  /** When it was read that a key sees a community; of what it does not see nothing is kept. */
  private final Map<Seen, Long> seen = new HashMap<>();

  /** How often something was changed: what was read before that is not kept after it. */
  private long changes;

  private record Seen(String key, String community) {}

  /** For the container's proxy only. */
  protected KnownSight() {
    this(null, null);
  }

  /** As the store has it. */
  @Inject
  public KnownSight(KeyCommunityService communities) {
    this(communities::sees, System::nanoTime);
  }

  /** As {@code source} has it. */
  KnownSight(BiPredicate<String, String> source, LongSupplier nanos) {
    this.source = source;
    this.nanos = nanos;
  }

  /** Returns whether {@code key} sees the community that is called so. */
  boolean sees(String key, String community) {
    Seen pair = new Seen(key, community);
    long before;
    synchronized (this) {
      Long readAt = seen.get(pair);
      if (readAt != null && nanos.getAsLong() - readAt < FRESH_NANOS) {
        return true;
      }
      before = changes;
    }
    long now = nanos.getAsLong();
    boolean sees = source.test(key, community);
    note(pair, sees, now, before);
    return sees;
  }

  /** As {@link #sees}, as it is now: for whoever changes what is there. */
  boolean seesNow(String key, String community) {
    return source.test(key, community);
  }

  private synchronized void note(Seen pair, boolean sees, long at, long before) {
    if (!sees) {
      seen.remove(pair);
    } else if (changes == before) {
      if (seen.size() >= MOST) {
        seen.clear();
      }
      seen.put(pair, at);
    }
  }

  /** This node has changed what keys see. */
  synchronized void changed(
      @Observes(during = TransactionPhase.AFTER_COMPLETION) SightChanged change) {
    changes++;
    seen.clear();
  }
}
