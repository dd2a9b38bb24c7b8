package org.metagov.gateway.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.secret.Vault;

/** The table of streams by plain SQL: each message that is delivered needs the row of its own. */
public final class StreamRows {
  /** What {@link #read} reads, of the table that is called {@code s}. */
  public static final String COLUMNS =
      "s.name AS stream_name, s.community, s.process, s.row_key, s.callback_url, s.driver_key,"
          + " s.newest AS stream_newest, s.purged";

  private StreamRows() {}

  /** Returns the stream in {@code row}, which has {@link #COLUMNS}; empty where there is none. */
  public static Optional<StreamSnapshot> read(ResultSet row) throws SQLException {
    String name = row.getString("stream_name");
    if (name == null) {
      return Optional.empty();
    }
    return Optional.of(
        new StreamSnapshot(
            name,
            row.getString("community"),
            Optional.ofNullable(row.getString("process")),
            callbackUrl(row),
            Optional.ofNullable(row.getString("driver_key")),
            row.getLong("stream_newest"),
            row.getLong("purged")));
  }

  private static Optional<String> callbackUrl(ResultSet row) throws SQLException {
    String sealed = row.getString("callback_url");
    if (sealed == null) {
      return Optional.empty();
    }
    Cell cell = Cell.of("message_stream", row.getString("row_key"), "callback_url");
    return Optional.of(Vault.get().open(cell, sealed));
  }
}
