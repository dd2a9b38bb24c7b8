package org.metagov.gateway.delivery;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongFunction;
import java.util.logging.Logger;
import org.metagov.gateway.background.Chore;
import org.metagov.gateway.background.Upkeep;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.event.MessageService;
import org.metagov.gateway.lane.LaneQueryService;
import org.metagov.gateway.lane.LaneReading;
import org.metagov.gateway.lane.LaneRun;
import org.metagov.gateway.lane.LaneService;
import org.metagov.gateway.lane.LaneSnapshot;
import org.metagov.gateway.lane.RetentionService;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.work.Claims;

/**
 * Regularly gives up what has waited too long for a driver that is away, and removes what is old.
 */
@Singleton
@Startup
@DependsOn("LaneUpkeep") // Its executor does this, too.
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED) // Many small transactions.
public class Retention {
  private static final Logger LOG = Logger.getLogger(Retention.class.getName());
  private static final int PAUSE_SECONDS = 10;
  private static final int LANES_AT_ONCE = 200;

  /** How many lanes are looked at in each run: what is late by days can wait for minutes. */
  private static final long LANES_IN_A_RUN = 20_000;

  private static final int MESSAGES_AT_ONCE = 100;

  @EJB private RetentionService retention;
  @EJB private LaneQueryService query;
  @EJB private LaneService lanes;
  @EJB private MessageService messages;
  @Inject private LaneReading reading;
  @Inject private Claims claims;
  @Inject private Settings settings;
  @Inject private StoreClock clock;
  @Inject private Upkeep rounds;

  @Resource(lookup = LaneUpkeep.EXECUTOR)
  private ManagedScheduledExecutorService executor;

  private ScheduledFuture<?> running;

  /** The lanes up to this one were looked at in earlier runs. Used by one thread at a time. */
  private long seen;

  @PostConstruct
  void start() {
    running =
        executor.scheduleWithFixedDelay(this::run, PAUSE_SECONDS, PAUSE_SECONDS, TimeUnit.SECONDS);
  }

  @PreDestroy
  void stop() {
    running.cancel(false);
  }

  private void run() {
    step("Late messages were not given up", this::expireSome);
    purge(retention, this::step);
  }

  /** Removes what is old, each kind in a step of its own. */
  static void purge(RetentionService retention, BiConsumer<String, Runnable> step) {
    step.accept(
        "What is known of delivered messages was not removed", all(retention::purgeDelivered));
    step.accept("Dead letters were not removed", all(retention::purgeDead));
    step.accept("Old messages were not removed", all(retention::purgeMessages));
    step.accept("What is left of ended processes was not removed", all(retention::purgeEnded));
    step.accept("Destinations without a lane were not removed", all(retention::purgeDestinations));
  }

  private static Runnable all(IntSupplier some) {
    return () -> {
      while (some.getAsInt() > 0 && !Thread.currentThread().isInterrupted()) {
        LOG.fine("Old messages or deliveries were removed");
      }
    };
  }

  private void step(String failure, Runnable work) {
    rounds.step(Chore.DELIVERIES, LOG, failure, work);
  }

  /** Gives up what no driver has taken within {@code metagov.delivery.max-age}, of some lanes. */
  private void expireSome() {
    long end = seen + LANES_IN_A_RUN;
    Instant before = before();
    each(after -> query.late(before, after, end, LANES_AT_ONCE), run -> expire(run, before));
    each(after -> query.lateReplays(before, after, end, LANES_AT_ONCE), this::expireReplay);
    seen = end >= query.last() ? 0 : end;
  }

  private void expire(LaneRun run, Instant before) {
    LaneSnapshot lane = run.lane();
    for (Message message : messages.after(lane.stream(), lane.reached(), MESSAGES_AT_ONCE)) {
      if (!message.writtenAt().isBefore(before)) {
        return;
      }
      if (run.target().wants(run.community(), message)) {
        lanes.expired(run, message, "not delivered within " + maxAge());
      } else {
        lanes.passed(run, List.of(), message.sequence());
      }
    }
  }

  /** Ends a replay that has waited as long; what it waits for becomes a dead letter again. */
  private void expireReplay(LaneRun run) {
    run
        .lane()
        .blocked()
        .map(blocked -> messages.at(run.lane().stream(), List.of(blocked.sequence())))
        .stream()
        .flatMap(List::stream)
        .forEach(message -> lanes.expired(run, message, "not sent again within " + maxAge()));
    lanes.end(run);
  }

  private void each(LongFunction<List<Long>> page, Consumer<LaneRun> work) {
    long after = seen;
    List<Long> ids = page.apply(after);
    while (!ids.isEmpty() && !Thread.currentThread().isInterrupted()) {
      ids.forEach(id -> step("Lane " + id + " was not looked after", () -> under(id, work)));
      after = ids.get(ids.size() - 1);
      ids = page.apply(after);
    }
  }

  private void under(long id, Consumer<LaneRun> work) {
    claims.ifFree(
        LaneQueue.TABLE,
        id,
        claim -> {
          Optional<LaneRun> run = reading.run(claim, id);
          run.ifPresent(work);
          return run.isPresent();
        });
  }

  private Instant before() {
    return clock.now().minus(maxAge());
  }

  private Duration maxAge() {
    return settings.get(Setting.DELIVERY_MAX_AGE);
  }
}
