package org.metagov.gateway.process;

import jakarta.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.invocation.Advance;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.process.NoticeService.Kind;
import org.metagov.gateway.process.ProcessQueryService.Waited;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.secret.Vault;
import org.metagov.gateway.store.Opening;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.trace.Trace;

/** The table of processes by plain SQL: what each check and each look of a driver needs of it. */
final class ProcessRows {
  private static final String SELECT =
      "SELECT id, instance_id, community, plugin, called, name, status, start_key, parameters, state,"
          + " outcome, errors, url, failures, gone_since, last_error, checked_at, next_check_at,"
          + " created_at, completed_at, closing_since, over_since, late_from,"
          + " late_until, trace FROM governance_process";

  private static final String FIND = SELECT + " WHERE id = ?";

  private static final String FIND_NAMED =
      SELECT + " WHERE instance_id = ? AND correlation = ? ORDER BY id";

  private static final String GO_ON =
      "UPDATE governance_process SET next_check_at = ?, checked_at = ?, version = version + 1"
          + " WHERE id = ? AND status = 'PENDING' AND next_check_at = ?";

  private static final String BEGIN_CLOSING =
      "UPDATE governance_process SET closing_since = ?, version = version + 1, next_check_at ="
          + " CASE WHEN next_check_at > ? THEN ? ELSE next_check_at END"
          + " WHERE id = ? AND status = 'PENDING' AND closing_since IS NULL";

  private static final String BEGIN_CLOSING_ALL =
      "UPDATE governance_process SET closing_since = ?, version = version + 1, next_check_at ="
          + " CASE WHEN next_check_at > ? THEN ? ELSE next_check_at END"
          + " WHERE instance_id = ? AND name = ? AND status = 'PENDING' AND closing_since IS NULL";

  private static final String GIVE_CLOSING_ALL_UP =
      "UPDATE governance_process SET late_from = closing_since, late_until = ?,"
          + " closing_since = NULL, version = version + 1,"
          + " next_check_at = ? WHERE instance_id = ? AND name = ? AND status = 'PENDING'"
          + " AND closing_since = ?";

  private static final String WAITED =
      "SELECT id, instance_id, plugin, name FROM governance_process WHERE instance_id = ?"
          + " AND status = 'PENDING' AND callback_url IS NOT NULL ORDER BY id";

  private static final String GIVE_CLOSING_UP =
      "UPDATE governance_process SET late_from = closing_since, late_until = ?,"
          + " closing_since = NULL, version = version + 1,"
          + " next_check_at = ? WHERE id = ? AND status = 'PENDING' AND closing_since = ?";

  private static final String WAKE =
      "UPDATE governance_process SET version = version + 1, next_check_at ="
          + " CASE WHEN next_check_at > ? THEN ? ELSE next_check_at + 1 END"
          + " WHERE instance_id = ? AND correlation = ? AND status = 'PENDING'";

  private static final String OVER =
      "UPDATE governance_process SET over_since = ?, version = version + 1"
          + " WHERE id = ? AND status = 'PENDING'";

  private static final String OPEN_AGAIN =
      "UPDATE governance_process SET late_from = COALESCE(over_since, closing_since),"
          + " late_until = ?, closing_since = NULL, over_since = NULL,"
          + " version = version + 1 WHERE id = ? AND status = 'PENDING'";

  private ProcessRows() {}

  /** Returns the process {@code id}, if there is one. */
  static Optional<ProcessSnapshot> find(Statements sql, long id) {
    return sql.first(FIND, ProcessRows::read, id);
  }

  /** Returns the processes of {@code instance} that have named themselves so, oldest first. */
  static List<ProcessSnapshot> named(Statements sql, long instance, String correlation) {
    return sql.list(FIND_NAMED, ProcessRows::read, instance, ProcessEntity.kept(correlation));
  }

  /** Returns the ids after {@code after} of those of the next {@code count} that may be meant. */
  static List<Long> ids(Statements sql, long after, int count, Optional<ProcessStatus> status) {
    // In the order of the index, and without more conditions: Derby would read the whole table.
    return sql.some(
        "SELECT id, status FROM governance_process WHERE id > ?"
            + " ORDER BY id FETCH FIRST ? ROWS ONLY",
        row -> {
          boolean may = status.isEmpty() || status.get().name().equals(row.getString(2));
          return may ? Optional.of(row.getLong(1)) : Optional.empty();
        },
        after,
        count);
  }

