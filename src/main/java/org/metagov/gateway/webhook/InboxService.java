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
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.metagov.gateway.catalog.Emitted;
import org.metagov.gateway.community.DraftState;
import org.metagov.gateway.community.PluginLeaving;
import org.metagov.gateway.community.PluginStateService;
import org.metagov.gateway.event.EventLogService;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.store.InstantColumn;
import org.metagov.gateway.store.Lease;
import org.metagov.gateway.store.LeaseService;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.webhook.InboxBatch.Done;

/** Writes the inbox: each call is one transaction. */
@Stateless
@TransactionAttribute(REQUIRES_NEW)
public class InboxService {
  private static final Logger LOG = Logger.getLogger(InboxService.class.getName());
  private static final int LONGEST_ERROR = 1_000;
  private static final String KNOWN =
      "SELECT id, state FROM inbox WHERE instance_id = ? AND delivery_id = ?";
  private static final String INSERT =
      "INSERT INTO inbox (instance_id, community, plugin, delivery_id, work_key, request,"
          + " received_at, due_at, state, tries, version)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'WAITING', 0, 1)";
  private static final String END =
      "UPDATE inbox SET state = 'DONE', due_at = NULL, ended_at = ?, last_error = ?,"
          + " version = version + 1 WHERE id = ? AND state = 'WAITING'";

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
   * @param submissions webhooks, in groups
   * @return how many of each group are new
   */
  public List<Integer> keep(List<List<NewWebhook>> submissions) {
    List<Integer> fresh = write(submissions);
    submissions.stream()
        .flatMap(List::stream)
        .collect(
            Collectors.groupingBy(
                webhook -> webhook.instance().plugin(),
                Collectors.mapping(webhook -> webhook.instance().id(), Collectors.toSet())))
        .forEach((plugin, instances) -> kept.fire(new WebhooksKept(plugin, instances, Set.of())));
    return fresh;
  }

