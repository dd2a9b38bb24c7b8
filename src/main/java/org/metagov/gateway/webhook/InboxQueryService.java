package org.metagov.gateway.webhook;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.store.Candidates;
import org.metagov.gateway.store.InstantColumn;
import org.metagov.gateway.store.StoreClock;

/** Looks into the inbox: each call is one transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class InboxQueryService {
  /** Not by entities: a webhook is read once, and costs little else. */
  private static final String FIRST =
      "SELECT id, community, plugin, work_key, request, received_at, due_at, last_error"
          + " FROM inbox WHERE instance_id = ? AND state = 'WAITING'"
          + " ORDER BY id FETCH FIRST ? ROWS ONLY";

  private static final String REQUEST =
      "SELECT work_key, request, received_at FROM inbox WHERE id = ?";

  /** What is worked off at once has to fit into memory, for many instances side by side. */
  private static final int MOST_BYTES = 1 << 20;

  @PersistenceContext private EntityManager entities;
  @Inject private Candidates candidates;
  @Inject private StoreClock clock;

  /** Returns how many webhooks wait, as far as that can be told without waiting. */
  public long waiting() {
    return candidates.ids(entities, "SELECT COUNT(*) FROM inbox WHERE state = 'WAITING'", 1).get(0);
  }

  /** Returns at most {@code most} instances of {@code plugin} for which a webhook is due. */
  public List<Long> instancesDue(String plugin, int most) {
    return candidates.ids(
        entities,
        "SELECT instance_id FROM inbox WHERE plugin = ?1 AND due_at <= ?2"
            + " GROUP BY instance_id ORDER BY MIN(due_at)",
        most,
        plugin,
        clock.now());
  }

  /** Returns at most {@code most} processes of {@code plugin} for which a task is due. */
  public List<Long> processesDue(String plugin, int most) {
    return candidates.ids(
        entities,
        "SELECT process_id FROM inbox_task WHERE plugin = ?1 AND due_at <= ?2"
            + " GROUP BY process_id ORDER BY MIN(due_at)",
        most,
        plugin,
        clock.now());
  }

  /**
   * Returns the first webhooks that wait for {@code instance}, due or not, {@code most} at most.
   */
  public List<WaitingWebhook> first(long instance, int most) {
    List<WaitingWebhook> webhooks = new ArrayList<>();
    Connection connection = entities.unwrap(Connection.class);
    try (PreparedStatement select = connection.prepareStatement(FIRST)) {
      select.setLong(1, instance);
      select.setInt(2, most);
      try (ResultSet row = select.executeQuery()) {
        int bytes = 0;
        while (bytes < MOST_BYTES && row.next()) {
          WaitingWebhook webhook = waiting(instance, row);
          webhooks.add(webhook);
          bytes += webhook.request().size();
        }
      }
      return webhooks;
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  private static WaitingWebhook waiting(long instance, ResultSet row) throws SQLException {
    return new WaitingWebhook(
        row.getLong("id"),
        instance,
        row.getString("community"),
        row.getString("plugin"),
        row.getString("work_key"),
        request(row),
        instant(row, "due_at"),
        Optional.ofNullable(row.getString("last_error")));
  }

  private static WebhookRequest request(ResultSet row) throws SQLException {
    return RequestColumn.read(
        row.getString("work_key"), row.getString("request"), instant(row, "received_at"));
  }

  /** Returns what came in as the webhook {@code id}, if there is one. */
  public Optional<WebhookRequest> request(long id) {
    Connection connection = entities.unwrap(Connection.class);
    try (PreparedStatement select = connection.prepareStatement(REQUEST)) {
      select.setLong(1, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(request(row)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return InstantColumn.instant(row.getLong(column));
  }

  /** Returns the first task that waits for {@code process}, if that is due. */
  public Optional<TaskSnapshot> firstTask(long process) {
    return entities
        .createQuery(
            "SELECT t FROM InboxTask t WHERE t.processId = :process AND t.dueAt IS NOT NULL"
                + " ORDER BY t.id",
            InboxTask.class)
        .setParameter("process", process)
        .setMaxResults(1)
        .getResultStream()
        .filter(task -> !task.getDueAt().isAfter(clock.now()))
        .map(TaskSnapshot::of)
        .findFirst();
  }

  /** Returns the webhook {@code id}, if there is one. */
  public Optional<InboxSnapshot> find(long id) {
    return Optional.ofNullable(entities.find(InboxEntry.class, id)).map(InboxSnapshot::of);
  }

  /** Returns the tasks of the webhook {@code id}. */
  public List<TaskSnapshot> tasks(long id) {
    return entities
        .createQuery(
            "SELECT t FROM InboxTask t WHERE t.inboxId = :id ORDER BY t.id", InboxTask.class)
        .setParameter("id", id)
        .getResultStream()
        .map(TaskSnapshot::of)
        .toList();
  }

  /** Returns at most {@code limit} webhooks that {@code filter} lets through, by id. */
  public List<InboxSnapshot> page(InboxFilter filter, int limit) {
    var query =
        entities.createQuery(
            "SELECT e FROM InboxEntry e WHERE e.id > :after" + filter.where() + " ORDER BY e.id",
            InboxEntry.class);
    filter.parameters().forEach(query::setParameter);
    return query.setMaxResults(limit).getResultStream().map(InboxSnapshot::of).toList();
  }
}
