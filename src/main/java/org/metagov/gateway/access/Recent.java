package org.metagov.gateway.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What opens something, as it was read a moment ago. It is believed for two seconds: so long what
 * was ended on another node still opens something here. Thread-safe.
 *
 * @param <K> what it is called by
 * @param <V> what is read
 */
public final class Recent<K, V> {
  private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();

  private final int most;
  private final Function<K, Optional<V>> source;
  private final LongSupplier nanos;
  private final Map<K, Seen<V>> seen = new ConcurrentHashMap<>();

  /** How often something was forgotten: what was read before that is not kept after it. */
  private volatile int forgotten;

  /**
   * What was read at a moment of this node's.
   *
   * @param value empty where there was none
   * @param at by the node's own counter
   */
  public record Seen<V>(Optional<V> value, long at) {}

  /**
   * What {@code source} has.
   *
   * @param most how much is remembered
   * @param nanos tells the time as {@link System#nanoTime} does
   */
  public Recent(int most, Function<K, Optional<V>> source, LongSupplier nanos) {
    this.most = most;
    this.source = source;
    this.nanos = nanos;
  }

  /** Returns what is called {@code id}, as it was two seconds ago at the earliest. */
  public Seen<V> get(K id) {
    Seen<V> known = seen.get(id);
    return known != null && nanos.getAsLong() - known.at() < FRESH_NANOS ? known : read(id);
  }

  /** Returns it as it is now. */
  public Seen<V> read(K id) {
    int before = forgotten;
    long now = nanos.getAsLong();
    Seen<V> read = new Seen<>(source.apply(id), now);
    note(id, read, before);
    return read;
  }

  private synchronized void note(K id, Seen<V> read, int before) {
    if (read.value().isEmpty()) {
      // What there is not is not remembered: anybody can name more of it than there is memory.
      seen.remove(id);
    } else if (forgotten == before) {
      if (seen.size() >= most) {
        seen.clear();
      }
      seen.put(id, read);
    }
  }

  /** Forgets what was read of {@code id}, which was changed on this node. */
  public synchronized void forget(K id) {
    forgotten++;
    seen.remove(id);
  }

  /** Forgets everything: any of it may have been changed on this node. */
  public synchronized void forget() {
    forgotten++;
    seen.clear();
  }

  /**
   * Returns the time, as the store's clock had it at {@code readAt}, and what has gone by since: to
   * ask again is a call of its own.
   */
  public Instant time(Seen<V> found, Instant readAt) {
    return readAt.plusNanos(nanos.getAsLong() - found.at());
  }
}
