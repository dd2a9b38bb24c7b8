package org.metagov.gateway.process;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.logging.Logger;
import org.metagov.gateway.catalog.Advance;
import org.metagov.gateway.catalog.WorkFailure;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.process.Stages.Stage;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.Lease;
import org.metagov.gateway.store.StoreUnavailable;

/**
 * One step of one process: call the plugin outside any transaction, then record what it says. The
 * caller holds the lease of the process. Whatever fails in a step that nobody waits for is recorded
 * too, and the process is looked at later: it would be due at once otherwise, for ever.
 */
@ApplicationScoped
public class ProcessWork {
  private static final Logger LOG = Logger.getLogger(ProcessWork.class.getName());
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_EARLY = 425;
  private static final int TOO_MANY_REQUESTS = 429;

  @Inject private Stages stages;
  @Inject private Schedule schedule;
  @Inject private ProcessService processes;

  /**
   * Starts {@code process} on its platform.
   *
   * @throws ProblemException where the plugin or the platform refuses it: it is forgotten then; or,
   *     with the location of the process, where nobody knows whether the platform has begun it
   */
  public ProcessSnapshot start(Lease lease, ProcessSnapshot process) {
    Stage stage;
    Advance advance;
    try {
      stage = stages.starting(lease, process);
    } catch (RuntimeException | Error e) {
      // The platform was not asked: there is nothing to look for.
      throw refused(lease, process, WorkFailure.told(e));
    }
    try {
      advance = stage.plugin().start(process.parameters(), process.startKey());
    } catch (RuntimeException | Error e) {
      ProblemException failure = WorkFailure.told(e);
      throw isRefusal(failure)
          ? refused(lease, process, failure)
          : interrupted(lease, process, failure);
    }
    try {
      return record(lease, process, advance, stage);
    } catch (RuntimeException | Error e) {
      throw interrupted(lease, process, WorkFailure.told(e));
    }
  }

  private ProblemException refused(Lease lease, ProcessSnapshot process, ProblemException failure) {
    try {
      Conflicts.run(() -> processes.forget(lease, process.id()));
      return failure;
    } catch (RuntimeException e) {
      StoreUnavailable.log(LOG, "A process that was refused will end with errors", e);
      return failure.at(ProcessesResource.location(process));
    }
  }

  /** Nobody knows whether the platform has begun it: the driver is told where to look. */
  private ProblemException interrupted(
      Lease lease, ProcessSnapshot process, ProblemException failure) {
    try {
      // From now on it is seen whether the platform has it.
      postpone(lease, process, WorkFailure.of(LOG, failed(process, "be started"), failure), true);
    } catch (RuntimeException e) {
      StoreUnavailable.log(LOG, "An interrupted start is looked at all the same", e);
    }
    return failure.at(ProcessesResource.location(process));
  }

  /** Looks at a process: at what an interrupted start has left, or at how it stands. */
  public ProcessSnapshot look(Lease lease, ProcessSnapshot process) {
    try {
      Stage stage = stages.patient(lease, process);
      return process.status() == ProcessStatus.CREATED
          ? resolve(lease, process, stage)
          : record(lease, process, stage.plugin().check(process.state()), stage);
    } catch (RuntimeException | Error e) {
      ProblemException failure = WorkFailure.of(LOG, failed(process, "be looked at"), e);
      return givenUp(lease, process, failure)
          .orElseGet(() -> postpone(lease, process, failure, isGone(failure)));
    }
  }

  private static String failed(ProcessSnapshot process, String what) {
    return "Process " + process.id() + " (" + process.fullName() + ") could not " + what;
  }

  /**
   * Closes a process.
   *
   * @return the process; it goes on where the plugin did not close it
   */
  public ProcessSnapshot close(Lease lease, ProcessSnapshot process) {
    Stage stage = stages.urgent(lease, process);
    return record(lease, process, stage.plugin().close(process.state()), stage);
  }

  /** Returns whether the plugin of {@code process} lets drivers close it. */
  public boolean isClosable(ProcessSnapshot process) {
    return stages.descriptor(process).closable();
  }

  /**
   * Lets a process take a webhook in.
   *
   * @param also what else is written in the transaction that records it
   * @throws ProblemException where the plugin or its platform fails: nothing is recorded
   */
  public void receive(Lease lease, ProcessSnapshot process, WebhookRequest webhook, Runnable also) {
    Stage stage = stages.patient(lease, process);
    Advance advance = stage.plugin().receive(process.state(), webhook);
    // Webhooks that keep coming in do not put off the regular check.
    Step step = schedule.step(process, advance, stage.state()).noLaterThan(process.nextCheckAt());
    Conflicts.retry(() -> processes.record(lease, process, step, also));
  }

  private ProcessSnapshot resolve(Lease lease, ProcessSnapshot process, Stage stage) {
    boolean findable = stages.descriptor(process).findable();
    Optional<Advance> found =
        findable ? stage.plugin().find(process.parameters(), process.startKey()) : Optional.empty();
    if (found.isPresent()) {
      return record(lease, process, found.get(), stage);
    }
    return schedule
        .nextSearch(process)
        .filter(next -> findable)
        .map(next -> postpone(lease, process, "The platform does not have it yet", true, next))
        .orElseGet(
            () ->
                fail(
                    lease,
                    process,
                    "start_unknown",
                    "Nobody knows whether the platform has begun it"));
  }

  private ProcessSnapshot record(
      Lease lease, ProcessSnapshot process, Advance advance, Stage stage) {
    Step step = schedule.step(process, advance, stage.state());
    return Conflicts.retry(() -> processes.record(lease, process, step, () -> {})).orElse(process);
  }

  /**
   * Ends a process whose platform's half has been gone, or unreachable since its start, too long.
   */
  private Optional<ProcessSnapshot> givenUp(
      Lease lease, ProcessSnapshot process, ProblemException failure) {
    if (process.status() == ProcessStatus.CREATED) {
      return schedule.isOver(process.createdAt())
          ? Optional.of(fail(lease, process, "start_unknown", failure.getMessage()))
          : Optional.empty();
    }
    return process.goneSince().filter(schedule::isOver).isPresent() && isGone(failure)
        ? Optional.of(fail(lease, process, "gone", failure.getMessage()))
        : Optional.empty();
  }

  private ProcessSnapshot postpone(
      Lease lease, ProcessSnapshot process, ProblemException failure, boolean gone) {
    Instant next = schedule.afterFailure(process, failure.retryAfter());
    return postpone(lease, process, failure.getMessage(), gone, next);
  }

  private ProcessSnapshot postpone(
      Lease lease, ProcessSnapshot process, String error, boolean gone, Instant next) {
    return Conflicts.retry(() -> processes.postpone(lease, process.id(), error, gone, next))
        .orElse(process);
  }

  private ProcessSnapshot fail(Lease lease, ProcessSnapshot process, String error, String text) {
    JsonObject errors = JsonText.object().add(error, text).build();
    return Conflicts.retry(() -> processes.fail(lease, process.id(), errors)).orElse(process);
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
