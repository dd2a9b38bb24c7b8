package org.metagov.gateway.lease;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import org.metagov.gateway.database.InstantColumn;

/** Leases whose holders have died, and which nobody has wanted since: rows on PostgreSQL. */
public final class ExpiredLeases {
  /** Nobody is waited for: a row that somebody is writing is not forgotten. */
  private static final String REMOVE =
      "DELETE FROM lease WHERE name IN (SELECT name FROM lease WHERE expires_at < ?"
          + " ORDER BY expires_at FETCH FIRST ? ROWS ONLY FOR UPDATE SKIP LOCKED)";

  private ExpiredLeases() {}

  /** Removes at most {@code most} of those that have ended before {@code before}. */
  public static int remove(Connection connection, Instant before, int most) throws SQLException {
    try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
      remove.setLong(1, InstantColumn.micros(before));
      remove.setInt(2, most);
      return remove.executeUpdate();
    }
  }
}
