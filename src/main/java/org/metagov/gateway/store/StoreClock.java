package org.metagov.gateway.store;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;
import org.metagov.gateway.database.Database;
import org.metagov.gateway.database.StoreLifecycle;
import org.metagov.gateway.problem.ProblemException;

/** The one clock of the gateway: the database's, so that several nodes agree on the time. */
@ApplicationScoped
public class StoreClock {
  @Resource(lookup = StoreLifecycle.DATA_SOURCE)
  private DataSource pool;

  /** Returns the time, in whole microseconds: what both databases keep. */
  public Instant now() {
    if (Database.get().ownedByThisProcess()) {
      return Database.get().ownTime().truncatedTo(ChronoUnit.MICROS);
    }
    return ask();
  }

  /**
   * Returns the time over a connection of the pool, so that it shows whether the database answers.
   *
   * @throws ProblemException 503 where it does not
   */
  public Instant ask() {
    try (Connection connection = pool.getConnection()) {
      return Database.get().now(connection).truncatedTo(ChronoUnit.MICROS);
    } catch (SQLException e) {
      throw StoreUnavailable.in(e)
          .<RuntimeException>map(away -> away)
          .orElseGet(() -> new IllegalStateException("The database does not tell the time", e));
    }
  }
}
