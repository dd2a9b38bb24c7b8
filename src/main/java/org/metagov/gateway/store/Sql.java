package org.metagov.gateway.store;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
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
  /** The connection that this thread is using, further out. */
  private static final ThreadLocal<InUse> OUTER = new ThreadLocal<>();

  @Resource(lookup = StoreLifecycle.DATA_SOURCE)
  private DataSource pool;

  @Resource private TransactionSynchronizationRegistry transactions;

  /** A connection, and the transaction that it belongs to; null: to none. Used by one thread. */
  private static final class InUse implements AutoCloseable {
    private final Object transaction;
    private final Statements all = Statements.on(() -> this.connection);
    private Connection connection;

    InUse(Object transaction, Connection connection) {
      this.transaction = transaction;
      this.connection = connection;
    }

    /** Returns whether the server commits by itself what belongs to the transaction. */
    boolean isLost() throws SQLException {
      return transaction != null && connection.getAutoCommit();
    }

    @Override
    public void close() throws SQLException {
      OUTER.remove();
      connection.close();
    }
  }

  /** Returns what {@code row} makes of the rows that {@code select} finds. */
  public <T> List<T> select(String select, Statements.Row<T> row, List<Object> parameters) {
    return with(all -> all.list(select, row, parameters.toArray()));
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

  /**
   * Returns what {@code work} makes of one connection: to take one costs more than most reads. What
   * it calls of this class in the same transaction goes over that connection, too.
   *
   * @throws IllegalStateException within work on a connection of another transaction: see {@link
   *     #apart}
   */
  public <T> T with(Function<Statements, T> work) {
    Object transaction = transactions.getTransactionKey();
    InUse outer = OUTER.get();
    if (outer == null) {
      return with(work, transaction);
    }
    if (!Objects.equals(transaction, outer.transaction)) {
      throw new IllegalStateException("a connection of another transaction is in use further out");
    }
    return work.apply(outer.all);
  }

  private <T> T with(Function<Statements, T> work, Object transaction) {
    try (InUse now = new InUse(transaction, pool.getConnection())) {
      OUTER.set(now);
      T done = work.apply(now.all);
      if (now.isLost()) {
        throw new IllegalStateException("the server has taken a connection out of its transaction");
      }
      return done;
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  /**
   * Does {@code work}, which begins a transaction of its own, while this thread holds no
   * connection: one that is held is taken out of its transaction when the other one ends, and what
   * is written over it from there on is committed at once, statement by statement.
   */
  public void apart(Runnable work) {
    InUse outer = OUTER.get();
    if (outer == null) {
      work.run();
      return;
    }
    try {
      outer.connection.close();
      OUTER.remove();
      try {
        work.run();
      } finally {
        // That of the same transaction.
        outer.connection = pool.getConnection();
        OUTER.set(outer);
      }
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  /**
   * As {@link #with}, for what means something only with what else is written.
   *
   * @throws IllegalStateException where no transaction is open
   */
  public <T> T within(Function<Statements, T> work) {
    if (transactions.getTransactionKey() == null) {
      throw new IllegalStateException("no transaction is open");
    }
    return with(work);
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
    return with(all -> all.write(update, parameters.toArray()));
  }
}
