package org.metagov.gateway.lifecycle;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import org.metagov.gateway.invocation.Advance;
import org.metagov.gateway.invocation.WorkFailure;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.lifecycle.Stages.Stage;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.process.ProcessService;
import org.metagov.gateway.process.ProcessSnapshot;
import org.metagov.gateway.process.ProcessStatus;
import org.metagov.gateway.process.Step;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.StoreUnavailable;
import org.metagov.gateway.work.Claim;

/**
 * One step of one process: call the plugin outside any transaction, then record what it says. The
 * caller has claimed the process. Whatever fails in a step that nobody waits for is recorded too,
 * and the process is looked at later: it would be due at once otherwise, for ever.
 */
@ApplicationScoped
public class ProcessWork {
  private static final Logger LOG = Logger.getLogger(ProcessWork.class.getName());
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_EARLY = 425;
  private static final int TOO_MANY_REQUESTS = 429;

  /** A claim lasts longer, and others want to be at the process, too. */
  private static final Duration LONGEST_READING = Duration.ofSeconds(1);

  @Inject private Stages stages;
  @Inject private Schedule schedule;
  @EJB private ProcessService processes;
  @Inject private ProcessMeter meter;
  @Inject private ProcessEnds ends;

  /**
   * Starts {@code process} on its platform.
   *
   * @throws ProblemException where the plugin or the platform refuses it: it is forgotten then; or,
   *     with the location of the process, where nobody knows whether the platform has begun it
   */
  public ProcessSnapshot start(Claim claim, ProcessSnapshot process) {
    Stage stage;
    Advance advance;
    try {
      stage = stages.starting(claim, process);
    } catch (RuntimeException | Error e) {
      // The platform was not asked: there is nothing to look for.
      throw refused(claim, process, WorkFailure.told(e));
    }
    try {
      advance = stage.plugin().start(process.parameters().get(), process.startKey());
    } catch (RuntimeException | Error e) {
      ProblemException failure = WorkFailure.told(e);
      throw isRefusal(failure)
          ? refused(claim, process, failure)
          : interrupted(claim, process, failure);
    }
    try {
      ProcessSnapshot begun = record(claim, process, advance, stage);
      meter.start(begun, "begun");
      return begun;
    } catch (RuntimeException | Error e) {
      throw interrupted(claim, process, WorkFailure.told(e));
    }
  }

  private ProblemException refused(Claim claim, ProcessSnapshot process, ProblemException failure) {
    meter.start(process, "refused");
    try {
      Conflicts.run(() -> processes.forget(claim, process.id()));
      return failure;
    } catch (RuntimeException e) {
      StoreUnavailable.log(LOG, "A process that was refused will end with errors", e);
      return failure.at(ProcessesResource.location(process));
    }
  }

  /** Nobody knows whether the platform has begun it: the driver is told where to look. */
  private ProblemException interrupted(
      Claim claim, ProcessSnapshot process, ProblemException failure) {
    meter.start(process, "unknown");
    try {
      // From now on it is seen whether the platform has it.
      postpone(claim, process, WorkFailure.of(LOG, failed(process, "be started"), failure), true);
    } catch (RuntimeException e) {
      StoreUnavailable.log(LOG, "An interrupted start is looked at all the same", e);
    }
    return failure.at(ProcessesResource.location(process));
  }

  /**
   * Looks at a process: at what an interrupted start has left, or at how it stands, unless it ends
   * and has to take in first what came before.
   */
  public ProcessSnapshot look(Claim claim, ProcessSnapshot process) {
    try {
      ProcessSnapshot seen = ends.awaited(claim, process).orElseGet(() -> lookNow(claim, process));
      meter.check(process, "done");
      return seen;
    } catch (RuntimeException | Error e) {
      meter.check(process, "failed");
      ProblemException failure = WorkFailure.of(LOG, failed(process, "be looked at"), e);
      return givenUp(claim, process, failure)
          .orElseGet(() -> postpone(claim, process, failure, isGone(failure)));
    }
  }

  private ProcessSnapshot lookNow(Claim claim, ProcessSnapshot process) {
    Stage stage = stages.looking(claim, process);
    return process.status() == ProcessStatus.CREATED
        ? resolve(claim, process, stage)
        : seen(claim, process, stage.plugin().check(process.state().get()), stage);
  }

  /**
   * Records what a look has told. An end is put off while something waits that came before it: what
   * people had done by then counts.
   */
  private ProcessSnapshot seen(Claim claim, ProcessSnapshot process, Advance advance, Stage stage) {
    Step step = schedule.step(process, advance, stage.state());
    if (step.isEnd()) {
      return ends.putOff(claim, process).orElseGet(() -> record(claim, process, step));
    }
    if (process.ending().over().isPresent()) {
      ends.goesOn(claim, process);
    }
    return record(claim, process, step);
  }

  private static String failed(ProcessSnapshot process, String what) {
    return "Process " + process.id() + " (" + process.fullName() + ") could not " + what;
  }

