package org.metagov.gateway.process;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.metagov.gateway.process.NoticeService.Kind;
import org.metagov.gateway.store.Listing;
import org.metagov.gateway.store.Sql;

/** Reads governance processes: each call is one transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class ProcessQueryService {
  /** Each start takes a place of its plugin's: more are of long ago, and their platform is away. */
  private static final int MOST_STARTING = 100;

  @PersistenceContext private EntityManager entities;
  @Inject private Sql sql;

  /** Returns the process {@code id}, if there is one. */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS) // One statement.
  public Optional<ProcessSnapshot> find(long id) {
    return sql.with(all -> ProcessRows.find(all, id));
  }

  /**
   * Returns the process that the keyed request {@code requestId} has begun, if it came so far.
   *
   * @param since when the request was first seen: an earlier process is that of an earlier request,
   *     whose key was free again
   */
  public Optional<ProcessSnapshot> findByRequest(String requestId, Instant since) {
    return entities
        .createQuery(
            "SELECT p FROM ProcessEntity p WHERE p.requestId = :request"
                + " AND p.createdAt >= :since ORDER BY p.id DESC",
            ProcessEntity.class)
        .setParameter("request", requestId)
        .setParameter("since", since)
        .setMaxResults(1)
        .getResultStream()
        .map(ProcessSnapshot::of)
        .findFirst();
  }

  /** Returns a page of {@code most} processes that {@code filter} lets through, in its order. */
  public Listing<ProcessSnapshot> page(ProcessFilter filter, int most) {
    if (filter.isFromTheEnd()) {
      return Listing.newest(
          fromTheEnd(filter),
          ProcessSnapshot::id,
          Listing.Ids.of(sql, "governance_process"),
          filter.after(),
          most,
          Long.MAX_VALUE);
    }
    var query =
        entities.createQuery(
            "SELECT p FROM ProcessEntity p WHERE p.id"
                + filter.order().beyond()
                + ":after"
                + filter.where()
                + " ORDER BY p.id"
                + filter.order().direction(),
            ProcessEntity.class);
    query.setParameter("after", filter.after());
    filter.parameters().forEach(query::setParameter);
    return Listing.of(
        query.setMaxResults(most + 1).getResultStream().map(ProcessSnapshot::of).toList(),
        most,
        ProcessSnapshot::id);
  }

  private Listing.Source<ProcessSnapshot> fromTheEnd(ProcessFilter filter) {
    return new Listing.Source<>(
        (after, count) -> sql.with(all -> ProcessRows.ids(all, after, count, filter.status())),
        ids -> at(filter, ids));
  }

  private List<ProcessSnapshot> at(ProcessFilter filter, List<Long> ids) {
    var query =
        entities.createQuery(
            "SELECT p FROM ProcessEntity p WHERE p.id IN :ids" + filter.where(),
            ProcessEntity.class);
    query.setParameter("ids", ids);
    filter.parameters().forEach(query::setParameter);
    return query.getResultStream().map(ProcessSnapshot::of).toList();
  }

  /** Returns how the process {@code id} came to where it is, oldest first. */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS) // One statement.
  public List<JsonObject> history(long id) {
    return sql.with(all -> HistoryRows.of(all, id));
  }

  /** A process that has named itself so. */
  public record Named(long id, String process, String correlation, boolean completed) {}

  /** Returns the processes of {@code instance} that have named themselves so. */
  public List<Named> named(long instance, Set<String> correlations) {
    if (correlations.isEmpty()) {
      return List.of();
    }
    Map<String, String> kept =
        correlations.stream().collect(Collectors.toMap(ProcessEntity::kept, name -> name));
    // Without what it has come to, which may be much, and is not asked for.
    return entities
        .createQuery(
            "SELECT p.id, p.name, p.correlation, p.status FROM ProcessEntity p"
                + " WHERE p.instanceId = :instance AND p.correlation IN :correlations"
                + " ORDER BY p.id",
            Object[].class)
        .setParameter("instance", instance)
        .setParameter("correlations", kept.keySet())
        .getResultStream()
        .map(
            row ->
                new Named(
                    (Long) row[0],
                    (String) row[1],
                    kept.get((String) row[2]),
                    row[3] == ProcessStatus.COMPLETED))
        .toList();
  }

  /** As above, of one name, and with all that they are. */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS) // One statement.
  public List<ProcessSnapshot> named(long instance, String correlation) {
    return sql.with(all -> ProcessRows.named(all, instance, correlation));
  }

  /** A pending process whose driver wants to hear of it. */
  public record Waited(long id, long instance, String plugin, String name) {
    public Kind kind() {
      return new Kind(instance, name);
    }
  }

  /** Returns the pending processes of {@code instances} whose drivers want to hear of them. */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS) // One statement for each.
  public List<Waited> waited(Collection<Long> instances) {
    return sql.with(
        all -> instances.stream().flatMap(one -> ProcessRows.waited(all, one).stream()).toList());
  }

  /** A process whose start is not recorded yet. */
  public record Starting(long id, String process) {}

  /**
   * Returns the processes of {@code instance} that were begun before {@code time}, and whose start
   * is not recorded yet: any of them may turn out to be called as a webhook says that came then.
   */
  public List<Starting> starting(long instance, Instant time) {
    return entities
        .createQuery(
            "SELECT p.id, p.name FROM ProcessEntity p WHERE p.instanceId = :instance"
                + " AND p.status = :created AND p.createdAt <= :time ORDER BY p.id DESC",
            Object[].class)
        .setParameter("instance", instance)
        .setParameter("created", ProcessStatus.CREATED)
        .setParameter("time", time)
        .setMaxResults(MOST_STARTING)
        .getResultStream()
        .map(row -> new Starting((Long) row[0], (String) row[1]))
        .toList();
  }

  /**
   * Returns whether the process {@code id} has said that webhooks call it {@code name}, as kept.
   */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS) // One statement.
  public boolean isNamed(long id, String name) {
    return !sql.select(
            "SELECT 1 FROM governance_process WHERE id = ? AND correlation = ?",
            row -> 1,
            List.of(id, name))
        .isEmpty();
  }

  /** Returns {@code name}, which a webhook may name a process by, as it is kept. */
  public static String kept(String name) {
    return ProcessEntity.kept(name);
  }
}
