package org.metagov.gateway.routing;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.ProcessDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.KnownPlugins;
import org.metagov.gateway.inbox.InboxBatch;
import org.metagov.gateway.inbox.InboxBatch.Concerned;
import org.metagov.gateway.inbox.InboxQuery;
import org.metagov.gateway.inbox.InboxRecordService;
import org.metagov.gateway.inbox.InboxRows;
import org.metagov.gateway.inbox.InboxTaskService;
import org.metagov.gateway.inbox.KeptWebhook;
import org.metagov.gateway.inbox.TaskSnapshot;
import org.metagov.gateway.inbox.WaitingLane;
import org.metagov.gateway.inbox.WaitingWebhook;
import org.metagov.gateway.instance.DraftState;
import org.metagov.gateway.instance.Instances;
import org.metagov.gateway.invocation.Emitted;
import org.metagov.gateway.invocation.Invocation;
import org.metagov.gateway.invocation.Invocation.Meaning;
import org.metagov.gateway.invocation.WorkFailure;
import org.metagov.gateway.lifecycle.ProcessLifecycle;
import org.metagov.gateway.lifecycle.Taken;
import org.metagov.gateway.lifecycle.Waiting;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.problem.UnreadableException;
import org.metagov.gateway.process.ProcessQueryService;
import org.metagov.gateway.process.ProcessQueryService.Named;
import org.metagov.gateway.process.ProcessQueryService.Starting;
import org.metagov.gateway.setup.CommunityChangeService;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.trace.CurrentTrace;
import org.metagov.gateway.webhook.HookCounts;
import org.metagov.gateway.webhook.HookCounts.Address;
import org.metagov.gateway.work.Claim;
import org.metagov.gateway.work.Claims;

/**
 * Works the inbox off: what a webhook means, in the order of their coming within each lane; and
 * then each process that it concerns, by itself.
 */
@ApplicationScoped
public class InboxWork {
  private static final Logger LOG = Logger.getLogger(InboxWork.class.getName());
  private static final long SLICE_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int BATCH = 64;
  private static final List<TaskSnapshot> NONE = List.of();
  private static final Duration A_MOMENT = Duration.ofMillis(200);

  /** The times of two webhooks differ by so much at least. */
  private static final Duration JUST_BEFORE = Duration.of(1, ChronoUnit.MICROS);

  /** How long a plugin that was taken out on its platform stays at most for what came before. */
  private static final Duration LONGEST_FAREWELL = Duration.ofMinutes(1);

  private static final Duration FAREWELL_LOOK = Duration.ofSeconds(1);

  private static final Duration CLOCKS_DIFFER_BY = Duration.ofSeconds(1);

  /** How soon it is seen whether a process has begun that was not recorded yet. */
  private static final Duration SOON = Duration.ofSeconds(2);

  @Inject private Catalog catalog;
  @Inject private KnownPlugins plugins;
  @Inject private Instances instances;
  @EJB private InboxRecordService records;
  @EJB private CommunityChangeService changes;
  @EJB private InboxTaskService tasks;
  @Inject private InboxQuery query;
  @EJB private ProcessQueryService processes;
  @Inject private ProcessLifecycle steps;
  @Inject private Claims claims;
  @Inject private HookCounts counts;
  @Inject private Meters meters;
  @Inject private StoreClock clock;

  /**
   * Works off what is in the lane that was claimed, if it still is due.
   *
   * @return whether there may be more that is due now
   */
  public boolean lane(Claim claim) {
    Slice slice = new Slice(claim, claims.keeping(claim), System.nanoTime() + SLICE_NANOS);
    Optional<WaitingLane> more;
    do {
      more = query.lane(claim.id(), BATCH).filter(lane -> workOff(slice, lane));
    } while (more.isPresent() && !slice.isOver());
    // Others have waited for longer now.
    more.ifPresent(lane -> Conflicts.run(() -> records.wait(claim, lane, clock.now())));
    return more.isPresent();
  }

  private boolean workOff(Slice slice, WaitingLane lane) {
    return !lane.dueAt().isAfter(clock.now())
        && new OfLane(slice, lane).workOff(lane.first(), lane.whole());
  }

  /**
   * The time that a lane has until it gives way to others.
   *
   * @param claim on the lane
   * @param keeping what makes it outlast each call
   * @param end by {@link System#nanoTime}
   */
  private record Slice(Claim claim, Runnable keeping, long end) {
    boolean isOver() {
      return System.nanoTime() - end >= 0;
    }
  }

