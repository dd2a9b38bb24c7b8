package org.metagov.gateway.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.Invocation;
import org.metagov.gateway.catalog.Invocation.Meaning;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.DraftState;
import org.metagov.gateway.community.Instances;
import org.metagov.gateway.community.KnownPlugins;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.process.ProcessService;
import org.metagov.gateway.process.ProcessService.Named;
import org.metagov.gateway.process.ProcessesService;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.Lease;
import org.metagov.gateway.store.Leases;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.store.StoreUnavailable;
import org.metagov.gateway.webhook.InboxService.Done;

/**
 * Works the inbox off: what a webhook means, in the order of their coming for each instance; and
 * then each process that it concerns, by itself.
 */
@ApplicationScoped
public class InboxWork {
  private static final Logger LOG = Logger.getLogger(InboxWork.class.getName());
  private static final long SLICE_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int BATCH = 16;

  /** A plugin that asks its platform takes longer: then each is recorded by itself. */
  private static final long BATCH_NANOS = Duration.ofMillis(50).toNanos();

  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  /**
   * How long a webhook waits for a start that is being recorded. One that takes longer was
   * interrupted: then the plugin looks how the process stands.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Inject private Catalog catalog;
  @Inject private KnownPlugins plugins;
  @Inject private Instances instances;
  @Inject private InboxService inbox;
  @Inject private InboxQueryService query;
  @Inject private ProcessService processes;
  @Inject private ProcessesService steps;
  @Inject private Leases leases;
  @Inject private StoreClock clock;

  /**
   * Works off what is due for the instance {@code id}, if nobody else is at it.
   *
   * @return whether there may be more that is due now
   */
  public boolean instance(long id) {
    AtomicBoolean more = new AtomicBoolean();
    leases.ifFree(
        "instance/" + id,
        lease -> {
          long end = System.nanoTime() + SLICE_NANOS;
          do {
            more.set(new Batch(lease).receive(query.first(id, BATCH)));
          } while (more.get() && System.nanoTime() - end < 0);
        });
    return more.get();
  }

  /** Webhooks of one instance, recorded together: a commit takes as long for one as for many. */
  private final class Batch {
    private final Lease lease;
    private final List<Done> done = new ArrayList<>();
    private Optional<DraftState> state = Optional.empty();
    private long begun;

    Batch(Lease lease) {
      this.lease = lease;
    }

    /** Returns whether more may follow at once. */
    boolean receive(List<InboxSnapshot> webhooks) {
      boolean goesOn = !webhooks.isEmpty();
      for (int i = 0; i < webhooks.size() && goesOn; i++) {
        goesOn = receive(webhooks.get(i));
      }
      record();
      return goesOn;
    }

    private boolean receive(InboxSnapshot webhook) {
      if (webhook.dueAt().filter(clock.now()::isBefore).isPresent()) {
        letWait(webhook, webhook.dueAt().get());
        return false;
      }
      try {
        PluginDescriptor plugin = catalog.require(webhook.plugin(), ProblemType.CONFLICT);
        PluginSnapshot enabled =
            plugins
                .find(webhook.community(), webhook.plugin())
                .filter(found -> found.id() == webhook.instanceId())
                .orElseThrow(
                    () -> new ProblemException(ProblemType.CONFLICT, "The plugin was disabled"));
        DraftState draft = state.map(DraftState::next).orElse(instances.draftState(enabled));
        Meaning meaning =
            Invocation.receive(
                plugin,
                instances.patient(plugin, enabled, draft, leases.keeping(lease)),
                Secrets.of(plugin, enabled.config()),
                webhook.request());
        return add(webhook, meaning, draft);
      } catch (RuntimeException e) {
        fail(webhook, e);
        return true;
      }
    }

