package org.metagov.gateway.webhook;

import static jakarta.ejb.TransactionAttributeType.MANDATORY;
import static jakarta.ejb.TransactionAttributeType.REQUIRES_NEW;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.catalog.Emitted;
import org.metagov.gateway.community.DraftState;
import org.metagov.gateway.community.PluginLeaving;
import org.metagov.gateway.community.PluginStateService;
import org.metagov.gateway.event.EventLogService;
import org.metagov.gateway.store.Lease;
import org.metagov.gateway.store.LeaseService;
import org.metagov.gateway.store.StoreClock;

/** Writes the inbox: each call is one transaction. */
@Stateless
@TransactionAttribute(REQUIRES_NEW)
public class InboxService {
  private static final Logger LOG = Logger.getLogger(InboxService.class.getName());
  private static final int LONGEST_ERROR = 1_000;

  @PersistenceContext private EntityManager entities;
  @Inject private LeaseService leases;
  @Inject private PluginStateService states;
  @Inject private EventLogService log;
  @Inject private StoreClock clock;
  @Inject private Event<WebhooksKept> kept;

  /**
   * Keeps webhooks: all of them, or none. One that is already there is not kept again; if it was
   * parked, it is worked on again.
   *
   * @return how many of them are new
   */
  public int keep(List<NewWebhook> webhooks) {
    int fresh = 0;
    for (NewWebhook webhook : webhooks) {
      Optional<InboxEntry> first =
          webhook.deliveryId().flatMap(id -> find(webhook.instance().id(), id));
      if (first.isEmpty()) {
        entities.persist(entry(webhook));
        fresh++;
      } else if (first.get().getState() == InboxState.PARKED) {
        retry(first.get());
      }
    }
    entities.flush();
    kept.fire(new WebhooksKept());
    return fresh;
  }

  /** Returns whether all of them are there already. */
  public boolean knows(List<NewWebhook> webhooks) {
    return webhooks.stream()
        .allMatch(
            webhook ->
                webhook.deliveryId().flatMap(id -> find(webhook.instance().id(), id)).isPresent());
  }

  private Optional<InboxEntry> find(long instance, String deliveryId) {
    return entities
        .createQuery(
            "SELECT e FROM InboxEntry e WHERE e.instanceId = :instance AND e.deliveryId = :delivery",
            InboxEntry.class)
        .setParameter("instance", instance)
        .setParameter("delivery", deliveryId)
        .getResultStream()
        .findFirst();
  }

  private InboxEntry entry(NewWebhook webhook) {
    InboxEntry entry = new InboxEntry();
    entry.setInstanceId(webhook.instance().id());
    entry.setCommunity(webhook.instance().community());
    entry.setPlugin(webhook.instance().plugin());
    entry.setDeliveryId(webhook.deliveryId().orElse(null));
    entry.setKey(UUID.randomUUID().toString());
    entry.setRequest(RequestColumn.toJson(webhook.request()));
    entry.setReceivedAt(webhook.request().receivedAt());
    entry.setState(InboxState.WAITING);
    entry.setDueAt(webhook.request().receivedAt());
    return entry;
  }

  /**
   * Records what a webhook means: the events, the changes of the state, one task for each process,
   * and that it is done.
   */
  public void done(
      Lease lease, InboxSnapshot webhook, List<Emitted> events, DraftState state, List<Long> of) {
    locked(lease, webhook.id())
        .ifPresent(
            entry -> {
              for (Long process : of) {
                entities.persist(task(entry, process));
              }
              end(entry, InboxState.DONE);
              if (!state.isUnchanged()) {
                states.apply(webhook.instanceId(), state.change());
              }
              log.append(webhook.community(), webhook.plugin(), entry.getKey(), events);
            });
  }

  private InboxTask task(InboxEntry entry, Long process) {
    InboxTask task = new InboxTask();
    task.setInboxId(entry.getId());
    task.setProcessId(process);
    task.setPlugin(entry.getPlugin());
    task.setDueAt(clock.now());
    return task;
  }

  /** Records that a plugin has failed at a webhook, and when to try again or that it is parked. */
  public void failed(Lease lease, long id, String error, Optional<Duration> retryAfter) {
    locked(lease, id)
        .ifPresent(
            entry -> {
              entry.setTries(entry.getTries() + 1);
              entry.setLastError(cut(error));
              Optional<Instant> next = RetryTimes.after(entry.getTries(), clock.now(), retryAfter);
              entry.setDueAt(next.orElse(null));
              if (next.isEmpty()) {
                entry.setState(InboxState.PARKED);
                LOG.log(
                    Level.WARNING,
                    "Webhook {0} is parked: {1}",
                    new Object[] {Long.toString(id), cut(error)});
              }
            });
  }