  /** Webhooks of one lane, which was claimed. */
  private final class OfLane extends InboxBatch {
    private final Slice slice;
    private final Claim claim;
    private final WaitingLane lane;

    OfLane(Slice slice, WaitingLane lane) {
      this.slice = slice;
      this.claim = slice.claim();
      this.lane = lane;
    }

    @Override
    public boolean isOver() {
      return slice.isOver();
    }

    @Override
    public Done ask(WaitingWebhook webhook, Optional<DraftState> before) {
      return CurrentTrace.within(webhook.trace(), () -> read(webhook, before));
    }

    private Done read(WaitingWebhook webhook, Optional<DraftState> before) {
      PluginDescriptor plugin = catalog.require(webhook.plugin(), ProblemType.CONFLICT);
      PluginSnapshot enabled =
          plugins
              .find(webhook.community(), webhook.plugin(), webhook.instanceId())
              .orElseThrow(
                  () -> new ProblemException(ProblemType.CONFLICT, "The plugin was disabled"));
      DraftState draft =
          before
              .map(DraftState::next)
              .orElseGet(() -> instances.draftState(enabled))
              .forWork(webhook.key());
      Meaning meaning =
          Invocation.receive(
              plugin,
              instances.patient(plugin, enabled, draft, slice.keeping()),
              Secrets.of(plugin, enabled.config()),
              webhook.request());
      return new Done(
          webhook,
          Emitted.by(enabled.platformId(), meaning.events()),
          draft,
          concerned(plugin, webhook, meaning.correlations()),
          meaning.passedOver(),
          meaning.disabled());
    }

    @Override
    public boolean record(List<Done> all, boolean last) {
      Optional<Done> leaving = all.stream().filter(done -> done.disabled().isPresent()).findFirst();
      if (leaving.isEmpty()) {
        return keep(all, last);
      }
      List<Done> before = all.subList(0, all.indexOf(leaving.get()));
      if (!before.isEmpty()) {
        keep(before, false);
      }
      disable(leaving.get());
      return true;
    }

    /**
     * What came before it may still wait in other lanes, or for processes, and counts: for a while
     * it is waited for. What was behind it in the inbox goes with its instance.
     */
    private void disable(Done leaving) {
      WaitingWebhook webhook = leaving.webhook();
      Instant since = webhook.request().receivedAt().minus(JUST_BEFORE);
      Instant now = clock.now();
      if (now.isBefore(since.plus(LONGEST_FAREWELL))
          && query.holdsBeside(lane.id(), webhook.instanceId(), since)) {
        Conflicts.run(() -> records.wait(claim, lane, now.plus(FAREWELL_LOOK)));
        return;
      }
      Optional<String> called =
          plugins
              .find(webhook.community(), webhook.plugin(), webhook.instanceId())
              .flatMap(PluginSnapshot::platformId);
      changes.uninstalled(
          webhook.community(),
          webhook.plugin(),
          webhook.instanceId(),
          since,
          () -> records.uninstalled(leaving, called));
      count(webhook, "done");
    }

    private boolean keep(List<Done> all, boolean last) {
      boolean empty = Conflicts.retry(() -> records.done(claim, lane, all, last));
      all.forEach(
          done -> count(done.webhook(), done.passedOver().isPresent() ? "passed_over" : "done"));
      all.stream()
          .filter(done -> done.passedOver().isPresent())
          .map(Done::webhook)
          .map(of -> new Address(of.community(), of.plugin(), of.instanceId()))
          .forEach(counts::passOver);
      return empty;
    }

    @Override
    public Optional<Instant> fail(WaitingWebhook webhook, RuntimeException failure) {
      return CurrentTrace.within(webhook.trace(), () -> failed(webhook, failure));
    }

    private Optional<Instant> failed(WaitingWebhook webhook, RuntimeException failure) {
      String what = "Webhook " + webhook.id() + " could not be worked off";
      ProblemException problem = WorkFailure.of(LOG, what, failure);
      Optional<Instant> next = Conflicts.retry(() -> records.failed(claim, webhook, problem));
      count(webhook, next.isPresent() ? "retried" : "parked");
      return next;
    }

    private void count(WaitingWebhook webhook, String result) {
      meters.of(Metric.INBOX_WORK).with(webhook.plugin()).with(result).count();
    }
  }

