package org.metagov.gateway.lane;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.KeyScan;
import org.metagov.gateway.store.Listing;
import org.metagov.gateway.store.Sql;

/** Looks for lanes and deliveries: each call is one transaction, but where a caller has one. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class LaneQueryService {
  @PersistenceContext private EntityManager entities;
  @Inject private KeyScan scan;
  @Inject private Sql sql;

  /** Returns the lane {@code id}, if there is one. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public Optional<LaneSnapshot> find(long id) {
    return Optional.ofNullable(entities.find(Lane.class, id)).map(this::snapshot);
  }

  /** Returns the lane itself, not a replay, of the callbacks {@code stream}. */
  public Optional<LaneSnapshot> ofCallbacks(String stream) {
    return entities
        .createQuery("SELECT l FROM Lane l WHERE l.stream = :stream AND l.replay = ''", Lane.class)
        .setParameter("stream", stream)
        .getResultStream()
        .map(this::snapshot)
        .findFirst();
  }

  /**
   * Returns at most {@code limit} lanes of {@code destination} after the id {@code after}.
   *
   * @param key the key that has to see their communities; empty: all
   */
  public List<LaneSnapshot> lanes(String destination, long after, int limit, Optional<String> key) {
    String seen =
        key.map(
                k ->
                    " AND l.stream IN (SELECT CONCAT('community/', k.community)"
                        + " FROM KeyCommunity k WHERE k.keyId = :key)")
            .orElse("");
    var query =
        entities
            .createQuery(
                "SELECT l FROM Lane l WHERE l.destination = :destination AND l.id > :after"
                    + seen
                    + " ORDER BY l.id",
                Lane.class)
            .setParameter("destination", destination)
            .setParameter("after", after);
    key.ifPresent(k -> query.setParameter("key", k));
    List<Lane> found = query.setMaxResults(limit).getResultList();
    Map<Long, DeliverySnapshot> blocked =
        deliveries(
            found.stream().map(Lane::getDeliveryId).filter(Objects::nonNull).distinct().toList());
    return found.stream()
        .map(
            lane ->
                LaneSnapshot.of(lane, Optional.ofNullable(lane.getDeliveryId()).map(blocked::get)))
        .toList();
  }

  /** Returns the deliveries {@code ids} that are there, by id. */
  private Map<Long, DeliverySnapshot> deliveries(List<Long> ids) {
    return ids.isEmpty()
        ? Map.of()
        : entities
            .createQuery("SELECT d FROM Delivery d WHERE d.id IN :ids", Delivery.class)
            .setParameter("ids", Among.of(ids).values())
            .getResultStream()
            .collect(Collectors.toMap(Delivery::getId, DeliverySnapshot::of));
  }

  /** Returns a page of {@code most} deliveries that {@code filter} lets through, in its order. */
  public Listing<DeliverySnapshot> deliveries(DeliveryFilter filter, int most) {
    if (filter.isFromTheEnd()) {
      Optional<List<Long>> rare = sql.with(all -> DeliveryRows.rare(all, filter));
      if (rare.isPresent()) {
        List<Long> next = rare.get().stream().limit(most + 1L).toList();
        List<DeliverySnapshot> found = next.isEmpty() ? List.of() : at(filter, next);
        return Listing.of(
            found.stream().sorted(Comparator.comparing(DeliverySnapshot::id).reversed()).toList(),
            most,
            DeliverySnapshot::id);
      }
      return Listing.newest(
          fromTheEnd(filter),
          DeliverySnapshot::id,
          Listing.Ids.of(sql, "delivery"),
          filter.after(),
          most,
          filter.lookedAt());
    }
    var query =
        entities.createQuery(
            "SELECT d FROM Delivery d WHERE d.id"
                + filter.order().beyond()
                + ":after"
                + filter.where()
                + " ORDER BY d.id"
                + filter.order().direction(),
            Delivery.class);
    query.setParameter("after", filter.after());
    filter.parameters().forEach(query::setParameter);
    return Listing.of(
        query.setMaxResults(most + 1).getResultStream().map(DeliverySnapshot::of).toList(),
        most,
        DeliverySnapshot::id);
  }

  private Listing.Source<DeliverySnapshot> fromTheEnd(DeliveryFilter filter) {
    return new Listing.Source<>(
        (after, count) -> sql.with(all -> DeliveryRows.ids(all, filter, after, count)),
        ids -> at(filter, ids));
  }

  private List<DeliverySnapshot> at(DeliveryFilter filter, List<Long> ids) {
    var query =
        entities.createQuery(
            "SELECT d FROM Delivery d WHERE d.id IN :ids" + filter.where(), Delivery.class);
    query.setParameter("ids", ids);
    filter.parameters().forEach(query::setParameter);
    return query.getResultStream().map(DeliverySnapshot::of).toList();
  }

  /** Returns the numbers of the next dead letters that the replay {@code lane} is about. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<Long> deadAfter(LaneSnapshot lane, int most) {
    return scan.ids(
        entities,
        "SELECT DISTINCT sequence_no FROM delivery WHERE stream = ?1 AND destination = ?2"
            + " AND state = 'DEAD' AND sequence_no > ?3 AND sequence_no <= ?4"
            + " ORDER BY sequence_no",
        most,
        lane.stream(),
        lane.destination(),
        lane.reached(),
        lane.newest());
  }

  /** Returns the id of the lane that was opened last. */
  public long last() {
    return scan.ids(entities, "SELECT id FROM lane ORDER BY id DESC", 1).stream()
        .findFirst()
        .orElse(0L);
  }

  /**
   * Returns the ids of lanes after the id {@code after} up to {@code end}, but no replays, whose
   * next message was written before that time.
   */
  public List<Long> late(Instant before, long after, long end, int most) {
    return scan.ids(
        entities,
        "SELECT l.id FROM lane l JOIN message m ON m.stream = l.stream"
            + " AND m.sequence_no = l.reached + 1"
            + " WHERE l.id > ?1 AND l.id <= ?2 AND l.newest > l.reached AND l.replay = ''"
            + " AND m.written_at < ?3 ORDER BY l.id",
        most,
        after,
        end,
        before);
  }

  /** As {@link #late}, of replays that were asked for before that time. */
  public List<Long> lateReplays(Instant before, long after, long end, int most) {
    return scan.ids(
        entities,
        "SELECT id FROM lane WHERE id > ?1 AND id <= ?2 AND began_at < ?3 ORDER BY id",
        most,
        after,
        end,
        before);
  }

  private LaneSnapshot snapshot(Lane lane) {
    Optional<DeliverySnapshot> blocked =
        Optional.ofNullable(lane.getDeliveryId())
            .map(delivery -> entities.find(Delivery.class, delivery))
            .map(DeliverySnapshot::of);
    return LaneSnapshot.of(lane, blocked);
  }
}