  /**
   * Closes a process.
   *
   * @return the process; it goes on where the plugin did not close it
   */
  public ProcessSnapshot close(Claim claim, ProcessSnapshot process) {
    Stage stage = stages.closing(claim, process);
    return record(claim, process, stage.plugin().close(process.state().get()), stage);
  }

  /** Returns whether the plugin of {@code process} lets drivers close it. */
  public boolean isClosable(ProcessSnapshot process) {
    return stages.descriptor(process).closable();
  }

  /**
   * Lets a process take webhooks in, one after another, and records what came of them together.
   * What is behind one that fails, changes the plugin's state or ends the process comes another
   * time.
   *
   * @throws ProblemException where the plugin or its platform fails at the first: nothing is
   *     recorded
   */
  public Taken receive(Claim claim, ProcessSnapshot process, Waiting webhooks) {
    List<WebhookRequest> first = webhooks.first();
    List<WebhookRequest> inTime =
        first.stream().takeWhile(it -> !ends.isLate(process, it.receivedAt())).toList();
    if (inTime.isEmpty()) {
      // What came too late was answered so.
      return first.isEmpty() ? Taken.TAKEN : Taken.NOT_CONCERNED;
    }
    read(claim, process, inTime, webhooks);
    return Taken.TAKEN;
  }

  private void read(
      Claim claim, ProcessSnapshot process, List<WebhookRequest> inTime, Waiting webhooks) {
    Stage stage = stages.reading(claim, process);
    Reading reading = new Reading(stage, process.state().get());
    long end = System.nanoTime() + LONGEST_READING.toNanos();
    for (WebhookRequest webhook : inTime) {
      String work = Stages.reading(process, webhooks.name(reading.count()));
      if (!reading.goesOn(webhook, work) || System.nanoTime() - end >= 0) {
        break;
      }
    }
    // Webhooks that keep coming in do not put off the regular check.
    Step step =
        schedule
            .step(process, reading.advance().orElseThrow(), reading.state())
            .noLaterThan(process.nextCheckAt());
    Conflicts.retry(
            () -> processes.record(claim, process, step, () -> webhooks.taken(reading.count())))
        .ifPresent(meter::recorded);
  }

  private ProcessSnapshot resolve(Claim claim, ProcessSnapshot process, Stage stage) {
    boolean findable = stages.descriptor(process).findable();
    Optional<Advance> found =
        findable
            ? stage.plugin().find(process.parameters().get(), process.startKey())
            : Optional.empty();
    if (found.isPresent()) {
      return record(claim, process, found.get(), stage);
    }
    return schedule
        .nextSearch(process)
        .filter(next -> findable)
        .map(next -> postpone(claim, process, "The platform does not have it yet", true, next))
        .orElseGet(
            () ->
                fail(
                    claim,
                    process,
                    "start_unknown",
                    "Nobody knows whether the platform has begun it"));
  }

  private ProcessSnapshot record(
      Claim claim, ProcessSnapshot process, Advance advance, Stage stage) {
    return record(claim, process, schedule.step(process, advance, stage.state()));
  }

  private ProcessSnapshot record(Claim claim, ProcessSnapshot process, Step step) {
    Optional<ProcessSnapshot> recorded =
        Conflicts.retry(() -> processes.record(claim, process, step, () -> {}));
    recorded.ifPresent(meter::recorded);
    return recorded.orElse(process);
  }

  /**
   * Ends a process whose platform's half has been gone, or unreachable since its start, too long;
   * what people had done by then counts all the same.
   */
  private Optional<ProcessSnapshot> givenUp(
      Claim claim, ProcessSnapshot process, ProblemException failure) {
    if (process.status() == ProcessStatus.CREATED) {
      return schedule.isOver(process.createdAt())
          ? Optional.of(fail(claim, process, "start_unknown", failure.getMessage()))
          : Optional.empty();
    }
    return process.goneSince().filter(schedule::isOver).isPresent() && isGone(failure)
        ? Optional.of(
            ends.putOff(claim, process)
                .orElseGet(() -> fail(claim, process, "gone", failure.getMessage())))
        : Optional.empty();
  }

  private ProcessSnapshot postpone(
      Claim claim, ProcessSnapshot process, ProblemException failure, boolean gone) {
    Instant next = schedule.afterFailure(process, failure.retryAfter());
    return postpone(claim, process, failure.getMessage(), gone, next);
  }

  private ProcessSnapshot postpone(
      Claim claim, ProcessSnapshot process, String error, boolean gone, Instant next) {
    return Conflicts.retry(() -> processes.postpone(claim, process.id(), error, gone, next))
        .orElse(process);
  }

  private ProcessSnapshot fail(Claim claim, ProcessSnapshot process, String error, String text) {
    JsonObject errors = JsonText.object().add(error, text).build();
    Optional<ProcessSnapshot> failed =
        Conflicts.retry(() -> processes.fail(claim, process.id(), errors));
    failed.ifPresent(ended -> meter.ended(ended, error));
    return failed.orElse(process);
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
