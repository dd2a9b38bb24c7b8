package org.metagov.gateway.process;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.metagov.gateway.catalog.Advance;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.ProcessDescriptor;
import org.metagov.gateway.catalog.ProcessInvocation;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CheckTimes;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.DraftState;
import org.metagov.gateway.community.Instances;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.Lease;
import org.metagov.gateway.store.Leases;
import org.metagov.gateway.store.StoreClock;

/**
 * One step of one process: call the plugin outside any transaction, then record what it says. The
 * caller holds the lease of the process.
 */
@ApplicationScoped
public class ProcessWork {
  private static final Logger LOG = Logger.getLogger(ProcessWork.class.getName());

  /** A platform may still be working on a request that was cut off this long ago. */
  private static final Duration AFTERMATH = Duration.ofMinutes(1);

  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_EARLY = 425;
  private static final int TOO_MANY_REQUESTS = 429;

  @Inject private Catalog catalog;
  @Inject private CommunityService communities;
  @Inject private Instances instances;
  @Inject private ProcessService processes;
  @Inject private Leases leases;
  @Inject private Settings settings;
  @Inject private StoreClock clock;

  /** What a step needs: the process's plugin, ready to be called, and its state as a draft. */
  private record Stage(ProcessInvocation plugin, DraftState state) {}

  /** Makes the instance for a step: one that a driver waits for, or one that can wait. */
  @FunctionalInterface
  private interface Making {
    PluginInstance<?> of(
        PluginDescriptor plugin, PluginSnapshot enabled, DraftState state, Runnable right);
  }

  /**
   * Starts {@code process} on its platform.
   *
   * @throws ProblemException where the plugin or the platform refuses it: it is forgotten then; or,
   *     with the location of the process, where nobody knows whether the platform has begun it
   */
  public ProcessSnapshot start(Lease lease, ProcessSnapshot process) {
    Stage stage = stage(lease, process, instances::drafted);
    Advance advance;
    try {
      advance = stage.plugin().start(process.parameters(), process.startKey());
    } catch (ProblemException e) {
      if (isRefusal(e)) {
        Conflicts.run(() -> processes.forget(lease, process.id()));
        throw e;
      }
      postpone(lease, process, e);
      // Nobody knows whether the platform has begun it: the driver is told where to look.
      throw e.at(ProcessesResource.location(process));
    }
    return record(lease, process, advance, stage).orElse(process);
  }

  /** Looks at a process: at what an interrupted start has left, or at how it stands. */
  public ProcessSnapshot look(Lease lease, ProcessSnapshot process) {
    try {
      Stage stage = stage(lease, process, instances::patient);
      return process.status() == ProcessStatus.CREATED
          ? resolve(lease, process, stage)
          : record(lease, process, stage.plugin().check(process.state()), stage).orElse(process);
    } catch (ProblemException e) {
      LOG.log(Level.FINE, "A check failed", e);
      return givenUp(lease, process, e).orElseGet(() -> postpone(lease, process, e));
    }
  }

  /**
   * Closes a process.
   *
   * @return the process; it goes on where the plugin did not close it
   */
  public ProcessSnapshot close(Lease lease, ProcessSnapshot process) {
    Stage stage = stage(lease, process, instances::drafted);
    return record(lease, process, stage.plugin().close(process.state()), stage).orElse(process);
  }

  /**
   * Lets a process take a webhook in.
   *
   * @param also what else is written in the transaction that records it
   * @throws ProblemException where the plugin or its platform fails: nothing is recorded
   */
  public void receive(Lease lease, ProcessSnapshot process, WebhookRequest webhook, Runnable also) {
    Stage stage = stage(lease, process, instances::patient);
    Advance advance = stage.plugin().receive(process.state(), webhook);
    Instant next = nextCheck(process, advance);
    // Webhooks that keep coming in do not put off the regular check.
    Instant sooner = process.nextCheckAt().filter(next::isAfter).orElse(next);
    Step step = step(advance, stage, sooner);
    Conflicts.retry(() -> processes.record(lease, process.id(), step, also));
  }

  private ProcessSnapshot resolve(Lease lease, ProcessSnapshot process, Stage stage) {
    Optional<Advance> found =
        descriptor(process).findable()
            ? stage.plugin().find(process.parameters(), process.startKey())
            : Optional.empty();
    if (found.isPresent()) {
      return record(lease, process, found.get(), stage).orElse(process);
    }
    Instant settled = process.createdAt().plus(AFTERMATH);
    if (descriptor(process).findable() && clock.now().isBefore(settled)) {
      return Conflicts.retry(
              () ->
                  processes.postpone(
                      lease, process.id(), "The platform does not have it yet", false, settled))
          .orElse(process);
    }
    return fail(lease, process, "start_unknown", "Nobody knows whether the platform has begun it");
  }

