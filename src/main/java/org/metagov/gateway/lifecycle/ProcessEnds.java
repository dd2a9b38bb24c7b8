package org.metagov.gateway.lifecycle;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.metagov.gateway.catalog.ProcessDescriptor;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.process.Ending;
import org.metagov.gateway.process.NoticeService;
import org.metagov.gateway.process.ProcessService;
import org.metagov.gateway.process.ProcessSnapshot;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.work.Claim;

/**
 * Lets what people did before the end of a process count. Where a process tells them at once what
 * becomes of it, they have to hear of the end in time: it is written down before it comes, and from
 * then on what is received is told, and taken for, too late. What was received before may still be
 * on its way to the inbox; after that it is seen there.
 */
@ApplicationScoped
public class ProcessEnds {
  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  @EJB private ProcessService processes;
  @Inject private Stages stages;
  @Inject private Arrivals arrivals;
  @Inject private Notices notices;
  @EJB private NoticeService written;
  @Inject private StoreClock clock;

  /**
   * Does {@code close}, which ends {@code process} for a driver, once the process has taken in what
   * came before. If that fails, the process goes on, and those who take part are told so.
   *
   * @param close given when the process ends; under its claim, it has to ask {@link #require} first
   * @throws ProblemException 503 where what has come in is not taken in yet
   */
  ProcessSnapshot closing(ProcessSnapshot process, Function<Instant, ProcessSnapshot> close) {
    if (!answers(process)) {
      Instant now = clock.now();
      if (reads(process)) {
        arrivals.settle(process, now);
      }
      return close.apply(now);
    }
    Instant end = begun(process);
    try {
      notices.awaitArrival(end);
      arrivals.settle(process, end);
      return close.apply(end);
    } catch (RuntimeException | Error e) {
      giveUp(process, end, e);
      throw e;
    }
  }

  /** Returns when {@code process} ends, which those who take part are told from then on. */
  private Instant begun(ProcessSnapshot process) {
    return notices.give(
        end ->
            Conflicts.retry(() -> written.beginClosing(process.id(), end, end.plus(Notices.LIMIT))),
        end -> Conflicts.run(() -> written.giveClosingUp(process.id(), end)));
  }

  /** Where this fails, too, a look finds that nobody closes the process any more. */
  private void giveUp(ProcessSnapshot process, Instant end, Throwable reason) {
    try {
      Conflicts.run(() -> written.giveClosingUp(process.id(), end));
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  /**
   * Sees that {@code process}, which the caller is at, still ends at {@code end}, and that nothing
   * waits that came before.
   *
   * @throws ProblemException 503 where it does not, or something does
   */
  void require(ProcessSnapshot process, Instant end) {
    if (answers(process)
        && (process.ending().closing().filter(end::equals).isEmpty()
            || arrivals.isWaiting(process, end))) {
      throw Notices.busy("What has come in for it is still being taken in");
    }
  }

  /** Returns whether what was received at {@code time} comes too late for {@code process}. */
  boolean isLate(ProcessSnapshot process, Instant time) {
    return answers(process) && process.ending().isBefore(time);
  }

  /**
   * Puts off the look at {@code process} where it is being closed, or where it is over and
   * something waits that came before: its platform need not be asked.
   *
   * @return the process, if it is put off
   */
  Optional<ProcessSnapshot> awaited(Claim claim, ProcessSnapshot process) {
    Ending ending = process.ending();
    Optional<Instant> given = ending.closing().map(end -> end.plus(Notices.LIMIT));
    if (given.filter(clock.now()::isBefore).isPresent()) {
      return Optional.of(putOff(claim, process, Optional.empty(), given.get()));
    }
    // Whoever closed it has crashed.
    ending
        .closing()
        .ifPresent(end -> Conflicts.run(() -> written.giveClosingUp(process.id(), end)));
    return whileAwaited(claim, process, ending.over());
  }

  /**
   * Puts off the end of {@code process}, as a look has told it, while something may wait that came
   * before.
   *
   * @return the process, if its end is put off
   */
  Optional<ProcessSnapshot> putOff(Claim claim, ProcessSnapshot process) {
    if (!reads(process)) {
      return Optional.empty();
    }
    Optional<Instant> told = process.ending().over();
    if (told.isPresent()) {
      return whileAwaited(claim, process, told);
    }
    if (answers(process)) {
      return Optional.of(noticed(claim, process));
    }
    Instant now = clock.now();
    return isAwaited(process, now)
        ? Optional.of(putOff(claim, process, Optional.of(now), now.plus(A_MOMENT)))
        : Optional.empty();
  }

  /** Written too late, it is written anew: some are told then that they are too late who count. */
  private ProcessSnapshot noticed(Claim claim, ProcessSnapshot process) {
    Instant over =
        notices.insist(end -> Conflicts.run(() -> written.over(claim, process.id(), end)));
    return putOff(claim, process, Optional.of(over), over.plus(arrivals.onTheirWay()));
  }

  private Optional<ProcessSnapshot> whileAwaited(
      Claim claim, ProcessSnapshot process, Optional<Instant> over) {
    return over.filter(end -> isAwaited(process, end))
        .map(end -> putOff(claim, process, Optional.empty(), clock.now().plus(A_MOMENT)));
  }

  private boolean isAwaited(ProcessSnapshot process, Instant over) {
    Instant now = clock.now();
    boolean onTheirWay = answers(process) && now.isBefore(over.plus(arrivals.onTheirWay()));
    return now.isBefore(over.plus(Notices.LIMIT))
        && (onTheirWay || arrivals.isWaiting(process, over));
  }

  private ProcessSnapshot putOff(
      Claim claim, ProcessSnapshot process, Optional<Instant> over, Instant next) {
    return Conflicts.retry(() -> processes.putOff(claim, process.id(), over, next)).orElse(process);
  }

  /** Notes that a process that was to end goes on. */
  void goesOn(Claim claim, ProcessSnapshot process) {
    Conflicts.run(() -> written.openAgain(claim, process.id()));
  }

  /** One whose plugin is no more takes nothing in, and can be ended all the same. */
  private boolean reads(ProcessSnapshot process) {
    return stages
        .find(process.plugin(), process.name())
        .filter(ProcessDescriptor::reads)
        .isPresent();
  }

  private boolean answers(ProcessSnapshot process) {
    return stages
        .find(process.plugin(), process.name())
        .filter(ProcessDescriptor::answers)
        .isPresent();
  }
}