  private static ProcessSnapshot read(ResultSet row) throws SQLException {
    String startKey = row.getString("start_key");
    return new ProcessSnapshot(
        row.getLong("id"),
        row.getLong("instance_id"),
        row.getString("community"),
        row.getString("plugin"),
        Optional.of(row.getString("called")).filter(called -> !called.isEmpty()),
        row.getString("name"),
        ProcessStatus.valueOf(row.getString("status")),
        startKey,
        opened(row, startKey, "parameters"),
        opened(row, startKey, "state"),
        json(row.getString("outcome")),
        json(row.getString("errors")),
        Optional.ofNullable(row.getString("url")),
        row.getInt("failures"),
        Statements.time(row, "gone_since"),
        Optional.ofNullable(row.getString("last_error")),
        Statements.time(row, "checked_at"),
        Statements.time(row, "next_check_at"),
        Statements.time(row, "created_at").orElseThrow(),
        Statements.time(row, "completed_at"),
        new Ending(
            Statements.time(row, "closing_since"),
            Statements.time(row, "over_since"),
            Statements.time(row, "late_from"),
            Statements.time(row, "late_until")),
        Trace.ofKept(row.getString("trace")));
  }

  private static Opening<JsonObject> opened(ResultSet row, String startKey, String column)
      throws SQLException {
    Cell cell = Cell.of("governance_process", startKey, column);
    String sealed = row.getString(column);
    return new Opening<>(() -> json(Vault.get().open(cell, sealed)));
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text).asJsonObject();
  }

  /**
   * Notes that a driver closes a process, since {@code end}, and when it is looked at in any case.
   *
   * @return false where somebody else does, or it has not begun or is completed
   */
  static boolean beginClosing(Statements sql, long id, Instant end, Instant look) {
    return sql.write(BEGIN_CLOSING, end, look, look, id) == 1;
  }

  /** As above, of all processes of a kind that nobody closes yet. */
  static void beginClosing(Statements sql, Kind kind, Instant end, Instant look) {
    sql.write(BEGIN_CLOSING_ALL, end, look, look, kind.instance(), kind.name());
  }

  /** Notes that whoever closed the processes of a kind since {@code end} does not. */
  static void giveClosingUp(Statements sql, Kind kind, Instant end, Instant open, Instant look) {
    sql.write(GIVE_CLOSING_ALL_UP, open, look, kind.instance(), kind.name(), end);
  }

  /** Returns those of {@code instance} that are under way and have somebody who waits for them. */
  static List<Waited> waited(Statements sql, long instance) {
    return sql.list(
        WAITED,
        row ->
            new Waited(
                row.getLong("id"),
                row.getLong("instance_id"),
                row.getString("plugin"),
                row.getString("name")),
        instance);
  }

  /**
   * Notes that whoever closed a process since {@code end} does not.
   *
   * @param open from when on who takes part counts again
   * @param look when to look at it
   */
  static void giveClosingUp(Statements sql, long id, Instant end, Instant open, Instant look) {
    sql.write(GIVE_CLOSING_UP, open, look, id, end);
  }

  /**
   * Lets the processes of {@code instance} that have named themselves so be looked at now. One that
   * is due already may be being looked at: its time moves, too, so that the look sees that it was
   * woken; and by so little that it keeps its place.
   */
  static void wake(Statements sql, long instance, String correlation, Instant now) {
    sql.write(WAKE, now, now, instance, correlation);
  }

  /** Notes since when a process is over. */
  static void over(Statements sql, long id, Instant end) {
    sql.write(OVER, end, id);
  }

  /** Notes that a process that was to end goes on, and is {@code open} again from when on. */
  static void openAgain(Statements sql, long id, Instant open) {
    sql.write(OPEN_AGAIN, open, id);
  }

  /**
   * Returns whether {@code step} says of {@code process} nothing but when to look again, as most
   * checks do; what it is correlated by is known to the row alone.
   */
  static boolean onlyGoesOn(ProcessSnapshot process, Step step) {
    return process.status() == ProcessStatus.PENDING
        && process.failures() == 0
        && process.goneSince().isEmpty()
        && process.lastError().isEmpty()
        && step.overdue().isEmpty()
        && step.state().isUnchanged()
        && step.advance() instanceof Advance.Pending pending
        && pending.state().equals(process.state().get())
        && pending.outcome().equals(process.outcome())
        && (pending.url().isEmpty() || pending.url().equals(process.url()));
  }

  /**
   * Notes when to look at a process again.
   *
   * @return false where it is not as it was: there is more to record
   */
  static boolean goOn(Statements sql, ProcessSnapshot process, Step step) {
    Advance.Pending pending = (Advance.Pending) step.advance();
    if (process.nextCheckAt().isEmpty()) {
      return false;
    }
    List<Object> parameters =
        new ArrayList<>(
            List.of(
                step.nextCheckAt(), step.checkedAt(), process.id(), process.nextCheckAt().get()));
    pending.correlation().map(ProcessEntity::kept).ifPresent(parameters::add);
    return sql.write(
            pending.correlation().isPresent() ? GO_ON + " AND correlation = ?" : GO_ON,
            parameters.toArray())
        == 1;
  }
}
