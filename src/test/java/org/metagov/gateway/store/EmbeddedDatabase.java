package org.metagov.gateway.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.database.Database;
import org.metagov.gateway.settings.Settings;

/** An embedded database with the schema of today, for tests of the SQL of a room. */
public final class EmbeddedDatabase implements AutoCloseable {
  private final Database database;

  /** Opens one in {@code folder}. */
  public EmbeddedDatabase(Path folder) throws SQLException {
    Map<String, String> settings = Map.of("metagov.data-dir", folder.toString());
    database =
        Database.openFor(
            Settings.read(settings.keySet(), key -> Optional.ofNullable(settings.get(key))));
  }

  /** Returns a new connection. */
  public Connection connect() throws SQLException {
    return database.connect();
  }

  /** Returns {@code select} as candidates are looked for. */
  public String withoutWaiting(String select) {
    return database.withoutWaiting(select);
  }

  @Override
  public void close() {
    database.shutDown();
  }
}