  private Optional<ProcessSnapshot> record(
      Lease lease, ProcessSnapshot process, Advance advance, Stage stage) {
    Step step = step(advance, stage, nextCheck(process, advance));
    return Conflicts.retry(() -> processes.record(lease, process.id(), step, () -> {}));
  }

  private Step step(Advance advance, Stage stage, Instant nextCheckAt) {
    Duration patience = settings.get(Setting.PROCESS_GIVE_UP_AFTER);
    return new Step(
        advance, stage.state(), nextCheckAt, Overdue.of(advance, clock.now(), patience));
  }

  private Instant nextCheck(ProcessSnapshot process, Advance advance) {
    Instant now = clock.now();
    Optional<Instant> asked =
        advance instanceof Advance.Pending pending ? pending.checkAt() : Optional.empty();
    Optional<Instant> end =
        Overdue.nextLook(advance, now, settings.get(Setting.PROCESS_GIVE_UP_AFTER));
    return CheckTimes.next(
        now,
        settings.checkInterval(process.plugin()),
        Stream.of(asked, end).flatMap(Optional::stream).min(Comparator.naturalOrder()));
  }

  /**
   * Ends a process whose platform's half has been gone, or unreachable since its start, too long.
   */
  private Optional<ProcessSnapshot> givenUp(
      Lease lease, ProcessSnapshot process, ProblemException failure) {
    Instant longAgo = clock.now().minus(settings.get(Setting.PROCESS_GIVE_UP_AFTER));
    if (process.status() == ProcessStatus.CREATED) {
      return process.createdAt().isBefore(longAgo)
          ? Optional.of(fail(lease, process, "start_unknown", failure.getMessage()))
          : Optional.empty();
    }
    return process.goneSince().filter(longAgo::isAfter).isPresent() && isGone(failure)
        ? Optional.of(fail(lease, process, "gone", failure.getMessage()))
        : Optional.empty();
  }

  private ProcessSnapshot postpone(Lease lease, ProcessSnapshot process, ProblemException failure) {
    Instant next =
        CheckTimes.afterFailure(
            clock.now(),
            settings.checkInterval(process.plugin()),
            process.failures(),
            failure.retryAfter());
    return Conflicts.retry(
            () ->
                processes.postpone(
                    lease, process.id(), failure.getMessage(), isGone(failure), next))
        .orElse(process);
  }

  private ProcessSnapshot fail(Lease lease, ProcessSnapshot process, String error, String text) {
    JsonObject errors = JsonText.object().add(error, text).build();
    return Conflicts.retry(() -> processes.fail(lease, process.id(), errors)).orElse(process);
  }

  private Stage stage(Lease lease, ProcessSnapshot process, Making making) {
    PluginDescriptor plugin = plugin(process);
    PluginSnapshot enabled =
        communities
            .findPlugin(process.instanceId())
            .orElseThrow(ProcessesResource.notFound(process.fullName(), process.id()));
    DraftState state = instances.draftState(enabled);
    return new Stage(
        new ProcessInvocation(
            plugin,
            descriptor(process),
            making.of(plugin, enabled, state, leases.keeping(lease)),
            Secrets.of(plugin, enabled.config())),
        state);
  }

  private PluginDescriptor plugin(ProcessSnapshot process) {
    return catalog.require(process.plugin(), ProblemType.CONFLICT);
  }

  /** Returns what the plugin declares of {@code process}. */
  public ProcessDescriptor descriptor(ProcessSnapshot process) {
    return Optional.ofNullable(plugin(process).processes().get(process.name()))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.CONFLICT,
                    "Its plugin has no process '" + process.name() + "' any more"));
  }

  /**
   * Whether the caller or the platform said no, or the platform was not asked; otherwise the start
   * may have come through.
   */
  private static boolean isRefusal(ProblemException e) {
    return e.type().status() < 500
        || platform(e)
            .filter(failure -> failure.isUntouched() || isRefusal(failure.status()))
            .isPresent();
  }

  private static boolean isRefusal(int status) {
    // A redirect of a write is never followed.
    return status / 100 == 3
        || (status / 100 == 4
            && status != REQUEST_TIMEOUT
            && status != TOO_EARLY
            && status != TOO_MANY_REQUESTS);
  }

  private static boolean isGone(ProblemException e) {
    return platform(e).filter(PlatformException::isGone).isPresent();
  }

  private static Optional<PlatformException> platform(ProblemException e) {
    return e.getCause() instanceof PlatformException cause ? Optional.of(cause) : Optional.empty();
  }
}
