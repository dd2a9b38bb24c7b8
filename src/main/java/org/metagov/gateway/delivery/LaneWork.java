package org.metagov.gateway.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.delivery.DestinationService.Down;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.event.MessageService;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.receiver.ReceiverService;
import org.metagov.gateway.receiver.ReceiverSnapshot;
import org.metagov.gateway.receiver.ReceiverState;
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
  private static final Logger LOG = Logger.getLogger(LaneWork.class.getName());
  private static final int BATCH = 50;
  private static final Duration SLICE = Duration.ofSeconds(2);

  /** Destinations that hang must not take all workers, however many they are. */
  private static final int MOST_PROBES = 16;

  /** So that another lane has the next turn to try a destination that is down. */
  private static final Duration BEHIND_THE_OTHERS = Duration.ofMillis(1);

  private static final Duration SOON = Duration.ofSeconds(1);

  private final Semaphore probes = new Semaphore(MOST_PROBES);

  /** When each destination last answered, by the nanosecond counter. */
  private final Map<String, Long> answered = new ConcurrentHashMap<>();

  private final Set<String> suspected = ConcurrentHashMap.newKeySet();

  @Inject private LaneService lanes;
  @Inject private LaneQueryService query;
  @Inject private DestinationService destinations;
  @Inject private MessageService messages;
  @Inject private ReceiverService receivers;
  @Inject private Targets targets;
  @Inject private MessageSender sender;
  @Inject private CallsInFlight calls;
  @Inject private Leases leases;
  @Inject private Settings settings;
  @Inject private StoreClock clock;

  /** A lane that is being worked off. */
  private record Run(Lease lease, LaneSnapshot lane, Target target) {
    long id() {
      return lane.id();
    }

    String destination() {
      return lane.destination();
    }
  }

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
    Run run = new Run(lease, lane, target.get());
    Optional<Down> down = destinations.find(lane.destination());
    if (down.isEmpty()) {
      drain(run, stream.get().community(), false);
    } else if (!probes.tryAcquire()) {
      Instant later = clock.now().plus(SOON);
      written(() -> lanes.rest(lease, lane, Optional.of(later)));
    } else {
      try {
        drain(run, stream.get().community(), true);
      } finally {
        probes.release();
      }
    }
  }

  /** Takes the turn to try a destination that is down; otherwise lets the lane rest. */
  private boolean isOurTurn(Run run) {
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

  private void drain(Run run, String community, boolean probing) {
    long end = System.nanoTime() + SLICE.toNanos();
    long sent = run.lane().sent();
    long passed = run.lane().reached();
    boolean first = true;
    List<Message> batch = batch(run.lane());
    for (Message message : batch) {
      if (run.target().wants(community, message)) {
        // Not before there is something to send: who takes the turn keeps it from the others.
        if (probing && first && !isOurTurn(run)) {
          return;
        }
        if (!deliver(run, message, sent, probing && first)) {
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
      written(() -> lanes.pass(run.lease(), run.id(), reached));
    }
  }

  private List<Message> batch(LaneSnapshot lane) {
    return messages.after(lane.stream(), lane.reached(), BATCH).stream()
        .filter(message -> lane.until().filter(until -> message.sequence() > until).isEmpty())
        .toList();
  }

  /** Sends {@code message}; returns whether the lane goes on with the next one. */
  private boolean deliver(Run run, Message message, long sent, boolean probing) {
    boolean isEvent = !message.eventType().equals(Message.CALLBACK) && !run.lane().isReplay();
    long began = System.nanoTime();
    Attempt attempt =
        sender.send(
            run.target(),
            message,
            isEvent ? OptionalLong.of(sent) : OptionalLong.empty(),
            run.lane().isReplay());
    if (attempt.verdict() != Verdict.DOWN) {
      answered.put(run.destination(), System.nanoTime());
    }
    boolean goesOn =
        switch (attempt.verdict()) {
          case DELIVERED -> {
            written(() -> lanes.delivered(run.lease(), run.id(), message, attempt));
            yield true;
          }
          case DOWN -> down(run, message, attempt, began, probing);
          case GONE -> gone(run, message, attempt);
          case REFUSED, BROKEN -> refused(run, message, attempt);
        };
    // Whoever answers is up, also one that does not want this message.
    if (attempt.verdict() != Verdict.DOWN && (suspected.remove(run.destination()) || probing)) {
      LOG.log(Level.INFO, "{0} is up again", run.destination());
      written(() -> destinations.up(run.destination()));
    }
    return goesOn;
  }

  private boolean down(Run run, Message message, Attempt attempt, long began, boolean probing) {
    boolean othersGetThrough = answered.getOrDefault(run.destination(), began - 1) - began >= 0;
    if (suspected.add(run.destination())) {
      LOG.log(Level.WARNING, "{0} is down: {1}", new Object[] {run.destination(), attempt.error()});
    }
    Instant next =
        othersGetThrough && !probing
            ? clock
                .now()
                .plus(RetrySchedule.whileDown(tries(run, message) + 1, attempt.retryAfter()))
            : Conflicts.retryInsert(
                () ->
                    destinations.failed(
                        run.destination(), probing, attempt.error(), attempt.retryAfter()));
    failed(run, message, attempt, Optional.of(next.plus(BEHIND_THE_OTHERS)));
    return false;
  }

  private boolean gone(Run run, Message message, Attempt attempt) {
    Optional<String> receiver = ReceiverSnapshot.ofDestination(run.destination());
    if (receiver.isPresent()) {
      LOG.log(
          Level.WARNING, "Receiver {0} has answered 410: it is sent nothing more", receiver.get());
      written(() -> receivers.turn(receiver.get(), ReceiverState.GONE));
    } else {
      written(() -> lanes.hold(run.id(), Lane.Hold.GONE));
    }
    failed(run, message, attempt, Optional.empty());
    return false;
  }

  private boolean refused(Run run, Message message, Attempt attempt) {
    int refusals = blocked(run, message).map(DeliverySnapshot::refusals).orElse(0) + 1;
    Optional<Duration> wait = RetrySchedule.afterRefusal(attempt.verdict(), refusals);
    if (wait.isEmpty()) {
      String cause = attempt.error() + ", " + refusals + " times";
      LOG.log(
          Level.WARNING,
          "Message {0} to {1} is a dead letter: {2}",
          new Object[] {message.id(), run.destination(), cause});
      written(() -> lanes.died(run.lease(), run.lane(), message, Optional.of(attempt), cause));
      return true;
    }
    Duration longer =
        attempt.retryAfter().filter(w -> w.compareTo(wait.get()) > 0).orElse(wait.get());
    failed(run, message, attempt, Optional.of(clock.now().plus(longer)));
    return false;
  }

  private void failed(Run run, Message message, Attempt attempt, Optional<Instant> dueAt) {
    written(() -> lanes.failed(run.lease(), run.id(), message, attempt, dueAt));
  }

  /** The call is made: what it has come to is not lost to a conflict. */
  private static void written(Runnable transaction) {
    Conflicts.run(transaction);
  }

  private static int tries(Run run, Message message) {
    return blocked(run, message).map(DeliverySnapshot::tries).orElse(0);
  }

  private static Optional<DeliverySnapshot> blocked(Run run, Message message) {
    return run.lane().blocked().filter(delivery -> delivery.sequence() == message.sequence());
  }
}
