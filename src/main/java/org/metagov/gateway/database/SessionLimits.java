package org.metagov.gateway.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/**
 * What a session of PostgreSQL may take: else a lock that nobody gives back, or a node that hangs
 * in a transaction, holds up all the others. Derby has limits of its own: see {@link DerbyHome}.
 *
 * @param lock how long a statement waits for a lock
 * @param statement how long a statement takes in all
 * @param idle how long a transaction waits for its next statement
 */
record SessionLimits(Duration lock, Duration statement, Duration idle) {
  /**
   * No limits, whatever the role or the database has: to bring the schema up to date takes long.
   */
  static final String NONE = sql(0, 0, 0);

  /** How much longer the answer to a statement may be on its way. */
  private static final Duration ON_THE_WAY = Duration.ofSeconds(5);

  static SessionLimits of(Settings settings) {
    return new SessionLimits(
        settings.get(Setting.DB_LOCK_TIMEOUT),
        settings.get(Setting.DB_STATEMENT_TIMEOUT),
        settings.get(Setting.DB_IDLE_TIMEOUT));
  }

  /** Sets them for {@code connection}, which is closed where that fails. */
  void apply(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute(sql(millis(lock), millis(statement), millis(idle)));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Returns how long a call waits for a database that says nothing at all. */
  Duration silence() {
    return statement.plus(ON_THE_WAY);
  }

  private static String sql(long lock, long statement, long idle) {
    return "SET lock_timeout = %d; SET statement_timeout = %d; SET idle_in_transaction_session_timeout = %d"
        .formatted(lock, statement, idle);
  }

  /** Nothing would be no limit. */
  private static long millis(Duration limit) {
    return Math.max(1, Math.min(Integer.MAX_VALUE, limit.toMillis()));
  }
}
