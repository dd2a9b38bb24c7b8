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
 */
public final class Recent<V> {
  private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int MOST = 2_000;

  private final Function<String, Optional<V>> source;
  private final LongSupplier nanos;
  private final Map<String, Seen<V>> seen = new ConcurrentHashMap<>();

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
   * @param nanos tells the time as {@link System#nanoTime} does
   */
  public Recent(Function<String, Optional<V>> source, LongSupplier nanos) {
    this.source = source;
    this.nanos = nanos;
  }

  /** Returns what is called {@code id}, as it was two seconds ago at the earliest. */
  public Seen<V> get(String id) {
    Seen<V> known = seen.get(id);
    return known != null && nanos.getAsLong() - known.at() < FRESH_NANOS ? known : read(id);
  }

  /** Returns it as it is now. */
  public Seen<V> read(String id) {
    long now = nanos.getAsLong();
    Seen<V> read = new Seen<>(source.apply(id), now);
    if (read.value().isPresent()) {
      if (seen.size() >= MOST) {
        seen.clear();
      }
      seen.put(id, read);
    } else {
      // What there is not is not remembered: anybody can name more of it than there is memory.
      seen.remove(id);
    }
    return read;
  }

  /** Forgets what was read of {@code id}, which was changed on this node. */
  public void forget(String id) {
    seen.remove(id);
  }

  /**
   * Returns the time, as the store's clock had it at {@code readAt}, and what has gone by since: to
   * ask again is a call of its own.
   */
  public Instant time(Seen<V> found, Instant readAt) {
    return readAt.plusNanos(nanos.getAsLong() - found.at());
  }
}
