package org.metagov.gateway.database;

import java.sql.SQLException;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.derby.iapi.jdbc.InternalDriver;
import org.apache.derby.iapi.services.monitor.Monitor;

/**
 * The embedded engine as a whole, which serves all databases of this process.
 *
 * <p>When a rollback fails, on a disk that cannot be written for instance, the engine ends itself
 * so that nothing can be made of a half of a transaction. What goes wrong while it does so leaves
 * it between the two, for as long as the process lives: it opens no database any more, and makes no
 * room for an engine that would (Derby 10.16, {@code BaseMonitor#shutdown}, whose {@code
 * inShutdown} is never taken back).
 */
final class DerbyEngine {
  private static final Logger LOG = Logger.getLogger(DerbyEngine.class.getName());

  /** "Derby system shutdown": what the engine says once it has begun to end. */
  private static final String STOPPED = "XJ015";

  private static final int MOST_REASONS = 20;

  private DerbyEngine() {}

  /** Returns whether {@code failure} was that the engine has ended, or has begun to. */
  static boolean hasStopped(SQLException failure) {
    // The reason is the next one: in the chain of causes Derby's own exceptions stand for it.
    return Stream.iterate(failure, Objects::nonNull, SQLException::getNextException)
        .limit(MOST_REASONS)
        .anyMatch(reason -> STOPPED.equals(reason.getSQLState()));
  }

  /**
   * Makes room for a new engine, which the next connection starts. Where the old one still holds a
   * database, the new one is refused it by the lock on the database's file (XSDB6), so that two
   * engines never write to one.
   */
  static void discard() {
    LOG.warning("The embedded database's engine has ended itself; a new one takes its place");
    InternalDriver driver = InternalDriver.activeDriver();
    if (driver != null) {
      try {
        driver.stop();
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "The embedded database's driver did not end", e);
      }
    }
    Monitor.clearMonitor();
  }
}
