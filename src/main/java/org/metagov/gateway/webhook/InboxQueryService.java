package org.metagov.gateway.webhook;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.store.Candidates;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;

/** Looks into the inbox: each call is one transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class InboxQueryService {
  @PersistenceContext private EntityManager entities;
  @Inject private Candidates candidates;
  @Inject private StoreClock clock;

  /** Returns how many webhooks wait, as far as that can be told without waiting. */
  public long waiting() {
    return candidates.ids(entities, "SELECT COUNT(*) FROM inbox WHERE lane_id > 0", 1).get(0);
  }

  /** Returns the lane {@code id} with its first webhooks, {@code most} at most, if it is there. */
  public Optional<WaitingLane> lane(long id, int most) {
    return LaneRows.read(sql(), id, most);
  }

  /** Returns what came in as the webhook {@code id}, if there is one and that is still kept. */
  Optional<InboxRows.Came> came(long id) {
    return InboxRows.came(sql(), id);
  }

  /** Returns the task {@code id}, if there is one. */
  public Optional<TaskSnapshot> task(long id) {
    return TaskRows.find(sql(), id);
  }

  /** Returns the first task that waits for {@code process}, if that is due. */
  public Optional<TaskSnapshot> firstTask(long process) {
    return TaskRows.first(sql(), process)
        .filter(task -> task.dueAt().filter(due -> !due.isAfter(clock.now())).isPresent());
  }

  /** Returns whether {@code task} still waits: another node may have been quicker. */
  public boolean has(TaskSnapshot task) {
    return TaskRows.has(sql(), task.id());
  }

  /** Returns whose the lane {@code id} is, and since when it is due, if it is there. */
  public Optional<OpenLane> open(long id) {
    return LaneRows.find(sql(), id);
  }

  /** Returns the webhook {@code id}, if there is one. */
  public Optional<InboxSnapshot> find(long id) {
    return InboxRows.find(sql(), id);
  }

  /** Returns the tasks of the webhook {@code id}. */
  public List<TaskSnapshot> tasks(long id) {
    return TaskRows.of(sql(), id);
  }

  /** Returns at most {@code limit} webhooks that {@code filter} lets through, by id. */
  public List<InboxSnapshot> page(InboxFilter filter, int limit) {
    return InboxRows.page(sql(), filter, limit);
  }

  private Statements sql() {
    return Statements.on(entities.unwrap(Connection.class));
  }
}
