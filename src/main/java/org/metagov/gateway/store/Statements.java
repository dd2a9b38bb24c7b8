package org.metagov.gateway.store;

import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.metagov.gateway.database.InstantColumn;

/**
 * Plain SQL within the caller's transaction, for tables that are written by the thousand: there
 * entities cost more than all else. Times are {@link InstantColumn}'s; an empty Optional is null.
 */
public final class Statements {
  private final Supplier<Connection> connection;

  private Statements(Supplier<Connection> connection) {
    this.connection = connection;
  }

  /** Returns SQL on {@code connection}, which is that of the transaction. */
  public static Statements on(Connection connection) {
    return on(() -> connection);
  }

  /** As above, where another one may take its place between two statements. */
  static Statements on(Supplier<Connection> connection) {
    return new Statements(connection);
  }

  /** Reads the current row. */
  @FunctionalInterface
  public interface Row<T> {
    /** Returns what the row means; does not move on. */
    T read(ResultSet row) throws SQLException;
  }

  /** Returns how many rows {@code sql} has written. */
  public int write(String sql, Object... parameters) {
    try (PreparedStatement statement = connection.get().prepareStatement(sql)) {
      fill(statement, parameters);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  /** Returns how many rows {@code sql} has written with each of {@code all} parameters. */
  public int[] writeAll(String sql, List<Object[]> all) {
    if (all.isEmpty()) {
      return new int[0];
    }
    try (PreparedStatement statement = connection.get().prepareStatement(sql)) {
      for (Object[] parameters : all) {
        fill(statement, parameters);
        statement.addBatch();
      }
      return statement.executeBatch();
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  /** Inserts a row, and returns its {@code id}. */
  public long insert(String sql, Object... parameters) {
    try (PreparedStatement statement =
        connection.get().prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
      fill(statement, parameters);
      statement.executeUpdate();
      try (ResultSet keys = statement.getGeneratedKeys()) {
        keys.next();
        return keys.getLong(1);
      }
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  /** Returns all that {@code sql} finds. */
  public <T> List<T> list(String sql, Row<T> row, Object... parameters) {
    return listWhile(sql, row, () -> true, parameters);
  }

  /** Returns what {@code row} makes of those that {@code sql} finds, where it makes something. */
  public <T> List<T> some(String sql, Row<Optional<T>> row, Object... parameters) {
    return list(sql, row, parameters).stream().flatMap(Optional::stream).toList();
  }

  /** Returns what {@code sql} finds, until there is no room for more. */
  public <T> List<T> listWhile(
      String sql, Row<T> row, BooleanSupplier hasRoom, Object... parameters) {
    List<T> found = new ArrayList<>();
    try (PreparedStatement statement = connection.get().prepareStatement(sql)) {
      fill(statement, parameters);
      try (ResultSet rows = statement.executeQuery()) {
        while (hasRoom.getAsBoolean() && rows.next()) {
          found.add(row.read(rows));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  /** Returns the first that {@code sql} finds. */
  public <T> Optional<T> first(String sql, Row<T> row, Object... parameters) {
    return list(sql, row, parameters).stream().findFirst();
  }

  /** Returns the time in {@code column}; empty where it is null. */
  public static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    long micros = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(InstantColumn.instant(micros));
  }

  private static void fill(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, column(parameters[i]));
    }
  }

  private static Object column(Object parameter) {
    if (parameter instanceof Optional<?> optional) {
      return optional.map(Statements::column).orElse(null);
    }
    return parameter instanceof Instant time ? (Long) InstantColumn.micros(time) : parameter;
  }
}
