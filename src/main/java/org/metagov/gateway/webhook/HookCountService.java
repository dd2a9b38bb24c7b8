package org.metagov.gateway.webhook;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.metagov.gateway.community.PluginLeaving;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.ByIndex;
import org.metagov.gateway.store.KeyScan;
import org.metagov.gateway.webhook.HookCounts.Address;

/** Writes down what was counted: each call is one transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class HookCountService {
  @PersistenceContext private EntityManager entities;
  @Inject private KeyScan scan;

  /** Adds {@code counted} to what was counted before. */
  public void add(List<Map.Entry<Address, Counted>> counted) {
    counted.forEach(entry -> add(entry.getKey(), entry.getValue()));
  }

  private void add(Address address, Counted counted) {
    WebhookCount count =
        entities.find(WebhookCount.class, key(address), LockModeType.PESSIMISTIC_WRITE);
    if (count != null) {
      count.add(counted);
    } else if (isThere(address)) {
      count = new WebhookCount();
      count.setCommunity(address.community());
      count.setPlugin(address.plugin());
      count.setInstanceId(address.instanceId());
      count.add(counted);
      entities.persist(count);
    }
  }

  /**
   * Whether somebody still takes webhooks there. Asked without waiting: whoever is removing the
   * plugin may be waiting for these counts.
   */
  private boolean isThere(Address address) {
    return address.community().isEmpty()
        || !scan.ids(
                entities, "SELECT id FROM plugin_instance WHERE id = ?1", 1, address.instanceId())
            .isEmpty();
  }

  /** Returns what was written down of {@code address}, if anything came there. */
  public Optional<WebhookCount> find(Address address) {
    return Optional.ofNullable(entities.find(WebhookCount.class, key(address)));
  }

  /**
   * Returns what was written down of {@code instances}, of which there is one at least, by their
   * ids.
   */
  public Map<Long, WebhookCount> of(Collection<Long> instances) {
    Among among = Among.of(instances);
    Query query =
        entities.createNativeQuery(
            "SELECT * FROM instance_webhooks"
                + ByIndex.of("INSTANCE_WEBHOOKS_OF")
                + " WHERE instance_id IN "
                + among.list(),
            WebhookCount.class);
    for (int i = 0; i < among.values().size(); i++) {
      query.setParameter(i + 1, among.values().get(i));
    }
    List<?> found = query.getResultList();
    return found.stream()
        .map(WebhookCount.class::cast)
        .collect(Collectors.toMap(WebhookCount::getInstanceId, count -> count));
  }

  /** Counts go with their instance. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void leaving(@Observes PluginLeaving leaving) {
    entities
        .createQuery(
            "DELETE FROM WebhookCount c WHERE c.community = :community AND c.plugin = :plugin"
                + " AND c.instanceId = :instance")
        .setParameter("community", leaving.community())
        .setParameter("plugin", leaving.plugin())
        .setParameter("instance", leaving.instanceId())
        .executeUpdate();
  }

  private static WebhookCount.Key key(Address address) {
    return new WebhookCount.Key(
        Texts.key(address.community()), Texts.key(address.plugin()), address.instanceId());
  }
}
