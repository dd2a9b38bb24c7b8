package org.metagov.gateway.delivery;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.driver.Attempt;
import org.metagov.gateway.driver.MessageSender;
import org.metagov.gateway.driver.RetrySchedule;
import org.metagov.gateway.driver.Verdict;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.lane.DeliverySnapshot;
import org.metagov.gateway.lane.LaneRun;
import org.metagov.gateway.lane.LaneService;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.trace.CurrentTrace;

/**
 * Sends one message of a lane, outside any transaction, and records what follows from the answer.
 */
@ApplicationScoped
public class Sending {
  private static final Logger LOG = Logger.getLogger(Sending.class.getName());

  /** So that another lane has the next turn to try a destination that is down. */
  private static final Duration BEHIND_THE_OTHERS = Duration.ofMillis(1);

  private static final int MOST_SUSPECTED = 1_000;

  /** Which destinations were found down, and not yet up again, as far as is remembered. */
  private final Recent<Boolean> suspected = new Recent<>(MOST_SUSPECTED);

  @EJB private LaneService lanes;
  @EJB private DestinationService destinations;
  @Inject private DownDestinations down;
  @Inject private MessageSender sender;
  @Inject private Destinations known;
  @Inject private DeliveryMetrics metrics;
  @Inject private StoreClock clock;

  /**
   * Sends {@code message}.
   *
   * @param sent the message that was sent before it
   * @param taken what of the lane is not recorded yet: this one, too, if the driver takes it
   * @param probing whether it is this lane's turn to try a destination that is down
   * @return whether the lane goes on with the next one
   */
  public boolean deliver(LaneRun run, Message message, long sent, Taken taken, boolean probing) {
    return CurrentTrace.within(message.trace(), () -> send(run, message, sent, taken, probing));
  }

  private boolean send(LaneRun run, Message message, long sent, Taken taken, boolean probing) {
    boolean isEvent = !message.eventType().equals(Message.CALLBACK) && !run.lane().isReplay();
    long began = System.nanoTime();
    Attempt attempt =
        sender.send(
            run.target(),
            message,
            isEvent ? OptionalLong.of(sent) : OptionalLong.empty(),
            run.lane().isReplay());
    metrics.tried(message, run.lane().isReplay(), attempt);
    if (attempt.verdict().isAnswer()) {
      known.answered(run.destination());
    }
    LOG.log(
        Level.FINE,
        "Message {0} to {1}: {2}",
        new Object[] {message.id(), run.destination(), attempt.verdict()});
    if (attempt.verdict() == Verdict.DELIVERED) {
      taken.add(message, attempt);
    } else {
      taken.record();
    }
    boolean goesOn =
        switch (attempt.verdict()) {
          case DELIVERED -> true;
          case DOWN -> down(run, message, attempt, began, probing);
          case GONE -> gone(run, message, attempt);
          case REFUSED, BROKEN -> refused(run, message, attempt);
          case FORBIDDEN -> dead(run, message, attempt, attempt.error());
        };
    // Whoever answers is up, also one that does not want this message.
    if (attempt.verdict().isAnswer()
        && (suspected.remove(run.destination()).isPresent() || probing)) {
      LOG.log(Level.INFO, "{0} is up again", run.destination());
      written(() -> destinations.up(run));
    }
    return goesOn;
  }

  private boolean down(LaneRun run, Message message, Attempt attempt, long began, boolean probing) {
    boolean othersGetThrough = known.hasAnsweredSince(run.destination(), began);
    if (suspected.put(run.destination(), true).isEmpty()) {
      LOG.log(Level.WARNING, "{0} is down: {1}", new Object[] {run.destination(), attempt.error()});
    }
    Instant next =
        othersGetThrough && !probing
            ? clock.now().plus(RetrySchedule.whileDown(tries(run, message), attempt.retryAfter()))
            : Conflicts.retryInsert(() -> destinations.failed(run, message, probing, attempt));
    down.failed();
    failed(run, message, attempt, Optional.of(next.plus(BEHIND_THE_OTHERS)));
    return false;
  }

  private boolean gone(LaneRun run, Message message, Attempt attempt) {
    if (Conflicts.retry(() -> lanes.gone(run, message, attempt))) {
      LOG.log(Level.WARNING, "{0} has answered 410: it is sent nothing more", run.destination());
    }
    return false;
  }

  private boolean refused(LaneRun run, Message message, Attempt attempt) {
    int refusals = run.refusals(message) + 1;
    Optional<Duration> wait = RetrySchedule.afterRefusal(attempt.verdict(), refusals);
    if (wait.isEmpty()) {
      return dead(run, message, attempt, attempt.error() + ", " + refusals + " times");
    }
    Duration longer =
        attempt.retryAfter().filter(w -> w.compareTo(wait.get()) > 0).orElse(wait.get());
    failed(run, message, attempt, Optional.of(clock.now().plus(longer)));
    return false;
  }

  private boolean dead(LaneRun run, Message message, Attempt attempt, String cause) {
    boolean dead = Conflicts.retry(() -> lanes.died(run, message, attempt, cause));
    if (dead) {
      LOG.log(
          Level.WARNING,
          "Message {0} to {1} is a dead letter: {2}",
          new Object[] {message.id(), run.destination(), cause});
    } else {
      failed(run, message, attempt, Optional.of(clock.now()));
    }
    return dead;
  }

  private void failed(LaneRun run, Message message, Attempt attempt, Optional<Instant> dueAt) {
    written(() -> lanes.failed(run, message, attempt, dueAt));
  }

  /** The call is made: what it has come to is not lost to a conflict. */
  private static void written(Runnable transaction) {
    Conflicts.run(transaction);
  }

  private static int tries(LaneRun run, Message message) {
    return run.earlier(message).map(DeliverySnapshot::tries).orElse(0) + 1;
  }
}
