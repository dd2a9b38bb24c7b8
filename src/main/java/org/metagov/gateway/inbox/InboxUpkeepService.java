package org.metagov.gateway.inbox;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.metagov.gateway.quota.Quota;
import org.metagov.gateway.quota.QuotaService;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.KeyScan;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;

/**
 * Removes some of what is old: each call is one transaction, and reads ranges of an index only,
 * however much is in the inbox. What came first has the smallest ids.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class InboxUpkeepService {
  static final String PARKED =
      "SELECT id FROM inbox WHERE lane_id IS NULL AND ended_at IS NULL"
          + " ORDER BY lane_id, ended_at, id";

  static final String PARKED_TASKS =
      "SELECT inbox_id FROM inbox_task WHERE due_at IS NULL ORDER BY inbox_id";

  static final String ENDED =
      "SELECT e.id FROM inbox e WHERE e.lane_id IS NULL AND e.ended_at < ?1"
          + " AND NOT EXISTS (SELECT 1 FROM inbox_task t WHERE t.inbox_id = e.id)";

  private static final int AT_ONCE = 200;

  @PersistenceContext private EntityManager entities;
  @Inject private KeyScan scan;
  @Inject private QuotaService quotas;
  @EJB private InboxTaskService tasks;
  @Inject private Settings settings;
  @Inject private StoreClock clock;

  /** Gives up some of what was parked long ago; returns how much. */
  public int purgeParked() {
    return ofOld(scan.ids(entities, PARKED, AT_ONCE), this::removeParked);
  }

  /** Somebody may have it tried again meanwhile. */
  private boolean removeParked(InboxSnapshot webhook) {
    if (webhook.state() != InboxState.PARKED) {
      return false;
    }
    InboxRows.remove(sql(), webhook.id());
    quotas.give(webhook.community(), Quota.INBOX, 1, webhook.contentBytes());
    return true;
  }

  /** Gives up some of the tasks that were parked long ago; returns how many. */
  public int purgeParkedTasks() {
    return ofOld(scan.ids(entities, PARKED_TASKS, AT_ONCE), this::removeParkedTasks);
  }

  private boolean removeParkedTasks(InboxSnapshot webhook) {
    int removed = TaskRows.removeParkedOf(sql(), webhook.id());
    tasks.forgetContent(webhook);
    return removed > 0;
  }

  private int ofOld(List<Long> ids, Predicate<InboxSnapshot> removing) {
    Instant before = clock.now().minus(settings.get(Setting.DEAD_KEEP));
    return Math.toIntExact(
        ids.stream()
            .distinct()
            .flatMap(id -> InboxRows.find(sql(), id).stream())
            .filter(webhook -> webhook.receivedAt().isBefore(before))
            .flatMap(webhook -> InboxRows.lock(sql(), webhook.id()).stream())
            .filter(removing)
            .count());
  }

  /** Removes some of the webhooks that ended long ago; returns how many. */
  public int purgeEnded() {
    Instant before = clock.now().minus(settings.get(Setting.WEBHOOK_KEEP));
    List<Long> old = scan.ids(entities, ENDED, AT_ONCE, before);
    old.forEach(id -> InboxRows.remove(sql(), id));
    return old.size();
  }

  private Statements sql() {
    return Statements.on(entities.unwrap(Connection.class));
  }
}
