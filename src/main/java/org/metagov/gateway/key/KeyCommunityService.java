package org.metagov.gateway.key;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.metagov.gateway.access.CurrentCaller;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.quota.Quota;
import org.metagov.gateway.quota.QuotaMetrics;
import org.metagov.gateway.quota.QuotaService;
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.Sql;

/**
 * Knows which communities a key with a list sees: each call is one transaction, or a part of the
 * caller's.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class KeyCommunityService {
  private static final String SEES =
      "SELECT 1 FROM driver_key_community"
          + " WHERE key_id = ? AND community = ? AND gone_at IS NULL";

  @PersistenceContext private EntityManager entities;
  @Inject private Sql sql;
  @Inject private CurrentCaller current;
  @Inject private QuotaService quotas;
  @Inject private QuotaMetrics metrics;
  @Inject private Event<KeySeesCommunity> sees;
  @Inject private Event<SightChanged> changed;

  /**
   * Returns whether the key {@code keyId} sees the community that is called so now: one statement,
   * and no more.
   */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS)
  public boolean sees(String keyId, String community) {
    return !sql.select(SEES, row -> 1, List.of(keyId, Texts.key(community))).isEmpty();
  }

  /** Returns when the communities of that name were there which the key {@code keyId} sees. */
  public List<Lifetime> lifetimes(String keyId, String community) {
    List<?> rows =
        entities
            .createNativeQuery(
                "SELECT born_at, gone_at FROM driver_key_community"
                    + " WHERE key_id = ?1 AND community = ?2")
            .setParameter(1, keyId)
            .setParameter(2, Texts.key(community))
            .getResultList();
    return rows.stream().map(Object[].class::cast).map(KeyCommunityService::lifetime).toList();
  }

  /**
   * Returns whether the key {@code keyId} sees a community of that name, or has seen one that is
   * gone; of a key that is no more nobody knows it: true.
   */
  public boolean hasSeen(String keyId, String community) {
    return entities
        .createNativeQuery(
            "SELECT 1 FROM driver_key k WHERE k.id = ?1 AND k.reach = 'LISTED' AND NOT EXISTS"
                + " (SELECT 1 FROM driver_key_community c"
                + " WHERE c.key_id = k.id AND c.community = ?2)")
        .setParameter(1, keyId)
        .setParameter(2, community)
        .getResultList()
        .isEmpty();
  }

  /** Returns all names for which {@link #hasSeen} is true; absent where it is for every one. */
  public Optional<Set<String>> namesSeen(String keyId) {
    boolean listed =
        !entities
            .createNativeQuery("SELECT 1 FROM driver_key WHERE id = ?1 AND reach = 'LISTED'")
            .setParameter(1, keyId)
            .getResultList()
            .isEmpty();
    return listed
        ? Optional.of(
            Set.copyOf(
                entities
                    .createQuery(
                        "SELECT DISTINCT k.community FROM KeyCommunity k WHERE k.keyId = :key",
                        String.class)
                    .setParameter("key", keyId)
                    .getResultList()))
        : Optional.empty();
  }

  private static Lifetime lifetime(Object[] row) {
    return new Lifetime(
        InstantColumn.instant(((Number) row[0]).longValue()),
        Optional.ofNullable((Number) row[1]).map(n -> InstantColumn.instant(n.longValue())));
  }

  /** Returns the names of the communities that the key {@code keyId} sees, in order. */
  public List<String> names(String keyId) {
    return entities
        .createQuery(
            "SELECT k.community FROM KeyCommunity k WHERE k.keyId = :key AND k.until IS NULL"
                + " ORDER BY k.community",
            String.class)
        .setParameter("key", keyId)
        .getResultList();
  }

  /** As {@link #names(String)}, of several keys, by their ids; one that sees none is left out. */
  public Map<String, List<String>> names(Collection<String> keyIds) {
    if (keyIds.isEmpty()) {
      return Map.of();
    }
    Among among = Among.of(keyIds);
    return sql
        .select(
            "SELECT key_id, community FROM driver_key_community WHERE key_id IN "
                + among.list()
                + " AND gone_at IS NULL ORDER BY community",
            row -> Map.entry(row.getString(1), row.getString(2)),
            among.values())
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }

  /**
   * Lets the key {@code keyId} see a community.
   *
   * @return whether there is one
   * @throws ProblemException 409 where as many keys see it as may
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public boolean add(String keyId, String community) {
    String name = Texts.key(community);
    // Locked, so that one that is being deleted now is either gone, or finds this row.
    boolean there =
        entities
                .createNativeQuery("UPDATE community SET version = version WHERE name = ?1")
                .setParameter(1, name)
                .executeUpdate()
            == 1;
    boolean added =
        there
            && entities
                    .createNativeQuery(
                        "INSERT INTO driver_key_community (key_id, community, born_at)"
                            + " SELECT CAST(?1 AS VARCHAR(12)), name, created_at FROM community"
                            + " WHERE name = ?2")
                    .setParameter(1, keyId)
                    .setParameter(2, name)
                    .executeUpdate()
                == 1;
    changed.fire(new SightChanged());
    if (added && !quotas.take(name, Quota.KEYS, 1, 0)) {
      throw metrics.refused(
          Quota.KEYS,
          new ProblemException(
              ProblemType.CONFLICT,
              "As many driver keys as may name community '" + name + "': revoke some"));
    }
    return added;
  }

  /** Takes a community that is there from the key {@code keyId}. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void remove(String keyId, String community) {
    String name = Texts.key(community);
    changed.fire(new SightChanged());
    discount(keyId, name);
    entities
        .createNativeQuery(
            "DELETE FROM driver_key_community"
                + " WHERE key_id = ?1 AND community = ?2 AND gone_at IS NULL")
        .setParameter(1, keyId)
        .setParameter(2, name)
        .executeUpdate();
  }

  /** Counts the key {@code keyId} no more among those of its communities; it still names them. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void discount(String keyId) {
    names(keyId).forEach(name -> discount(keyId, name));
  }

  private void discount(String keyId, String name) {
    // By the row itself: of two that end it at once, one counts.
    int counted =
        entities
            .createNativeQuery(
                "UPDATE driver_key_community SET counted = 0"
                    + " WHERE key_id = ?1 AND community = ?2 AND counted = 1")
            .setParameter(1, keyId)
            .setParameter(2, name)
            .executeUpdate();
    if (counted > 0) {
      quotas.give(name, Quota.KEYS, counted, 0);
    }
  }

  /** Notes that the current caller has created a community, which its key sees from now on. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void created(String community) {
    entities.flush();
    // Somebody without a key may have installed a plugin: that is nobody's key's.
    current
        .get()
        .keyId()
        .flatMap(key -> current.get().limit())
        .ifPresent(key -> addCreated(key, community));
  }

  /** Whoever has a key with a list must not fill the store with communities. */
  private void addCreated(String keyId, String community) {
    if (names(keyId).size() >= DesiredKey.MOST_COMMUNITIES) {
      throw new ProblemException(
          ProblemType.CONFLICT,
          "The key sees %d communities already: delete some"
              .formatted(DesiredKey.MOST_COMMUNITIES));
    }
    if (add(keyId, community)) {
      sees.fire(new KeySeesCommunity(keyId, community));
    }
  }

  /** Notes that a community was deleted: one of that name is another one from now on. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void deleted(String community, Instant at) {
    int counted =
        entities
            .createNativeQuery(
                "UPDATE driver_key_community SET counted = 0 WHERE community = ?1 AND counted = 1")
            .setParameter(1, community)
            .executeUpdate();
    quotas.give(community, Quota.KEYS, counted, 0);
    changed.fire(new SightChanged());
    entities
        .createNativeQuery(
            "UPDATE driver_key_community SET gone_at = ?1 WHERE community = ?2 AND gone_at IS NULL")
        .setParameter(1, InstantColumn.micros(at))
        .setParameter(2, community)
        .executeUpdate();
  }
}
