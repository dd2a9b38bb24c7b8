package org.metagov.gateway.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import org.metagov.gateway.driver.Attempt;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.lane.Delivered;

/**
 * What a driver has taken of a lane and is not recorded yet. One transaction for many costs little
 * more than one for each; a crash sends them again, with the same ids, so there are never many.
 */
final class Taken {
  private static final int MOST = 16;
  private static final long LONGEST_NANOS = Duration.ofMillis(100).toNanos();

  /** A driver that takes longer gains nothing by it, and might make the next one wait. */
  private static final long SLOW_NANOS = Duration.ofMillis(25).toNanos();

  private final ObjLongConsumer<List<Delivered>> record;
  private final LongSupplier nanos;
  private final List<Delivered> delivered = new ArrayList<>();
  private long since;
  private long reached;
  private long recorded;

  /**
   * Begins with nothing.
   *
   * @param reached the last message that is done with already
   * @param record notes that these were delivered, and up to which message all are done with
   */
  Taken(long reached, ObjLongConsumer<List<Delivered>> record) {
    this(reached, record, System::nanoTime);
  }

  Taken(long reached, ObjLongConsumer<List<Delivered>> record, LongSupplier nanos) {
    this.nanos = nanos;
    this.reached = reached;
    this.recorded = reached;
    this.record = record;
  }

  /** The driver has {@code message}. */
  void add(Message message, Attempt attempt) {
    if (delivered.isEmpty()) {
      since = nanos.getAsLong() - attempt.took().toNanos();
    }
    delivered.add(new Delivered(message, attempt));
    reached = message.sequence();
    if (delivered.size() >= MOST
        || attempt.took().toNanos() >= SLOW_NANOS
        || nanos.getAsLong() - since >= LONGEST_NANOS) {
      record();
    }
  }

  /** The messages up to {@code sequence} are done with: those that were not sent are not for it. */
  void pass(long sequence) {
    reached = sequence;
  }

  /** Records all, before something else is recorded of the lane, and at the end. */
  void record() {
    if (reached > recorded) {
      List<Delivered> all = List.copyOf(delivered);
      // First: what cannot be recorded is sent again, and not recorded twice.
      delivered.clear();
      recorded = reached;
      record.accept(all, reached);
    }
  }
}
