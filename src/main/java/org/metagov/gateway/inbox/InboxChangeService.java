package org.metagov.gateway.inbox;

import static jakarta.ejb.TransactionAttributeType.MANDATORY;
import static jakarta.ejb.TransactionAttributeType.REQUIRED;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.metagov.gateway.community.PluginLeaving;
import org.metagov.gateway.quota.Quota;
import org.metagov.gateway.quota.QuotaService;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;

/** What somebody decides about webhooks that are in the inbox, in one transaction. */
@Stateless
@TransactionAttribute(REQUIRED)
public class InboxChangeService {
  @PersistenceContext private EntityManager entities;
  @Inject private QuotaService quotas;
  @EJB private InboxTaskService tasks;
  @Inject private StoreClock clock;
  @Inject private Event<WebhooksKept> kept;

  /** Lets a parked webhook, or its parked tasks, be tried again; false where there is none. */
  public boolean retry(long id) {
    Statements sql = sql();
    Optional<InboxSnapshot> webhook = InboxRows.lock(sql, id);
    return webhook.filter(found -> retry(sql, found)).isPresent();
  }

  private boolean retry(Statements sql, InboxSnapshot webhook) {
    Instant now = clock.now();
    boolean parked = webhook.state() == InboxState.PARKED;
    if (parked) {
      lock(webhook);
      long lane = LaneRows.open(sql, LaneRows.Name.of(webhook), now);
      InboxRows.retry(sql, webhook.id(), lane);
      goOn(sql, webhook, lane, now);
    }
    int again = TaskRows.retry(sql, webhook.id(), now);
    List<TaskSnapshot> waiting = TaskRows.of(sql, webhook.id());
    Set<Long> processes = waiting.stream().map(TaskSnapshot::processId).collect(Collectors.toSet());
    kept.fire(new WebhooksKept(webhook.plugin(), Set.of(), processes));
    return parked || again > 0;
  }

  /** Gives a webhook up that waits or is parked, with its tasks; false where it is neither. */
  public boolean discard(long id) {
    Statements sql = sql();
    Optional<InboxSnapshot> webhook = InboxRows.lock(sql, id);
    return webhook.filter(found -> discard(sql, found)).isPresent();
  }

  private boolean discard(Statements sql, InboxSnapshot webhook) {
    int given = TaskRows.removeOf(sql, webhook.id());
    boolean open = InboxRows.discard(sql, webhook.id(), clock.now());
    if (open) {
      quotas.give(webhook.community(), Quota.INBOX, 1, webhook.contentBytes());
      webhook.laneId().ifPresent(lane -> goOn(sql, webhook, lane, clock.now()));
    } else {
      tasks.forgetContent(webhook);
    }
    return open || given > 0;
  }

  /** What was behind another one in its lane is the first now. */
  private void goOn(Statements sql, InboxSnapshot webhook, long lane, Instant now) {
    LaneRows.letWait(sql, lane, now);
    kept.fire(new WebhooksKept(webhook.plugin(), Set.of(lane), Set.of()));
  }

  private void lock(InboxSnapshot webhook) {
    quotas.give(webhook.community(), Quota.INBOX, 0, 0);
  }

  /** Gives up what waits for an instance that is leaving. */
  @TransactionAttribute(MANDATORY)
  public void leaving(@Observes PluginLeaving leaving) {
    Statements sql = sql();
    long instance = leaving.instanceId();
    quotas.give(leaving.community(), Quota.INBOX, 0, 0);
    InboxRows.Held held = InboxRows.held(sql, instance);
    TaskRows.removeOfInstance(sql, instance);
    InboxRows.discardAll(sql, instance, clock.now());
    LaneRows.removeAll(sql, instance);
    quotas.give(leaving.community(), Quota.INBOX, held.rows(), held.bytes());
  }

  private Statements sql() {
    return Statements.on(entities.unwrap(Connection.class));
  }
}