    private boolean add(InboxSnapshot webhook, Meaning meaning, DraftState draft) {
      List<Long> of = List.of();
      if (!meaning.correlations().isEmpty()) {
        // Asked for in this order: a start that is recorded in between is seen by its name.
        boolean starting = processes.isStarting(webhook.instanceId());
        List<Named> named = processes.named(webhook.instanceId(), meaning.correlations());
        Set<String> known = named.stream().map(Named::correlation).collect(Collectors.toSet());
        boolean fresh = webhook.request().receivedAt().plus(PATIENCE).isAfter(clock.now());
        if (starting && fresh && !known.containsAll(meaning.correlations())) {
          letWait(webhook, clock.now().plus(A_MOMENT));
          return false;
        }
        of = named.stream().filter(p -> !p.completed()).map(Named::id).toList();
      }
      if (done.isEmpty()) {
        begun = System.nanoTime();
      }
      done.add(new Done(webhook, meaning.events(), draft, of));
      state = Optional.of(draft);
      if (System.nanoTime() - begun > BATCH_NANOS) {
        record();
      }
      return true;
    }

    private void record() {
      List<Done> all = List.copyOf(done);
      done.clear();
      state = Optional.empty();
      if (all.isEmpty()) {
        return;
      }
      try {
        Conflicts.run(() -> inbox.done(lease, all));
      } catch (RuntimeException e) {
        if (all.size() == 1 || StoreUnavailable.in(e).isPresent()) {
          fail(all.get(0).webhook(), e);
        } else {
          // One of them cannot be written down: which it is shows when each is alone.
          all.forEach(this::recordAlone);
        }
      }
    }

    private void recordAlone(Done one) {
      try {
        Conflicts.run(() -> inbox.done(lease, List.of(one)));
      } catch (RuntimeException e) {
        fail(one.webhook(), e);
      }
    }

    /** What came before it is recorded first: they come in their order. */
    private void fail(InboxSnapshot webhook, RuntimeException failure) {
      record();
      ProblemException problem = ours(failure);
      LOG.log(
          problem.type() == ProblemType.INTERNAL ? Level.WARNING : Level.FINE,
          "Webhook " + webhook.id() + " could not be worked off",
          problem);
      Conflicts.run(
          () -> inbox.failed(lease, webhook.id(), problem.getMessage(), problem.retryAfter()));
    }

    private void letWait(InboxSnapshot webhook, Instant until) {
      record();
      Conflicts.run(() -> inbox.wait(lease, webhook, until));
    }
  }

  /**
   * What fails for good must not be tried for ever; a store that is away is not the webhook's
   * fault.
   */
  private static ProblemException ours(RuntimeException failure) {
    if (failure instanceof ProblemException problem) {
      return problem;
    }
    if (StoreUnavailable.in(failure).isPresent()) {
      throw failure;
    }
    return new ProblemException(
        ProblemType.INTERNAL, "What it means could not be written down", failure);
  }

  /**
   * Lets the process {@code id} take in what is due, webhook by webhook.
   *
   * @return whether there may be more that is due now
   */
  public boolean process(long id) {
    long end = System.nanoTime() + SLICE_NANOS;
    boolean goesOn;
    do {
      goesOn = query.firstTask(id).filter(this::take).isPresent();
    } while (goesOn && System.nanoTime() - end < 0);
    return goesOn;
  }

  private boolean take(TaskSnapshot task) {
    Optional<InboxSnapshot> webhook = query.find(task.inboxId());
    if (webhook.isEmpty()) {
      drop(task);
      return true;
    }
    try {
      Optional<Boolean> taken =
          steps.receive(task.processId(), webhook.get().request(), () -> inbox.taskDone(task.id()));
      if (taken.isPresent() && !taken.get()) {
        drop(task);
      }
      return taken.isPresent();
    } catch (RuntimeException e) {
      ProblemException problem = ours(e);
      LOG.log(
          problem.type() == ProblemType.INTERNAL ? Level.WARNING : Level.FINE,
          "Process " + task.processId() + " could not take webhook " + task.inboxId() + " in",
          problem);
      Conflicts.run(() -> inbox.taskFailed(task.id(), problem.getMessage(), problem.retryAfter()));
      return false;
    }
  }

  private void drop(TaskSnapshot task) {
    Conflicts.run(() -> inbox.taskNeedless(task.id()));
  }
}
