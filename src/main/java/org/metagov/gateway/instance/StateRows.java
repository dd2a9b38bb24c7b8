package org.metagov.gateway.instance;

import jakarta.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.community.EnabledPlugin;
import org.metagov.gateway.database.Database;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.secret.Vault;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;

/**
 * What plugins remember, by plain SQL: each action that remembers something reads and writes it,
 * and needs nothing else of {@link EnabledPlugin}.
 */
final class StateRows {
  private static final String READ = "SELECT row_key, state FROM plugin_instance WHERE id = ?";
  private static final String WRITE =
      "UPDATE plugin_instance SET state = ?, version = version + 1 WHERE id = ?";

  private StateRows() {}

  /**
   * A state as it was read.
   *
   * @param cell where it stands
   * @param value what it is
   */
  record Found(Cell cell, JsonObject value) {}

  /** Returns the state of the instance {@code id}, if it is there. */
  static Optional<Found> find(Sql sql, long id) {
    return sql.select(READ, StateRows::read, List.of(id)).stream().findFirst();
  }

  /** As {@link #find}, and nobody else changes it before the caller's transaction ends. */
  static Optional<Found> lock(Statements sql, long id) {
    return sql.first(Database.get().locking(READ), StateRows::read, id);
  }

  /** Writes {@code value} in place of what was found. */
  static void write(Statements sql, long id, Found before, JsonObject value) {
    // What was not changed is not written again.
    if (!value.equals(before.value())) {
      String sealed = Vault.get().seal(before.cell(), JsonText.write(value));
      sql.write(WRITE, sealed, id);
    }
  }

  private static Found read(ResultSet row) throws SQLException {
    Cell cell = Cell.of("plugin_instance", row.getString("row_key"), "state");
    String text = Vault.get().open(cell, row.getString("state"));
    return new Found(cell, JsonText.parse(text).asJsonObject());
  }
}
