package org.metagov.gateway.store;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.metagov.gateway.database.Database;
import org.metagov.gateway.database.StoreLifecycle;

/**
 * Plain SQL for whoever may have no transaction: {@link Statements} in the one that is open, or
 * else each by itself.
 */
@ApplicationScoped
public class Sql {
  @Resource(lookup = StoreLifecycle.DATA_SOURCE)
  private DataSource pool;

  /** Returns what {@code row} makes of the rows that {@code select} finds. */
  public <T> List<T> select(String select, Statements.Row<T> row, List<Object> parameters) {
    try (Connection connection = pool.getConnection()) {
      return Statements.on(connection).list(select, row, parameters.toArray());
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  /** As {@link #select}, but it does not wait for what other transactions are writing. */
  public <T> List<T> selectWithoutWaiting(
      String select, Statements.Row<T> row, List<Object> parameters) {
    return select(Database.get().withoutWaiting(select), row, parameters);
  }

  /** As {@link #select}, and locks what it finds to the end of the transaction. */
  public <T> List<T> selectLocked(String select, Statements.Row<T> row, List<Object> parameters) {
    return select(Database.get().locking(select), row, parameters);
  }

  /** Returns what {@code work} makes of one connection: to take one costs more than most reads. */
  public <T> T with(Function<Statements, T> work) {
    try (Connection connection = pool.getConnection()) {
      return work.apply(Statements.on(connection));
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  /** As {@link #with}, where nothing comes of it. */
  public void run(Consumer<Statements> work) {
    with(
        all -> {
          work.accept(all);
          return null;
        });
  }

  /** Changes rows; returns how many. */
  public int update(String update, List<Object> parameters) {
    try (Connection connection = pool.getConnection()) {
      return Statements.on(connection).write(update, parameters.toArray());
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }
}
