package org.metagov.gateway.inbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.inbox.InboxBatch.Concerned;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.store.Statements;

/** The table of what processes have still to take in. */
final class TaskRows {
  private static final String COLUMNS =
      "id, inbox_id, process_id, plugin, due_at, tries, last_error, correlation";

  /** Whether a task waits for a process whose webhook came before some time. */
  static final String WAITS_BEFORE =
      "SELECT 1 FROM inbox_task t JOIN inbox i ON i.id = t.inbox_id"
          + " WHERE t.process_id = ? AND t.due_at IS NOT NULL AND i.received_at <= ?"
          + " FETCH FIRST ROW ONLY";

  private TaskRows() {}

  static void insert(Statements sql, WaitingWebhook webhook, Concerned of, Instant now) {
    sql.write(
        "INSERT INTO inbox_task (inbox_id, process_id, instance_id, plugin, due_at, correlation,"
            + " tries, version) VALUES (?, ?, ?, ?, ?, ?, 0, 1)",
        webhook.id(),
        of.process(),
        webhook.instanceId(),
        webhook.plugin(),
        now,
        of.name());
  }

  /** Returns how many wait for {@code process} that are about it in any case. */
  static long waiting(Statements sql, long process) {
    return sql.first(
            "SELECT COUNT(*) FROM inbox_task WHERE process_id = ? AND due_at IS NOT NULL"
                + " AND correlation IS NULL",
            row -> row.getLong(1),
            process)
        .orElseThrow();
  }

  /** Returns the last that waits for {@code process}, due or not. */
  static Optional<Long> last(Statements sql, long process) {
    return sql.first(
        "SELECT id FROM inbox_task WHERE process_id = ? AND due_at IS NOT NULL"
            + " ORDER BY id DESC FETCH FIRST 1 ROWS ONLY",
        row -> row.getLong(1),
        process);
  }

  /** Returns the webhooks that wait for {@code process}, due or not. */
  static List<Long> webhooks(Statements sql, long process) {
    return sql.list(
        "SELECT inbox_id FROM inbox_task WHERE process_id = ? AND due_at IS NOT NULL",
        row -> row.getLong(1),
        process);
  }

  /** Returns the webhooks of {@code instance} that wait for processes, due or not. */
  static List<Long> webhooksOf(Statements sql, long instance) {
    return sql.list(
        "SELECT DISTINCT inbox_id FROM inbox_task WHERE instance_id = ? AND due_at IS NOT NULL",
        row -> row.getLong(1),
        instance);
  }

  /** Returns the first that waits for {@code process}, due or not. */
  static Optional<TaskSnapshot> first(Statements sql, long process) {
    return sql.first(
        "SELECT "
            + COLUMNS
            + " FROM inbox_task WHERE process_id = ? AND due_at IS NOT NULL"
            + " ORDER BY id FETCH FIRST 1 ROWS ONLY",
        TaskRows::read,
        process);
  }

  /** Returns those that wait for the process of {@code task} behind it, {@code most} at most. */
  static List<TaskSnapshot> behind(Statements sql, TaskSnapshot task, int most) {
    return sql.list(
        "SELECT "
            + COLUMNS
            + " FROM inbox_task WHERE process_id = ? AND due_at IS NOT NULL AND id > ?"
            + " ORDER BY id FETCH FIRST ? ROWS ONLY",
        TaskRows::read,
        task.processId(),
        task.id(),
        most);
  }

  /** Returns the task {@code id}, if it is there. */
  static Optional<TaskSnapshot> find(Statements sql, long id) {
    return sql.first("SELECT " + COLUMNS + " FROM inbox_task WHERE id = ?", TaskRows::read, id);
  }

  /** Returns whether it still waits. */
  static boolean has(Statements sql, long id) {
    return sql.first("SELECT 1 FROM inbox_task WHERE id = ?", row -> 1, id).isPresent();
  }

  /** Returns those of the webhook {@code id}. */
  static List<TaskSnapshot> of(Statements sql, long id) {
    return sql.list(
        "SELECT " + COLUMNS + " FROM inbox_task WHERE inbox_id = ? ORDER BY id",
        TaskRows::read,
        id);
  }

  private static TaskSnapshot read(ResultSet row) throws SQLException {
    return new TaskSnapshot(
        row.getLong("id"),
        row.getLong("inbox_id"),
        row.getLong("process_id"),
        Statements.time(row, "due_at"),
        row.getInt("tries"),
        Optional.ofNullable(row.getString("last_error")),
        Optional.ofNullable(row.getString("correlation")));
  }

  /**
   * Notes that a process has failed at its first one; all that wait for it wait then: they come in
   * their order.
   *
   * @param next when to try again; empty: it is parked
   */
  static void fail(
      Statements sql, TaskSnapshot task, ProblemException problem, Optional<Instant> next) {
    sql.write(
        "UPDATE inbox_task SET tries = ?, last_error = ?, due_at = ? WHERE id = ?",
        task.tries() + 1,
        InboxRows.cut(problem.getMessage()),
        next,
        task.id());
    next.ifPresent(time -> letWait(sql, task.processId(), time));
  }

  /** Lets what waits for {@code process} wait {@code until} then. */
  static void letWait(Statements sql, long process, Instant until) {
    sql.write(
        "UPDATE inbox_task SET due_at = ? WHERE process_id = ? AND due_at < ?",
        until,
        process,
        until);
  }

  /** Lets what is parked of the webhook {@code id} be tried again; returns how many that are. */
  static int retry(Statements sql, long id, Instant now) {
    return sql.write(
        "UPDATE inbox_task SET due_at = ?, tries = 0 WHERE inbox_id = ? AND due_at IS NULL",
        now,
        id);
  }

  static void remove(Statements sql, long id) {
    sql.write("DELETE FROM inbox_task WHERE id = ?", id);
  }

  /** Removes those of the webhook {@code id}; returns how many that were. */
  static int removeOf(Statements sql, long id) {
    return sql.write("DELETE FROM inbox_task WHERE inbox_id = ?", id);
  }

  /** Removes those of the webhook {@code id} that are parked; returns how many that were. */
  static int removeParkedOf(Statements sql, long id) {
    return sql.write("DELETE FROM inbox_task WHERE inbox_id = ? AND due_at IS NULL", id);
  }

  /** Removes those of all webhooks of an instance. */
  static void removeOfInstance(Statements sql, long instance) {
    sql.write(
        "DELETE FROM inbox_task WHERE inbox_id IN"
            + " (SELECT id FROM inbox WHERE instance_id = ? AND content_bytes > 0)",
        instance);
  }
}
