package org.metagov.gateway.key;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import org.metagov.gateway.access.Recent;

/**
 * Which communities keys with a list see, as it was read a moment ago: each request of such a key
 * asks, and a statement for each costs a fifth of the rate. What changes by this node is known at
 * once, what changes by another one within two seconds, as with keys themselves.
 */
@ApplicationScoped
public class KnownSight {
  private static final int MOST = 10_000;

  private final BiPredicate<String, String> source;
  private final Recent<Pair, Boolean> recent;

  private record Pair(String key, String community) {}

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
    recent =
        new Recent<>(
            MOST,
            pair -> Optional.of(source.test(pair.key(), pair.community())).filter(sees -> sees),
            nanos);
  }

  /** Returns whether {@code key} sees the community that is called so. */
  boolean sees(String key, String community) {
    return recent.get(new Pair(key, community)).value().isPresent();
  }

  /** As {@link #sees}, as it is now: for whoever changes what is there. */
  boolean seesNow(String key, String community) {
    return source.test(key, community);
  }

  /** This node has changed what keys see. */
  void changed(@Observes(during = TransactionPhase.AFTER_COMPLETION) SightChanged change) {
    recent.forget();
  }
}
