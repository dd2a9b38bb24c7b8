package org.metagov.gateway.process;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.metagov.gateway.database.Sealed;
import org.metagov.gateway.database.SealedColumn;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.store.Statements;

/**
 * A process that the caller's transaction writes, by plain SQL: to manage entities cost a fifth of
 * each start.
 */
final class ProcessWriting {
  private static final SealedColumn SEALED = new SealedColumn();
  private static final String READ =
      "SELECT id, instance_id, community, plugin, called, name, start_key, request_id, driver_key,"
          + " parameters, callback_url, created_at, trace, status, state, outcome, errors, url,"
          + " correlation, next_check_at, checked_at, held_bytes, failures, gone_since, last_error,"
          + " completed_at, closing_since, over_since, late_from, late_until"
          + " FROM governance_process WHERE id = ?";

  private final ProcessEntity process;
  private final Map<String, Object> before;

  private ProcessWriting(ProcessEntity process) {
    this.process = process;
    before = process.changing();
  }

  /** Inserts {@code process}, which gets its id. */
  static void begin(Statements sql, ProcessEntity process) {
    Map<String, Object> columns = new LinkedHashMap<>(process.begun());
    columns.putAll(process.changing());
    columns.values().removeIf(Objects::isNull);
    columns.put("version", 1L);
    process.setId(
        sql.insert(
            "INSERT INTO governance_process ("
                + String.join(", ", columns.keySet())
                + ") VALUES ("
                + columns.keySet().stream().map(column -> "?").collect(Collectors.joining(", "))
                + ")",
            columns.values().stream().map(ProcessWriting::column).toArray()));
  }

  /**
   * Returns the process {@code id}, if there is one; nobody else writes it meanwhile.
   *
   * @param locking makes of a query one that locks what it finds
   */
  static Optional<ProcessWriting> lock(Statements sql, UnaryOperator<String> locking, long id) {
    return sql.first(locking.apply(READ), ProcessEntity::read, id).map(ProcessWriting::new);
  }

  /** Returns what is to be changed. */
  ProcessEntity process() {
    return process;
  }

  /** Writes what was changed. */
  void write(Statements sql) {
    List<Object> changed = new ArrayList<>();
    StringBuilder set = new StringBuilder();
    process
        .changing()
        .forEach(
            (column, value) -> {
              if (!Objects.equals(value, before.get(column))) {
                set.append(column).append(" = ?, ");
                changed.add(column(value));
              }
            });
    if (!changed.isEmpty()) {
      changed.add(process.getId());
      sql.write(
          "UPDATE governance_process SET " + set + "version = version + 1 WHERE id = ?",
          changed.toArray());
    }
  }

  /** Removes it. */
  void remove(Statements sql) {
    sql.write("DELETE FROM governance_process WHERE id = ?", process.getId());
  }

  private static Object column(Object value) {
    if (value instanceof Sealed sealed) {
      return SEALED.convertToDatabaseColumn(sealed);
    }
    return value instanceof JsonObject json ? JsonText.write(json) : value;
  }
}