  /** Lets a webhook wait, and all of its instance after it: they come in their order. */
  public void wait(Lease lease, InboxSnapshot webhook, Instant until) {
    leases.fence(lease);
    entities
        .createQuery(
            "UPDATE InboxEntry e SET e.dueAt = :until WHERE e.instanceId = :instance"
                + " AND e.state = :waiting AND e.dueAt < :until")
        .setParameter("until", until)
        .setParameter("instance", webhook.instanceId())
        .setParameter("waiting", InboxState.WAITING)
        .executeUpdate();
  }

  /** Removes a task that a process has done, in the transaction of what the process has done. */
  @TransactionAttribute(MANDATORY)
  public void taskDone(long id) {
    entities
        .createQuery("DELETE FROM InboxTask t WHERE t.id = :id")
        .setParameter("id", id)
        .executeUpdate();
  }

  /** Removes a task whose process is no more, or has ended. */
  public void taskNeedless(long id) {
    taskDone(id);
  }

  /** Records that a process could not take a webhook in, and when to try again. */
  public void taskFailed(long id, String error, Optional<Duration> retryAfter) {
    InboxTask task = entities.find(InboxTask.class, id, LockModeType.PESSIMISTIC_WRITE);
    if (task != null) {
      task.setTries(task.getTries() + 1);
      task.setLastError(cut(error));
      Optional<Instant> next = RetryTimes.after(task.getTries(), clock.now(), retryAfter);
      task.setDueAt(next.orElse(null));
      next.ifPresent(time -> letWait(task.getProcessId(), time));
    }
  }

  /** The tasks of a process come in their order. */
  private void letWait(long process, Instant until) {
    entities
        .createQuery(
            "UPDATE InboxTask t SET t.dueAt = :until WHERE t.processId = :process"
                + " AND t.dueAt < :until")
        .setParameter("until", until)
        .setParameter("process", process)
        .executeUpdate();
  }

  /** Lets a parked webhook, or its parked tasks, be tried again; false where there is none. */
  public boolean retry(long id) {
    InboxEntry entry = entities.find(InboxEntry.class, id, LockModeType.PESSIMISTIC_WRITE);
    if (entry == null) {
      return false;
    }
    boolean parked = entry.getState() == InboxState.PARKED;
    if (parked) {
      retry(entry);
    }
    int tasks =
        entities
            .createQuery(
                "UPDATE InboxTask t SET t.dueAt = :now, t.tries = 0"
                    + " WHERE t.inboxId = :id AND t.dueAt IS NULL")
            .setParameter("now", clock.now())
            .setParameter("id", id)
            .executeUpdate();
    kept.fire(new WebhooksKept());
    return parked || tasks > 0;
  }

  /** Gives a webhook up that waits or is parked, with its tasks; false where it is neither. */
  public boolean discard(long id) {
    InboxEntry entry = entities.find(InboxEntry.class, id, LockModeType.PESSIMISTIC_WRITE);
    if (entry == null) {
      return false;
    }
    boolean open = entry.getState() == InboxState.WAITING || entry.getState() == InboxState.PARKED;
    if (open) {
      end(entry, InboxState.DISCARDED);
    }
    int tasks =
        entities
            .createQuery("DELETE FROM InboxTask t WHERE t.inboxId = :id")
            .setParameter("id", id)
            .executeUpdate();
    return open || tasks > 0;
  }

  /** Gives up what waits for an instance that is leaving. */
  @TransactionAttribute(MANDATORY)
  public void leaving(@Observes PluginLeaving leaving) {
    entities
        .createQuery(
            "DELETE FROM InboxTask t WHERE t.inboxId IN"
                + " (SELECT e.id FROM InboxEntry e WHERE e.instanceId = :instance)")
        .setParameter("instance", leaving.instanceId())
        .executeUpdate();
    entities
        .createQuery(
            "UPDATE InboxEntry e SET e.state = :discarded, e.dueAt = NULL, e.endedAt = :now"
                + " WHERE e.instanceId = :instance AND e.endedAt IS NULL")
        .setParameter("discarded", InboxState.DISCARDED)
        .setParameter("now", clock.now())
        .setParameter("instance", leaving.instanceId())
        .executeUpdate();
  }

  private Optional<InboxEntry> locked(Lease lease, long id) {
    leases.fence(lease);
    return Optional.ofNullable(entities.find(InboxEntry.class, id, LockModeType.PESSIMISTIC_WRITE))
        .filter(entry -> entry.getState() == InboxState.WAITING);
  }

  private void retry(InboxEntry entry) {
    entry.setState(InboxState.WAITING);
    entry.setTries(0);
    entry.setDueAt(clock.now());
  }

  private void end(InboxEntry entry, InboxState state) {
    entry.setState(state);
    entry.setDueAt(null);
    entry.setEndedAt(clock.now());
  }

  private static String cut(String error) {
    return error.length() > LONGEST_ERROR ? error.substring(0, LONGEST_ERROR) : error;
  }
}
