package org.metagov.gateway.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.metagov.gateway.background.Bell;
import org.metagov.gateway.event.MessagesWritten;
import org.metagov.gateway.lane.LanePace;
import org.metagov.gateway.store.PoolSize;
import org.metagov.gateway.work.Bulkhead;
import org.metagov.gateway.work.Claim;
import org.metagov.gateway.work.Due;
import org.metagov.gateway.work.Queue;
import org.metagov.gateway.work.QueueTable;

/** The lanes that wait to be worked off. */
@ApplicationScoped
public class LaneQueue implements Queue {
  static final QueueTable TABLE =
      new QueueTable("lane", "id", "due_at", List.of(Destinations.COLUMN));

  private static final int PLACES = 64;

  private final Bell bell = new Bell();

  @Inject private Destinations destinations;
  @Inject private DownDestinations down;
  @Inject private LaneWork work;
  @Inject private LanePace pace;
  @Inject private PoolSize pool;

  /** Messages have been committed on this node. */
  void written(@Observes(during = TransactionPhase.AFTER_SUCCESS) MessagesWritten event) {
    long rest = Math.max(event.rest().toNanos(), pace.left(event.stream()));
    if (rest > 0) {
      bell.ringIn(rest);
    } else {
      bell.ring();
    }
  }

  @Override
  public QueueTable table() {
    return TABLE;
  }

  @Override
  public int places() {
    return pool.share(PLACES);
  }

  /** What is tried again waits for seconds, and a driver for its first callback. */
  @Override
  public Duration idle() {
    return Duration.ofMillis(250);
  }

  /** Those that are down: their lanes wait, untouched, until it is one's turn to try. */
  @Override
  public List<Bulkhead> shut() {
    return down.untried();
  }

  @Override
  public List<Bulkhead> bulkheads(Due due) {
    String destination = due.text(Destinations.COLUMN);
    return Stream.concat(
            down.turn(destination).stream(), destinations.bulkheads(destination).stream())
        .toList();
  }

  @Override
  public Bell bell() {
    return bell;
  }

  @Override
  public boolean work(Claim claim) {
    return work.work(claim);
  }
}
