package org.metagov.gateway.store;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Plain SQL for tables that are worked on all the time: in the transaction that is open, or else
 * each statement by itself.
 */
@ApplicationScoped
public class Sql {
  @Resource(lookup = StoreLifecycle.DATA_SOURCE)
  private DataSource pool;

  /** Makes something of a row. */
  @FunctionalInterface
  public interface Row<T> {
    /** Returns what is made of the row that {@code result} stands at. */
    T read(ResultSet result) throws SQLException;
  }

  /** Returns what {@code row} makes of the rows that {@code select} finds. */
  public <T> List<T> select(String select, Row<T> row, List<Object> parameters) {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(select)) {
      fill(statement, parameters);
      List<T> found = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          found.add(row.read(result));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  /** As {@link #select}, but it does not wait for what other transactions are writing. */
  public <T> List<T> selectWithoutWaiting(String select, Row<T> row, List<Object> parameters) {
    return select(Database.get().withoutWaiting(select), row, parameters);
  }

  /** Changes rows; returns how many. */
  public int update(String update, List<Object> parameters) {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(update)) {
      fill(statement, parameters);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  private static void fill(PreparedStatement statement, List<Object> parameters)
      throws SQLException {
    for (int i = 0; i < parameters.size(); i++) {
      statement.setObject(i + 1, parameters.get(i));
    }
  }
}
