package org.metagov.gateway.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.logging.Logger;
import org.metagov.gateway.secret.Vault;

/**
 * Seals what an earlier version has kept in clear, once, before anybody reads it; then has the
 * database forget what was there. It is only done when all of that is: a start that is killed in it
 * leaves the rest to the next one.
 */
final class FirstSealing {
  private static final Logger LOG = Logger.getLogger(FirstSealing.class.getName());

  private final Connection connection;
  private final Dialect dialect;

  FirstSealing(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  void doIfDue() throws SQLException {
    if (!StoreTask.SEAL.isDue(connection)) {
      return;
    }
    LOG.info("The secrets that an earlier version has kept in clear are being sealed");
    int rows = new Resealing(connection, dialect, Vault.get(), true).all(() -> true);
    List<String> tables = SealedTable.ALL.stream().map(SealedTable::name).toList();
    dialect.forget(connection, tables);
    StoreTask.SEAL.isDone(connection);
    LOG.info(
        "Sealed the secrets in "
            + rows
            + " rows, and freed the room where they were. They are still in copies that were made"
            + " before");
  }
}
