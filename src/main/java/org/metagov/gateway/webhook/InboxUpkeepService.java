package org.metagov.gateway.webhook;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.webhook.HookCounts.Address;
import org.metagov.gateway.webhook.HookCounts.Counted;

/** Writes down what was counted, and removes what is old: each call is one transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class InboxUpkeepService {
  private static final int AT_ONCE = 200;
  private static final int LONGEST_REFUSAL = 500;

  @PersistenceContext private EntityManager entities;
  @Inject private Settings settings;
  @Inject private StoreClock clock;

  /** Adds {@code counted} to what was counted before. */
  public void write(Map<Address, Counted> counted) {
    counted.entrySet().stream()
        // In one order, so that two nodes do not wait for each other.
        .sorted(
            Comparator.comparing(
                entry -> entry.getKey().community() + "/" + entry.getKey().plugin()))
        .forEach(entry -> write(entry.getKey(), entry.getValue()));
  }

  private void write(Address address, Counted counted) {
    WebhookCount.Key key = new WebhookCount.Key(address.community(), address.plugin());
    WebhookCount count = entities.find(WebhookCount.class, key, LockModeType.PESSIMISTIC_WRITE);
    if (count == null) {
      count = new WebhookCount();
      count.setCommunity(address.community());
      count.setPlugin(address.plugin());
      count.add(cut(counted));
      entities.persist(count);
    } else {
      count.add(cut(counted));
    }
  }

  private static Counted cut(Counted counted) {
    return new Counted(
        counted.accepted(),
        counted.repeated(),
        counted.refused(),
        counted.unmatched(),
        counted.lastSeen(),
        counted.lastVerified(),
        counted.lastRefused(),
        counted.lastRefusal().map(text -> Texts.fitting(text, LONGEST_REFUSAL)));
  }

  /** Returns what was counted at {@code address}, if anything came there. */
  public Optional<WebhookCount> find(Address address) {
    return Optional.ofNullable(
        entities.find(
            WebhookCount.class, new WebhookCount.Key(address.community(), address.plugin())));
  }

  /** Gives up some of what was parked long ago; returns how much. */
  public int purgeParked() {
    List<Long> old =
        entities
            .createQuery(
                "SELECT e.id FROM InboxEntry e WHERE e.receivedAt < :before AND (e.state = :parked"
                    + " OR EXISTS (SELECT t FROM InboxTask t"
                    + "   WHERE t.inboxId = e.id AND t.dueAt IS NULL)) ORDER BY e.id",
                Long.class)
            .setParameter("before", clock.now().minus(settings.get(Setting.DEAD_KEEP)))
            .setParameter("parked", InboxState.PARKED)
            .setMaxResults(AT_ONCE)
            .getResultList();
    for (Long id : old) {
      entities
          .createQuery("DELETE FROM InboxTask t WHERE t.inboxId = :id")
          .setParameter("id", id)
          .executeUpdate();
      entities
          .createQuery("DELETE FROM InboxEntry e WHERE e.id = :id")
          .setParameter("id", id)
          .executeUpdate();
    }
    return old.size();
  }

  /** Removes some of the webhooks that ended long ago; returns how many. */
  public int purge() {
    List<Long> old =
        entities
            .createQuery(
                "SELECT e.id FROM InboxEntry e WHERE e.endedAt < :before AND NOT EXISTS"
                    + " (SELECT t FROM InboxTask t WHERE t.inboxId = e.id)",
                Long.class)
            .setParameter("before", clock.now().minus(settings.get(Setting.WEBHOOK_KEEP)))
            .setMaxResults(AT_ONCE)
            .getResultList();
    if (!old.isEmpty()) {
      entities
          .createQuery("DELETE FROM InboxEntry e WHERE e.id IN :ids")
          .setParameter("ids", old)
          .executeUpdate();
    }
    return old.size();
  }
}
