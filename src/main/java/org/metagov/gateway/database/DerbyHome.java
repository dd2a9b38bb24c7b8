package org.metagov.gateway.database;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.derby.jdbc.EmbeddedDataSource;

/** The folder of the embedded database, and the engine's system-wide settings. */
public final class DerbyHome {
  private static final Logger LOG = Logger.getLogger(DerbyHome.class.getName());
  private static final String DATABASE = "gateway";
  private static final String LOG_FILE = "derby.log";
  private static final String PROPERTIES_FILE = "derby.properties";

  /** How long a database that could not be opened is left alone: each try reads all of its log. */
  private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

  private static Optional<SQLException> failure = Optional.empty();
  private static long failedAt;

  private DerbyHome() {}

  /**
   * Opens the database under {@code dataDir}, making it where there is none: should it vanish from
   * then on, with its disk, it is not replaced by an empty one.
   */
  static EmbeddedDataSource open(Path dataDir) {
    try {
      Files.createDirectories(dataDir);
      OwnerOnly.make(dataDir, DATABASE, LOG_FILE, PROPERTIES_FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "metagov.data-dir: cannot create the folder '" + dataDir + "'", e);
    }
    if (!Files.isWritable(dataDir)) {
      throw new IllegalStateException(
          "metagov.data-dir: cannot write in the folder '" + dataDir + "'");
    }
    // Read by the engine when it boots, from system properties only.
    System.setProperty("derby.system.home", dataDir.toString());
    System.setProperty("derby.stream.error.file", dataDir.resolve(LOG_FILE).toString());
    // New files are for this user only.
    System.setProperty("derby.storage.useDefaultFilePermissions", "false");
    // More than there are texts: to compile one costs as much as to run it a hundred times.
    System.setProperty("derby.language.statementCacheSize", "500");
    System.setProperty("derby.locks.waitTimeout", "10");
    System.setProperty("derby.locks.deadlockTimeout", "2");
    EmbeddedDataSource source = new EmbeddedDataSource();
    source.setDatabaseName(dataDir.resolve(DATABASE).toString());
    make(dataDir);
    return source;
  }

  private static void make(Path dataDir) {
    try {
      new NewDerby(dataDir.resolve(DATABASE)).make();
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("metagov.data-dir: the database cannot be made", e);
    }
  }

  /**
   * Returns a connection that can write. When the engine cannot write to its files it closes the
   * database, and the next connection opens it again.
   *
   * @throws SQLException also where the database could be read only
   */
  // One at a time: a database that is closed here must not be the next one that was opened.
  static synchronized Connection connect(EmbeddedDataSource source, Path dataDir)
      throws SQLException {
    if (failure.isPresent() && System.nanoTime() - failedAt < PAUSE_NANOS) {
      throw new SQLNonTransientConnectionException(
          "the database is not open: " + failure.get().getMessage(), "08004", failure.get());
    }
    try {
      Connection connection = source.getConnection();
      checkWritable(connection);
      failure = Optional.empty();
      return connection;
    } catch (SQLException e) {
      failure = Optional.of(e);
      failedAt = System.nanoTime();
      closeWhatIsHalfOpen(dataDir);
      if (DerbyEngine.hasStopped(e)) {
        DerbyEngine.discard();
      }
      throw e;
    }
  }

  /**
   * On a disk that is full the engine may open the database for reading only, without what only its
   * log holds, and would keep it so.
   */
  private static void checkWritable(Connection connection) throws SQLException {
    if (connection.getMetaData().isReadOnly()) {
      connection.close();
      throw new SQLNonTransientConnectionException(
          "the database can only be read: the disk is full, or not for writing", "08004");
    }
  }

  private static void closeWhatIsHalfOpen(Path dataDir) {
    try {
      close(dataDir);
    } catch (IllegalStateException e) {
      LOG.log(Level.FINE, "There was nothing to close", e);
    }
  }

  /** Returns what stands in the engine's own properties file, if there is one. */
  static Properties properties(Path dataDir) {
    Properties properties = new Properties();
    Path file = dataDir.resolve(PROPERTIES_FILE);
    if (Files.isRegularFile(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
    return properties;
  }

  /** Closes the database, so that another server of the same process may open it. */
  public static void close(Path dataDir) {
    try {
      shutDown(dataDir.resolve(DATABASE));
    } catch (SQLException e) {
      throw new IllegalStateException("the database did not close", e);
    }
  }

  /** Closes the database at {@code place}. */
  static void shutDown(Path place) throws SQLException {
    EmbeddedDataSource source = new EmbeddedDataSource();
    source.setDatabaseName(place.toString());
    source.setShutdownDatabase("shutdown");
    try {
      source.getConnection().close();
    } catch (SQLException e) {
      // Derby answers a shutdown with an exception: 08006 says that it went well.
      if (!"08006".equals(e.getSQLState())) {
        throw e;
      }
    }
  }
}
