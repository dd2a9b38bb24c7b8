package org.metagov.gateway.work;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.Sql;

/**
 * A table whose rows wait: each says when it is due (null: there is nothing to do), and, where
 * several nodes work on the database, whose it is and until when.
 *
 * @param name its name
 * @param id the column of its key
 * @param due the column of the time
 * @param columns what its rows are told apart by
 */
public record QueueTable(String name, String id, String due, List<String> columns) {
  private static final String FREE = " AND (owner IS NULL OR owned_until < ?)";

  /** Takes a copy of what it is given. */
  public QueueTable {
    columns = List.copyOf(columns);
  }

  /**
   * Looks for what is due, what waits longest first, without waiting for whoever is writing it.
   *
   * @param owned whether rows may have owners; those are passed over
   * @param full what is full: what is behind it is passed over
   * @param only by column, what the rows must have there
   */
  List<Due> due(
      Sql sql,
      Instant now,
      int most,
      boolean owned,
      List<Bulkhead> full,
      Map<String, List<String>> only) {
    if (only.containsValue(List.<String>of())) {
      return List.of();
    }
    StringBuilder select =
        new StringBuilder("SELECT " + id)
            .append(columns.stream().map(column -> ", " + column).collect(Collectors.joining()))
            .append(" FROM " + name + " WHERE " + due + " <= ?");
    List<Object> parameters = new ArrayList<>(List.of(InstantColumn.micros(now)));
    if (owned) {
      select.append(FREE);
      parameters.add(InstantColumn.micros(now));
    }
    only.forEach((column, values) -> among(select, parameters, column + " IN", values));
    byColumn(full)
        .forEach((column, values) -> among(select, parameters, column + " NOT IN", values));
    select.append(" ORDER BY " + due + " FETCH FIRST ? ROWS ONLY");
    parameters.add((long) most);
    return sql.selectWithoutWaiting(
        select.toString(),
        row -> {
          Map<String, Object> found = new HashMap<>();
          for (int i = 0; i < columns.size(); i++) {
            found.put(columns.get(i), row.getObject(i + 2));
          }
          return new Due(row.getLong(1), found);
        },
        parameters);
  }

  /** Returns since when what is due is due, what waits longest first; nobody is waited for. */
  List<Instant> dueSince(Sql sql, Instant now, int most, Map<String, List<String>> only) {
    if (only.containsValue(List.<String>of())) {
      return List.of();
    }
    StringBuilder select =
        new StringBuilder("SELECT " + due + " FROM " + name + " WHERE " + due + " <= ?");
    List<Object> parameters = new ArrayList<>(List.of(InstantColumn.micros(now)));
    only.forEach((column, values) -> among(select, parameters, column + " IN", values));
    select.append(" ORDER BY " + due + " FETCH FIRST ? ROWS ONLY");
    parameters.add((long) most);
    return sql.selectWithoutWaiting(
        select.toString(), row -> InstantColumn.instant(row.getLong(1)), parameters);
  }

  private static Map<String, List<Object>> byColumn(List<Bulkhead> full) {
    Map<String, List<Object>> values = new LinkedHashMap<>();
    full.forEach(
        bulkhead ->
            values
                .computeIfAbsent(bulkhead.column(), column -> new ArrayList<>())
                .add(bulkhead.value()));
    return values;
  }

  private static void among(
      StringBuilder sql, List<Object> parameters, String what, Collection<?> values) {
    Among among = Among.of(values);
    sql.append(" AND " + what + " " + among.list());
    parameters.addAll(among.values());
  }

  /** Takes those of {@code ids} that nobody owns, in one statement; nobody is waited for. */
  List<Long> own(Sql sql, String owner, List<Long> ids, Instant now, Instant until) {
    List<Object> parameters =
        new ArrayList<>(List.of(owner, InstantColumn.micros(until), InstantColumn.micros(now)));
    StringBuilder take =
        new StringBuilder("UPDATE " + name + " SET owner = ?, owned_until = ? WHERE " + id)
            .append(" IN (SELECT " + id + " FROM " + name + " WHERE 1 = 1" + FREE);
    among(take, parameters, id + " IN", ids);
    take.append(" FOR UPDATE SKIP LOCKED) RETURNING " + id);
    return sql.select(take.toString(), row -> row.getLong(1), parameters);
  }

  /**
   * Starts the term of a row anew, and locks it so; false where it is owned by somebody else, or
   * gone.
   */
  boolean renew(Sql sql, String owner, long row, Instant until) {
    return sql.update(
            "UPDATE " + name + " SET owned_until = ? WHERE " + id + " = ? AND owner = ?",
            List.of(InstantColumn.micros(until), row, owner))
        == 1;
  }

  /** Gives a row back; false where it is owned by somebody else, or gone. */
  boolean giveBack(Sql sql, String owner, long row) {
    return sql.update(
            "UPDATE "
                + name
                + " SET owner = NULL, owned_until = NULL WHERE "
                + id
                + " = ? AND owner = ?",
            List.of(row, owner))
        == 1;
  }

  /** Returns whether the row is there. */
  boolean has(Sql sql, long row) {
    return !sql.select("SELECT 1 FROM " + name + " WHERE " + id + " = ?", one -> true, List.of(row))
        .isEmpty();
  }
}