  /**
   * Returns the processes that a webhook concerns, or may concern: those whose start is not
   * recorded yet, however long that takes, are not known by their names.
   */
  private List<Concerned> concerned(
      PluginDescriptor plugin, WaitingWebhook webhook, Set<String> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    // Asked for in this order: a start that is recorded in between is seen by its name.
    List<Starting> starting =
        processes.starting(
            webhook.instanceId(), webhook.request().receivedAt().plus(CLOCKS_DIFFER_BY));
    List<Named> named = processes.named(webhook.instanceId(), names);
    Set<String> known = named.stream().map(Named::correlation).collect(Collectors.toSet());
    Stream<Concerned> surely =
        named.stream()
            .filter(p -> !p.completed() && names.contains(p.correlation()))
            .map(p -> new Concerned(p.id(), reads(plugin, p.process()), Optional.empty()));
    Stream<Concerned> perhaps =
        names.stream()
            .filter(name -> !known.contains(name))
            .map(ProcessQueryService::kept)
            .flatMap(
                name ->
                    starting.stream()
                        .map(
                            p ->
                                new Concerned(
                                    p.id(), reads(plugin, p.process()), Optional.of(name))));
    return Stream.concat(surely, perhaps).toList();
  }

  private static boolean reads(PluginDescriptor plugin, String process) {
    ProcessDescriptor known = plugin.processes().get(process);
    return known != null && known.reads();
  }

  /**
   * Lets the process of the task {@code id} take in what is due of it, webhook by webhook.
   *
   * @return whether there may be more that is due now
   */
  public boolean task(long id) {
    return query.task(id).filter(task -> process(task.processId())).isPresent();
  }

  private boolean process(long id) {
    long end = System.nanoTime() + SLICE_NANOS;
    boolean goesOn;
    do {
      goesOn = query.firstTask(id).filter(this::take).isPresent();
    } while (goesOn && System.nanoTime() - end < 0);
    return goesOn;
  }

  private boolean take(TaskSnapshot task) {
    Optional<KeptWebhook> webhook = query.kept(task.inboxId());
    if (webhook.isEmpty()) {
      drop(task);
      return true;
    }
    return CurrentTrace.within(webhook.get().trace(), () -> take(task, webhook.get()));
  }

  private boolean take(TaskSnapshot task, KeptWebhook webhook) {
    try {
      Taken taken =
          steps.receive(task.processId(), task.name(), new InOrder(task, webhook.request()));
      switch (taken) {
        case TAKEN -> LOG.fine("A process has taken a webhook in");
        case NOT_CONCERNED -> drop(task);
        // Nothing tells when that is over.
        case BUSY -> wait(task, A_MOMENT);
        case NOT_BEGUN -> wait(task, SOON);
      }
      return taken == Taken.TAKEN || taken == Taken.NOT_CONCERNED;
    } catch (RuntimeException e) {
      String what =
          "Process " + task.processId() + " could not take webhook " + task.inboxId() + " in";
      ProblemException problem = WorkFailure.of(LOG, what, e);
      Conflicts.run(() -> tasks.failed(task, problem));
      return false;
    }
  }

  /** A task, and those behind it whose process is the same in any case. */
  private final class InOrder implements Waiting {
    private final TaskSnapshot task;
    private final WebhookRequest webhook;
    private final List<TaskSnapshot> all = new ArrayList<>();

    InOrder(TaskSnapshot task, WebhookRequest webhook) {
      this.task = task;
      this.webhook = webhook;
    }

    @Override
    public List<WebhookRequest> first() {
      // Another node may have been quicker.
      if (!query.has(task)) {
        return List.of();
      }
      all.add(task);
      List<WebhookRequest> webhooks = new ArrayList<>(List.of(webhook));
      int bytes = webhook.size();
      for (TaskSnapshot next : task.name().isEmpty() ? query.behind(task, BATCH) : NONE) {
        Optional<WebhookRequest> kept =
            query
                .kept(next.inboxId())
                .flatMap(it -> UnreadableException.orNothing(() -> Optional.of(it.request())));
        bytes += kept.map(WebhookRequest::size).orElse(0);
        if (kept.isEmpty() || bytes > InboxRows.MOST_BYTES) {
          break;
        }
        all.add(next);
        webhooks.add(kept.get());
      }
      return webhooks;
    }

    @Override
    public String name(int index) {
      return Long.toString(all.get(index).inboxId());
    }

    @Override
    public void taken(int count) {
      all.subList(0, count).forEach(tasks::done);
    }
  }

  private void wait(TaskSnapshot task, Duration time) {
    Conflicts.run(() -> tasks.wait(task, clock.now().plus(time)));
  }

  private void drop(TaskSnapshot task) {
    Conflicts.run(() -> tasks.needless(task));
  }
}
