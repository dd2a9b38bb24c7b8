package org.metagov.gateway.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.Invocation;
import org.metagov.gateway.catalog.Invocation.Meaning;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.DraftState;
import org.metagov.gateway.community.Instances;
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

/**
 * Works the inbox off: what a webhook means, in the order of their coming for each instance; and
 * then each process that it concerns, by itself.
 */
@ApplicationScoped
public class InboxWork {
  private static final Logger LOG = Logger.getLogger(InboxWork.class.getName());
  private static final long SLICE_NANOS = Duration.ofSeconds(2).toNanos();

  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  /**
   * How long a webhook waits for a start that is being recorded. One that takes longer was
   * interrupted: then the plugin looks how the process stands.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Inject private Catalog catalog;
  @Inject private CommunityService communities;
  @Inject private Instances instances;
  @Inject private InboxService inbox;
  @Inject private InboxQueryService query;
  @Inject private ProcessService processes;
  @Inject private ProcessesService steps;
  @Inject private Leases leases;
  @Inject private StoreClock clock;

  /** Works off what is due for the instance {@code id}, if nobody else is at it. */
  public void instance(long id) {
    leases.ifFree(
        "instance/" + id,
        lease -> {
          long end = System.nanoTime() + SLICE_NANOS;
          boolean goesOn = true;
          while (goesOn && System.nanoTime() - end < 0) {
            goesOn = query.first(id).filter(webhook -> receive(lease, webhook)).isPresent();
          }
        });
  }

  /** Returns whether the next one may follow. */
  private boolean receive(Lease lease, InboxSnapshot webhook) {
    if (webhook.dueAt().filter(clock.now()::isBefore).isPresent()) {
      letWait(lease, webhook, webhook.dueAt().get());
      return false;
    }
    try {
      PluginDescriptor plugin = catalog.require(webhook.plugin(), ProblemType.CONFLICT);
      PluginSnapshot enabled =
          communities
              .findPlugin(webhook.instanceId())
              .orElseThrow(
                  () -> new ProblemException(ProblemType.CONFLICT, "The plugin was disabled"));
      DraftState state = instances.draftState(enabled);
      Meaning meaning =
          Invocation.receive(
              plugin,
              instances.patient(plugin, enabled, state, leases.keeping(lease)),
              Secrets.of(plugin, enabled.config()),
              webhook.request());
      return record(lease, webhook, meaning, state);
    } catch (RuntimeException e) {
      ProblemException problem = ours(e);
      LOG.log(
          problem.type() == ProblemType.INTERNAL ? Level.WARNING : Level.FINE,
          "Webhook " + webhook.id() + " could not be worked off",
          problem);
      Conflicts.run(
          () -> inbox.failed(lease, webhook.id(), problem.getMessage(), problem.retryAfter()));
      return true;
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

  private boolean record(Lease lease, InboxSnapshot webhook, Meaning meaning, DraftState state) {
    // Asked for in this order: a start that is recorded in between is seen by its name.
    boolean starting = processes.isStarting(webhook.instanceId());
    List<Named> named = processes.named(webhook.instanceId(), meaning.correlations());
    Set<String> known = named.stream().map(Named::correlation).collect(Collectors.toSet());
    boolean fresh = webhook.request().receivedAt().plus(PATIENCE).isAfter(clock.now());
    if (starting && fresh && !known.containsAll(meaning.correlations())) {
      letWait(lease, webhook, clock.now().plus(A_MOMENT));
      return false;
    }
    List<Long> of = named.stream().filter(p -> !p.completed()).map(Named::id).toList();
    Conflicts.run(() -> inbox.done(lease, webhook, meaning.events(), state, of));
    return true;
  }

  private void letWait(Lease lease, InboxSnapshot webhook, Instant until) {
    Conflicts.run(() -> inbox.wait(lease, webhook, until));
  }

  /** Lets the process {@code id} take in what is due, webhook by webhook. */
  public void process(long id) {
    long end = System.nanoTime() + SLICE_NANOS;
    boolean goesOn = true;
    while (goesOn && System.nanoTime() - end < 0) {
      goesOn = query.firstTask(id).filter(this::take).isPresent();
    }
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
