package org.metagov.gateway.store;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Properties;
import org.apache.derby.jdbc.EmbeddedDataSource;

/** The folder of the embedded database, and the engine's system-wide settings. */
final class DerbyHome {
  private static final String DATABASE = "gateway";

  private DerbyHome() {}

  /** Opens the database under {@code dataDir}, creating it where there is none. */
  static EmbeddedDataSource open(Path dataDir) {
    try {
      Files.createDirectories(dataDir);
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
    System.setProperty("derby.stream.error.file", dataDir.resolve("derby.log").toString());
    System.setProperty("derby.locks.waitTimeout", "10");
    System.setProperty("derby.locks.deadlockTimeout", "2");
    EmbeddedDataSource source = new EmbeddedDataSource();
    source.setDatabaseName(dataDir.resolve(DATABASE).toString());
    source.setCreateDatabase("create");
    return source;
  }

  /** Returns what stands in the engine's own properties file, if there is one. */
  static Properties properties(Path dataDir) {
    Properties properties = new Properties();
    Path file = dataDir.resolve("derby.properties");
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
  static void close(Path dataDir) {
    EmbeddedDataSource source = new EmbeddedDataSource();
    source.setDatabaseName(dataDir.resolve(DATABASE).toString());
    source.setShutdownDatabase("shutdown");
    try {
      source.getConnection().close();
    } catch (SQLException e) {
      // Derby answers a shutdown with an exception: 08006 says that it went well.
      if (!"08006".equals(e.getSQLState())) {
        throw new IllegalStateException("the database did not close", e);
      }
    }
  }
}
