package org.metagov.gateway.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.secret.Vault;

/**
 * What a retired key has still sealed.
 *
 * @param readable whether some of it can be opened, and so is yet to be sealed anew
 * @param unreadable what cannot: it was changed, or put there from elsewhere
 */
public record Remains(boolean readable, List<UnreadableRow> unreadable) {
  /** With more of them, something else is the matter. */
  private static final int MOST = 1_000;

  /** Looks through all tables for what {@code vault}'s key {@code id} has sealed. */
  static Remains of(Connection connection, Dialect dialect, Vault vault, String id)
      throws SQLException {
    List<UnreadableRow> unreadable = new ArrayList<>();
    for (SealedTable table : SealedTable.ALL) {
      String sql = dialect.withoutWaiting(table.sealedBy(MOST));
      try (PreparedStatement select = connection.prepareStatement(sql)) {
        String prefix = Vault.prefix(id);
        for (int i = 1; i <= table.columns().size(); i++) {
          select.setString(i, prefix + "%");
        }
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            if (opens(vault, table, row, prefix) || unreadable.size() >= MOST) {
              return new Remains(true, List.copyOf(unreadable));
            }
            unreadable.add(new UnreadableRow(table.name(), row.getString(1)));
          }
        }
      }
    }
    return new Remains(false, List.copyOf(unreadable));
  }

  /** Returns whether nothing is left but what cannot be opened. */
  public boolean isStuck() {
    return !readable && !unreadable.isEmpty();
  }

  /** As when it is sealed anew: all of the row, or nothing. */
  private static boolean opens(Vault vault, SealedTable table, ResultSet row, String prefix)
      throws SQLException {
    String key = row.getString(2) == null ? "" : row.getString(2);
    for (int i = 0; i < table.columns().size(); i++) {
      String value = row.getString(i + 3);
      if (value != null && value.startsWith(prefix)) {
        try {
          vault.open(Cell.of(table.name(), key, table.columns().get(i)), value);
        } catch (IllegalStateException e) {
          return false;
        }
      }
    }
    return true;
  }
}
