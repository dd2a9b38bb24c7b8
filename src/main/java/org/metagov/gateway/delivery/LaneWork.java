package org.metagov.gateway.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.metagov.gateway.delivery.DestinationService.Down;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.event.MessageService;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.Lease;
import org.metagov.gateway.store.Leases;
import org.metagov.gateway.store.StoreClock;

/**
 * Works a lane off: message by message, each sent outside any transaction and then recorded, until
 * the batch is empty, the time is up, or one of them has to wait.
 */
@ApplicationScoped
public class LaneWork {
  private static final int BATCH = 50;
  private static final Duration SLICE = Duration.ofSeconds(2);

  /** Destinations that hang must not take all workers, however many they are. */
  private static final int MOST_PROBES = 16;

  private static final Duration SOON = Duration.ofSeconds(1);

  private final Semaphore probes = new Semaphore(MOST_PROBES);

  @Inject private LaneService lanes;
  @Inject private LaneQueryService query;
  @Inject private DestinationService destinations;
  @Inject private MessageService messages;
  @Inject private Targets targets;
  @Inject private Sending sending;
  @Inject private CallsInFlight calls;
  @Inject private Leases leases;
  @Inject private Settings settings;
  @Inject private StoreClock clock;

  /**
   * Works the lane {@code id} off if it is due and nobody else is at it.
   *
   * @return whether nobody else was
   */
  public boolean work(long id) {
    return leases.ifFree(
        "lane/" + id,
        lease -> query.find(id).filter(this::isDue).ifPresent(lane -> work(lease, lane)));
  }

  private boolean isDue(LaneSnapshot lane) {
    return lane.dueAt().isPresent() && !lane.dueAt().get().isAfter(clock.now());
  }

  private void work(Lease lease, LaneSnapshot lane) {
    Optional<StreamSnapshot> stream = messages.find(lane.stream());
    Optional<Target> target = stream.flatMap(s -> targets.find(lane, s)).filter(Target::open);
    if (target.isEmpty()) {
      written(() -> lanes.rest(lease, lane, Optional.empty()));
      return;
    }
    calls.learn(lane.destination(), target.get().url());
    LaneRun run = new LaneRun(lease, lane, stream.get().community(), target.get());
    Optional<Down> down = destinations.find(lane.destination());
    if (down.isEmpty()) {
      drain(run, false);
    } else if (!probes.tryAcquire()) {
      Instant later = clock.now().plus(SOON);
      written(() -> lanes.rest(lease, lane, Optional.of(later)));
    } else {
      try {
        drain(run, true);
      } finally {
        probes.release();
      }
    }
  }

  /** Takes the turn to try a destination that is down; otherwise lets the lane rest. */
  private boolean isOurTurn(LaneRun run) {
    boolean ours =
        destinations.claimProbe(
            run.destination(), settings.get(Setting.DELIVERY_TIMEOUT).plus(SOON));
    if (!ours) {
      Instant next =
          destinations.find(run.destination()).map(Down::nextProbeAt).orElseGet(clock::now);
      written(() -> lanes.rest(run.lease(), run.lane(), Optional.of(next)));
    }
    return ours;
  }

  private void drain(LaneRun run, boolean probing) {
    long end = System.nanoTime() + SLICE.toNanos();
    long sent = run.lane().sent();
    long passed = run.lane().reached();
    boolean first = true;
    List<Message> batch = batch(run.lane());
    for (Message message : batch) {
      if (run.target().wants(run.community(), message)) {
        // Not before there is something to send: who takes the turn keeps it from the others.
        if (probing && first && !isOurTurn(run)) {
          return;
        }
        if (!sending.deliver(run, message, sent, probing && first)) {
          return;
        }
        sent = message.sequence();
        first = false;
      }
      passed = message.sequence();
      if (System.nanoTime() - end >= 0) {
        break;
      }
    }
    if (batch.isEmpty()) {
      // What is missing was removed by retention.
      passed = run.lane().newest();
    }
    if (passed > sent || batch.isEmpty()) {
      long reached = passed;
      written(() -> lanes.pass(run.lease(), run.lane().id(), reached));
    }
  }

  private List<Message> batch(LaneSnapshot lane) {
    if (lane.picks().isPresent()) {
      return messages.at(lane.stream(), query.deadAfter(lane, BATCH));
    }
    return messages.after(lane.stream(), lane.reached(), BATCH).stream()
        .filter(message -> lane.until().filter(until -> message.sequence() > until).isEmpty())
        .toList();
  }

  /** The call is made: what it has come to is not lost to a conflict. */
  private static void written(Runnable transaction) {
    Conflicts.run(transaction);
  }
}