  /** By JDBC: entities would cost more than all else that is done for a webhook. */
  private List<Integer> write(List<List<NewWebhook>> submissions) {
    List<Integer> fresh = new ArrayList<>();
    Set<Delivery> now = new HashSet<>();
    Connection connection = entities.unwrap(Connection.class);
    try (PreparedStatement known = connection.prepareStatement(KNOWN);
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (List<NewWebhook> webhooks : submissions) {
        int count = 0;
        for (NewWebhook webhook : webhooks) {
          Optional<Delivery> delivery = webhook.deliveryId().map(id -> Delivery.of(webhook, id));
          if (delivery.isEmpty() || (now.add(delivery.get()) && !isKnown(known, delivery.get()))) {
            fill(insert, webhook);
            insert.addBatch();
            count++;
          }
        }
        fresh.add(count);
      }
      insert.executeBatch();
      return fresh;
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  private record Delivery(long instance, String id) {
    static Delivery of(NewWebhook webhook, String id) {
      return new Delivery(webhook.instance().id(), id);
    }
  }

  /** Returns whether the delivery is there; one that is parked is worked on again. */
  private boolean isKnown(PreparedStatement known, Delivery delivery) throws SQLException {
    known.setLong(1, delivery.instance());
    known.setString(2, delivery.id());
    try (ResultSet row = known.executeQuery()) {
      if (!row.next()) {
        return false;
      }
      if (row.getString(2).equals(InboxState.PARKED.name())) {
        retry(entities.find(InboxEntry.class, row.getLong(1), LockModeType.PESSIMISTIC_WRITE));
      }
      return true;
    }
  }

  private static void fill(PreparedStatement insert, NewWebhook webhook) throws SQLException {
    long received = InstantColumn.micros(webhook.request().receivedAt());
    insert.setLong(1, webhook.instance().id());
    insert.setString(2, webhook.instance().community());
    insert.setString(3, webhook.instance().plugin());
    insert.setString(4, webhook.deliveryId().orElse(null));
    String key = UUID.randomUUID().toString();
    insert.setString(5, key);
    insert.setString(6, RequestColumn.write(key, webhook.request()));
    insert.setLong(7, received);
    insert.setLong(8, received);
  }

  /** Returns whether all of them are there already. */
  public boolean knows(List<NewWebhook> webhooks) {
    return webhooks.stream()
        .allMatch(
            webhook ->
                webhook.deliveryId().flatMap(id -> find(webhook.instance().id(), id)).isPresent());
  }

  private Optional<Long> find(long instance, String deliveryId) {
    List<?> ids =
        entities
            .createNativeQuery("SELECT id FROM inbox WHERE instance_id = ?1 AND delivery_id = ?2")
            .setParameter(1, instance)
            .setParameter(2, deliveryId)
            .getResultList();
    return ids.stream().map(id -> ((Number) id).longValue()).findFirst();
  }

  /**
   * Records what webhooks of one instance mean: the events, the changes of the state, one task for
   * each process, and that they are done.
   */
  public void done(Lease lease, List<Done> all) {
    leases.fence(lease);
    List<Done> ended = end(all);
    if (ended.isEmpty()) {
      return;
    }
    WaitingWebhook any = ended.get(0).webhook();
    Map<String, List<Emitted>> events = new LinkedHashMap<>();
    Set<Long> processes = new LinkedHashSet<>();
    for (Done done : ended) {
      done.of().forEach(process -> entities.persist(task(done.webhook(), process)));
      processes.addAll(done.of());
      events.put(done.webhook().key(), done.events());
    }
    List<DraftState> changed =
        ended.stream().map(Done::state).filter(state -> !state.isUnchanged()).toList();
    if (!changed.isEmpty()) {
      states.apply(any.instanceId(), DraftState.changes(changed));
    }
    kept.fire(new WebhooksKept(any.plugin(), Set.of(), processes));
    log.append(any.community(), any.plugin(), events);
  }

  /** Not by entities, which would have to be read first with all that came in. */
  private List<Done> end(List<Done> all) {
    List<Done> ended = new ArrayList<>();
    long now = InstantColumn.micros(clock.now());
    Connection connection = entities.unwrap(Connection.class);
    try (PreparedStatement end = connection.prepareStatement(END)) {
      for (Done done : all) {
        end.setLong(1, now);
        end.setString(2, said(done));
        end.setLong(3, done.webhook().id());
        if (end.executeUpdate() == 1) {
          ended.add(done);
        }
      }
      return ended;
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  /** Why it was passed over, or what went wrong before it went well. */
  private static String said(Done done) {
    return done.passedOver()
        .map(reason -> cut("Passed over: " + reason))
        .or(done.webhook()::lastError)
        .orElse(null);
  }

  private InboxTask task(WaitingWebhook webhook, Long process) {
    InboxTask task = new InboxTask();
    task.setInboxId(webhook.id());
    task.setProcessId(process);
    task.setPlugin(webhook.plugin());
    task.setDueAt(clock.now());
    return task;
  }

  /**
   * Records that a plugin has failed at a webhook: it is tried again, or parked.
   *
   * @return until when it waits, and all of its instance behind it; empty where it is parked, or
   *     nobody wants it any more
   */
  public Optional<Instant> failed(Lease lease, WaitingWebhook webhook, ProblemException problem) {
    leases.fence(lease);
    InboxEntry entry =
        entities.find(InboxEntry.class, webhook.id(), LockModeType.PESSIMISTIC_WRITE);
    if (entry == null || entry.getState() != InboxState.WAITING) {
      return Optional.empty();
    }
    entry.setTries(entry.getTries() + 1);
    entry.setLastError(cut(problem.getMessage()));
    Optional<Instant> next = next(entry.getTries(), problem);
    entry.setDueAt(next.orElse(null));
    if (next.isPresent()) {
      letWait(webhook, next.get());
    } else {
      entry.setState(InboxState.PARKED);
      LOG.log(
          isFinal(problem) ? Level.INFO : Level.WARNING,
          "Webhook {0} is parked: {1}",
          new Object[] {
            Long.toString(webhook.id()), entry.getLastError().replaceAll("\\p{Cntrl}", "?")
          });
    }
    return next;
  }

  /** What the plugin cannot make anything of stays so: that is judged once. */
  private Optional<Instant> next(int tries, ProblemException problem) {
    return isFinal(problem)
        ? Optional.empty()
        : RetryTimes.after(tries, clock.now(), problem.retryAfter());
  }

  private static boolean isFinal(ProblemException problem) {
    return problem.getCause() instanceof InvalidParameterException;
  }

  /** Lets a webhook wait, and all of its instance after it: they come in their order. */
  public void wait(Lease lease, WaitingWebhook webhook, Instant until) {
    leases.fence(lease);
    letWait(webhook, until);
  }

  private void letWait(WaitingWebhook webhook, Instant until) {
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
  public void taskFailed(long id, ProblemException problem) {
    InboxTask task = entities.find(InboxTask.class, id, LockModeType.PESSIMISTIC_WRITE);
    if (task != null) {
      task.setTries(task.getTries() + 1);
      task.setLastError(cut(problem.getMessage()));
      Optional<Instant> next = next(task.getTries(), problem);
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
    Set<Long> processes = new HashSet<>(processes(id));
    kept.fire(new WebhooksKept(entry.getPlugin(), Set.of(entry.getInstanceId()), processes));
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

  private List<Long> processes(long id) {
    return entities
        .createQuery("SELECT t.processId FROM InboxTask t WHERE t.inboxId = :id", Long.class)
        .setParameter("id", id)
        .getResultList();
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
    return Texts.fitting(error, LONGEST_ERROR);
  }
}
