package org.metagov.gateway.webhook;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Candidates;
import org.metagov.gateway.store.StoreClock;

/**
 * Removes some of what is old: each call is one transaction, and reads ranges of an index only,
 * however much is in the inbox. What came first has the smallest ids.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class InboxUpkeepService {
  static final String PARKED = "SELECT id FROM inbox WHERE state = 'PARKED' ORDER BY id";

  static final String PARKED_TASKS =
      "SELECT inbox_id FROM inbox_task WHERE due_at IS NULL ORDER BY inbox_id";

  static final String ENDED =
      "SELECT e.id FROM inbox e WHERE e.ended_at < ?1"
          + " AND NOT EXISTS (SELECT 1 FROM inbox_task t WHERE t.inbox_id = e.id)";

  private static final int AT_ONCE = 200;

  @PersistenceContext private EntityManager entities;
  @Inject private Candidates candidates;
  @Inject private Settings settings;
  @Inject private StoreClock clock;

  /** Gives up some of what was parked long ago; returns how much. */
  public int purgeParked() {
    List<Long> old = old(candidates.ids(entities, PARKED, AT_ONCE));
    return old.isEmpty()
        ? 0
        : entities
            // Somebody may have it tried again meanwhile.
            .createQuery("DELETE FROM InboxEntry e WHERE e.id IN :ids AND e.state = :parked")
            .setParameter("ids", old)
            .setParameter("parked", InboxState.PARKED)
            .executeUpdate();
  }

  /** Gives up some of the tasks that were parked long ago; returns how many. */
  public int purgeParkedTasks() {
    List<Long> old = old(candidates.ids(entities, PARKED_TASKS, AT_ONCE));
    return old.isEmpty()
        ? 0
        : entities
            .createQuery("DELETE FROM InboxTask t WHERE t.inboxId IN :ids AND t.dueAt IS NULL")
            .setParameter("ids", old)
            .executeUpdate();
  }

  private List<Long> old(List<Long> ids) {
    return ids.isEmpty()
        ? ids
        : entities
            .createQuery(
                "SELECT e.id FROM InboxEntry e WHERE e.id IN :ids AND e.receivedAt < :before",
                Long.class)
            .setParameter("ids", ids)
            .setParameter("before", clock.now().minus(settings.get(Setting.DEAD_KEEP)))
            .getResultList();
  }

  /** Removes some of the webhooks that ended long ago; returns how many. */
  public int purgeEnded() {
    List<Long> old =
        candidates.ids(
            entities, ENDED, AT_ONCE, clock.now().minus(settings.get(Setting.WEBHOOK_KEEP)));
    return old.isEmpty()
        ? 0
        : entities
            .createQuery("DELETE FROM InboxEntry e WHERE e.id IN :ids")
            .setParameter("ids", old)
            .executeUpdate();
  }
}
