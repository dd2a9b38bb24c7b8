package org.metagov.gateway.process;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.metagov.gateway.access.CurrentCaller;
import org.metagov.gateway.audit.Audit;
import org.metagov.gateway.database.Database;
import org.metagov.gateway.instance.OnceService;
import org.metagov.gateway.instance.PluginStateService;
import org.metagov.gateway.invocation.Advance;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.process.ProcessCallbacks.Observed;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.KeyScan;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.trace.CurrentTrace;
import org.metagov.gateway.work.Claim;
import org.metagov.gateway.work.ClaimService;
import org.metagov.gateway.work.QueueTable;

/**
 * Writes governance processes: each call is one transaction. Whatever is written about one that is
 * completed, or no longer there, is dropped: its end is final.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class ProcessService {
  /** The processes wait in their own table. */
  public static final QueueTable QUEUE =
      new QueueTable("governance_process", "id", "next_check_at", List.of("plugin", "instance_id"));

  /**
   * When a start is looked at that nobody has heard of again: a server that has crashed is up again
   * then. One that is still being started is held by whoever starts it.
   */
  private static final Duration START = Duration.ofSeconds(10);

  private static final List<String> ENDED = List.of("/status");
  private static final int LONGEST_ERROR = 1_000;
  private static final int LONGEST_URL = 2_000;
  private static final int PURGED_AT_ONCE = 200;

  @PersistenceContext private EntityManager entities;
  @Resource private SessionContext context;
  @EJB private ClaimService claims;
  @Inject private CurrentCaller current;
  @Inject private Audit audit;
  @EJB private PluginStateService states;
  @EJB private OnceService once;
  @Inject private ProcessCallbacks callbacks;
  @Inject private ProcessQuota quota;
  @Inject private KeyScan scan;
  @Inject private Settings settings;
  @Inject private StoreClock clock;
  @Inject private Sql sql;

  /** A process that is about to be started, by whoever has claimed it. */
  public record Begun(ProcessSnapshot process, Claim claim) {}

  /**
   * Writes down that a process is about to be started, by the caller.
   *
   * @return the process, with its id; empty where its plugin was disabled meanwhile
   * @throws ProblemException 429 where its community has too many that are pending
   */
  public Optional<Begun> create(NewProcess asked) {
    Instant now = clock.now();
    ProcessEntity process = new ProcessEntity();
    process.setInstanceId(asked.instance().id());
    process.setCommunity(asked.instance().community());
    process.setPlugin(asked.instance().plugin());
    process.setCalled(asked.instance().platformId().orElse(""));
    process.setName(asked.name());
    process.setStatus(ProcessStatus.CREATED);
    process.setStartKey(asked.startKey());
    process.setRequestId(asked.requestId().orElse(null));
    process.setDriverKey(current.get().keyId().orElse(null));
    process.setParameters(asked.parameters());
    process.setState(JsonValue.EMPTY_JSON_OBJECT);
    process.setOutcome(JsonValue.EMPTY_JSON_OBJECT);
    process.setErrors(JsonValue.EMPTY_JSON_OBJECT);
    process.setCallbackUrl(asked.callbackUrl().orElse(null));
    process.setTrace(CurrentTrace.get().kept());
    process.setCreatedAt(now);
    process.setNextCheckAt(now.plus(START));
    try {
      return Optional.of(sql.with(all -> begun(all, process)));
    } catch (PersistenceException e) {
      if (!Conflicts.isOrphan(e)) {
        throw e;
      }
      context.setRollbackOnly();
      return Optional.empty();
    }
  }

  private Begun begun(Statements all, ProcessEntity process) {
    ProcessWriting.begin(all, process);
    // Behind the row, which waits for whoever is disabling its plugin.
    quota.begin(process);
    audit.named("id", process.getId().toString());
    audit.here(List.of());
    Claim claim = claims.begin(QUEUE, process.getId());
    return new Begun(ProcessSnapshot.of(process), claim);
  }

  /** Removes a process that its platform has refused to begin. */
  public void forget(Claim claim, long id) {
    claims.settle(claim);
    sql.run(
        all ->
            locked(all, id)
                .ifPresent(
                    row -> {
                      quota.end(row.process().getCommunity(), 1, row.process().getHeldBytes());
                      row.remove(all);
                    }));
  }

  /**
   * Records how a process stands now, with what the plugin did to its state.
   *
   * @param also what else is written in the same transaction
   * @return the process; empty where it was completed or removed meanwhile, and nothing is recorded
   */
  public Optional<ProcessSnapshot> record(
      Claim claim, ProcessSnapshot asked, Step step, Runnable also) {
    // The next such step may make calls of the same names.
    step.state().usedOnce().forEach(work -> once.forget(asked.instanceId(), work));
    if (ProcessRows.onlyGoesOn(asked, step) && goesOn(claim, asked, step)) {
      also.run();
      return Optional.of(asked.until(step.checkedAt(), step.nextCheckAt()));
    }
    if (!step.state().isUnchanged()) {
      // In this order, as whoever disables the plugin locks the two.
      states.lock(asked.instanceId());
    }
    return locked(
        claim,
        asked.id(),
        (all, row) -> {
          ProcessEntity process = row.process();
          Observed before = Observed.of(process);
          long held = process.getHeldBytes();
          process.setFailures(0);
          process.setCheckedAt(step.checkedAt());
          if (process.getEnding().over().isEmpty()) {
            // What came in before its end does not say that its platform has it again.
            process.setGoneSince(null);
          }
          process.setLastError(step.overdue().map(Overdue::text).orElse(null));
          process.setNextCheckAt(next(process, asked, step));
          advance(process, step.advance());
          if (step.overdue().filter(Overdue::over).isPresent()) {
            process.complete(clock.now());
          }
          if (!step.state().isUnchanged()) {
            states.apply(process.getInstanceId(), step.state().change());
          }
          // Before what else is taken or given: see QuotaService.
          quota.written(process, held);
          also.run();
          if (process.getStatus() == ProcessStatus.COMPLETED) {
            audit.here(ENDED);
          }
          write(all, row, before);
        });
  }

  /** One that was woken while the step was under way is looked at once more. */
  private static Instant next(ProcessEntity process, ProcessSnapshot asked, Step step) {
    Optional<Instant> now = Optional.ofNullable(process.getNextCheckAt());
    boolean woken = asked.status() == ProcessStatus.PENDING && !now.equals(asked.nextCheckAt());
    return now.filter(time -> woken && time.isBefore(step.nextCheckAt()))
        .orElse(step.nextCheckAt());
  }

  private void write(Statements all, ProcessWriting row, Observed before) {
    row.write(all);
    if (!Observed.of(row.process()).equals(before)) {
      HistoryRows.note(all, ProcessSnapshot.of(row.process()), clock.now());
      callbacks.append(row.process());
    }
  }

  private boolean goesOn(Claim claim, ProcessSnapshot process, Step step) {
    claims.fence(claim);
    return sql.with(all -> ProcessRows.goOn(all, process, step));
  }

  private void advance(ProcessEntity process, Advance advance) {
    if (advance instanceof Advance.Pending pending) {
      process.setStatus(ProcessStatus.PENDING);
      process.setState(pending.state());
      process.setOutcome(pending.outcome());
      // A platform's words, which no database must refuse.
      pending.url().ifPresent(url -> process.setUrl(Texts.fitting(url, LONGEST_URL)));
      pending.correlation().ifPresent(name -> process.setCorrelation(ProcessEntity.kept(name)));
    } else if (advance instanceof Advance.Completed completed) {
      process.setOutcome(completed.outcome());
      process.complete(clock.now());
    } else if (advance instanceof Advance.Failed failed) {
      process.setErrors(failed.errors());
      process.complete(clock.now());
    }
  }

  /**
   * Records that a process could not be looked at, and when to try again.
   *
   * @param gone whether its platform says that it is gone, or does not have it yet
   */
  public Optional<ProcessSnapshot> postpone(
      Claim claim, long id, String error, boolean gone, Instant nextCheckAt) {
    return locked(
        claim,
        id,
        (all, row) -> {
          ProcessEntity process = row.process();
          process.setCheckedAt(clock.now());
          process.setFailures(process.getFailures() + 1);
          process.setLastError(Texts.fitting(error, LONGEST_ERROR));
          if (gone && process.getGoneSince() == null) {
            process.setGoneSince(clock.now());
          } else if (!gone && process.getStatus() == ProcessStatus.PENDING) {
            process.setGoneSince(null);
          }
          process.setNextCheckAt(nextCheckAt);
          row.write(all);
        });
  }

  /**
   * Records that a process is over, or being closed, and when to look at it again.
   *
   * @param over since when it is over, as a look has told just now
   */
  public Optional<ProcessSnapshot> putOff(
      Claim claim, long id, Optional<Instant> over, Instant nextCheckAt) {
    return locked(
        claim,
        id,
        (all, row) -> {
          ProcessEntity process = row.process();
          over.ifPresent(
              since -> {
                process.setOverSince(since);
                process.setCheckedAt(clock.now());
              });
          process.setNextCheckAt(nextCheckAt);
          row.write(all);
        });
  }

  /** Ends a process with {@code errors}; its outcome stays. */
  public Optional<ProcessSnapshot> fail(Claim claim, long id, JsonObject errors) {
    return locked(
        claim,
        id,
        (all, row) -> {
          ProcessEntity process = row.process();
          Observed before = Observed.of(process);
          long held = process.getHeldBytes();
          process.setErrors(errors);
          process.complete(clock.now());
          quota.written(process, held);
          audit.here(ENDED);
          write(all, row, before);
        });
  }

  /**
   * Removes some of the processes that ended long ago; returns how many. Their callbacks stay until
   * they are delivered, and a webhook that still waits for one finds nothing to do.
   */
  public int purge() {
    List<Long> old =
        scan.ids(
            entities,
            "SELECT id FROM governance_process WHERE completed_at < ?1 ORDER BY completed_at",
            PURGED_AT_ONCE,
            clock.now().minus(settings.get(Setting.PROCESS_KEEP)));
    if (!old.isEmpty()) {
      entities
          .createQuery("DELETE FROM ProcessEntity p WHERE p.id IN :ids")
          .setParameter("ids", old)
          .executeUpdate();
    }
    return old.size();
  }

  /** Lets {@code change} change what is not completed; returns it as it is then. */
  private Optional<ProcessSnapshot> locked(
      Claim claim, long id, BiConsumer<Statements, ProcessWriting> change) {
    claims.settle(claim);
    return sql.with(
        all ->
            locked(all, id)
                .map(
                    row -> {
                      change.accept(all, row);
                      return ProcessSnapshot.of(row.process());
                    }));
  }

  private static Optional<ProcessWriting> locked(Statements all, long id) {
    return ProcessWriting.lock(all, Database.get()::locking, id)
        .filter(row -> row.process().getStatus() != ProcessStatus.COMPLETED);
  }
}
