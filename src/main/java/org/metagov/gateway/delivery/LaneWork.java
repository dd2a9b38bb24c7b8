package org.metagov.gateway.delivery;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.metagov.gateway.delivery.DestinationService.Down;
import org.metagov.gateway.driver.Target;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.lane.Delivered;
import org.metagov.gateway.lane.LaneBeginning;
import org.metagov.gateway.lane.LanePace;
import org.metagov.gateway.lane.LaneReading;
import org.metagov.gateway.lane.LaneRun;
import org.metagov.gateway.lane.LaneService;
import org.metagov.gateway.lane.LaneSnapshot;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.PoolSize;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.work.Claim;

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

  @EJB private LaneService lanes;
  @Inject private LaneReading reading;
  @EJB private DestinationService destinations;
  @Inject private Sending sending;
  @Inject private Destinations known;
  @Inject private Settings settings;
  @Inject private StoreClock clock;
  @Inject private PoolSize pool;
  @Inject private LanePace pace;

  private Semaphore probes;

  @PostConstruct
  void open() {
    probes = new Semaphore(pool.share(MOST_PROBES));
  }

  /**
   * Works off the lane that was claimed, if it is still due.
   *
   * @return whether there may be more to do
   */
  public boolean work(Claim claim) {
    long end = System.nanoTime() + SLICE.toNanos();
    return pace.of(() -> reading.due(claim.id(), BATCH))
        .map(
            beginning -> {
              work(claim, beginning);
              return beginning.isPart(BATCH) || System.nanoTime() - end >= 0;
            })
        .orElse(false);
  }

  private void work(Claim claim, LaneBeginning beginning) {
    LaneSnapshot lane = beginning.lane();
    if (beginning.target().isEmpty()) {
      written(() -> lanes.rest(claim, lane, Optional.empty()));
      return;
    }
    Target target = beginning.target().get();
    known.learn(lane.destination(), target.url());
    LaneRun run = new LaneRun(claim, lane, beginning.community(), target);
    if (!beginning.down()) {
      drain(run, beginning.batch(), false);
    } else if (!probes.tryAcquire()) {
      Instant later = clock.now().plus(SOON);
      written(() -> lanes.rest(claim, lane, Optional.of(later)));
    } else {
      try {
        drain(run, beginning.batch(), true);
      } finally {
        probes.release();
      }
    }
  }

  /** Takes the turn to try a destination that is down; otherwise lets the lane rest. */
  private boolean isOurTurn(LaneRun run, Taken taken) {
    boolean ours =
        destinations.claimProbe(
            run.destination(), settings.get(Setting.DELIVERY_TIMEOUT).plus(SOON));
    if (!ours) {
      Instant next =
          destinations.find(run.destination()).map(Down::nextProbeAt).orElseGet(clock::now);
      taken.record();
      written(() -> lanes.rest(run.claim(), run.lane(), Optional.of(next)));
    }
    return ours;
  }

  private void drain(LaneRun run, List<Message> batch, boolean probing) {
    Taken taken =
        new Taken(run.lane().reached(), (delivered, reached) -> passed(run, delivered, reached));
    try {
      drain(run, batch, taken, probing);
    } finally {
      taken.record();
    }
  }

  private void drain(LaneRun run, List<Message> batch, Taken taken, boolean probing) {
    long end = System.nanoTime() + SLICE.toNanos();
    long sent = run.lane().sent();
    boolean first = true;
    for (Message message : batch) {
      if (run.target().wants(run.community(), message)) {
        // Not before there is something to send: who takes the turn keeps it from the others.
        if (probing && first && !isOurTurn(run, taken)) {
          return;
        }
        if (!sending.deliver(run, message, sent, taken, probing && first)) {
          return;
        }
        sent = message.sequence();
        first = false;
      }
      taken.pass(message.sequence());
      if (System.nanoTime() - end >= 0) {
        return;
      }
    }
    if (batch.isEmpty()) {
      // What is missing was removed by retention.
      written(() -> lanes.passed(run, List.of(), run.lane().newest()));
    }
  }

  private void passed(LaneRun run, List<Delivered> delivered, long reached) {
    pace.of(
        () -> {
          written(() -> lanes.passed(run, delivered, reached));
          return reached;
        });
  }

  /** The call is made: what it has come to is not lost to a conflict. */
  private static void written(Runnable transaction) {
    Conflicts.run(transaction);
  }
}
