package org.metagov.gateway.inbox;

import static jakarta.ejb.TransactionAttributeType.MANDATORY;
import static jakarta.ejb.TransactionAttributeType.REQUIRES_NEW;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.Connection;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.quota.Quota;
import org.metagov.gateway.quota.QuotaService;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;

/** Records what has become of the tasks of processes: each call is one transaction. */
@Stateless
@TransactionAttribute(REQUIRES_NEW)
public class InboxTaskService {
  @PersistenceContext private EntityManager entities;
  @Inject private QuotaService quotas;
  @Inject private StoreClock clock;

  /** Removes a task that a process has done, in the transaction of what the process has done. */
  @TransactionAttribute(MANDATORY)
  public void done(TaskSnapshot task) {
    Statements sql = sql();
    // Locked first: the last one of its tasks has to know that it is.
    Optional<InboxSnapshot> webhook = InboxRows.lock(sql, task.inboxId());
    TaskRows.remove(sql, task.id());
    webhook.ifPresent(this::forgetContent);
  }

  /** Removes a task whose process is no more, or has ended. */
  public void needless(TaskSnapshot task) {
    done(task);
  }

  /** Forgets what came in as {@code webhook}, which is locked, if nobody needs it any more. */
  @TransactionAttribute(MANDATORY)
  public void forgetContent(InboxSnapshot webhook) {
    Statements sql = sql();
    boolean needed =
        webhook.endedAt().isEmpty()
            || webhook.contentBytes() == 0
            || !TaskRows.of(sql, webhook.id()).isEmpty();
    if (!needed) {
      InboxRows.dropContent(sql, webhook.id());
      quotas.give(webhook.community(), Quota.INBOX, 1, webhook.contentBytes());
    }
  }

  /** Lets all that waits for the process of {@code task} wait {@code until} then. */
  public void wait(TaskSnapshot task, Instant until) {
    TaskRows.letWait(sql(), task.processId(), until);
  }

  /** Records that a process could not take a webhook in, and when to try again. */
  public void failed(TaskSnapshot task, ProblemException problem) {
    Optional<Instant> next = RetryTimes.after(task.tries() + 1, clock.now(), problem);
    TaskRows.fail(sql(), task, problem, next);
  }

  private Statements sql() {
    return Statements.on(entities.unwrap(Connection.class));
  }
}
