package org.metagov.gateway.background;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What looks have shown, each for as long as {@link Glances#FRESH}: however often somebody asks, no
 * more is looked at. Thread-safe.
 *
 * @param <K> what is looked at
 * @param <V> what is seen
 */
public final class Glimpses<K, V> {
  private final Map<K, Seen<V>> last = new ConcurrentHashMap<>();

  private record Seen<V>(V value, long nanos) {
    boolean isFresh() {
      return System.nanoTime() - nanos < Glances.FRESH.toNanos();
    }
  }

  /** Returns what {@code look} shows of {@code what}, or has shown lately. */
  public V of(K what, Supplier<V> look) {
    return last.compute(
            what,
            (any, seen) ->
                seen != null && seen.isFresh() ? seen : new Seen<>(look.get(), System.nanoTime()))
        .value();
  }
}
