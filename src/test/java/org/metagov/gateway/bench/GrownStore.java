package org.metagov.gateway.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.metagov.gateway.database.InstantColumn;

/**
 * The database of a gateway that does not run, in which copies are made of what it has written: to
 * have it write a million rows would take an hour.
 */
public final class GrownStore implements AutoCloseable {
  private static final int EACH = 100;
  private static final int BATCH = 10_000;
  private static final long NEVER_MICROS = Duration.ofDays(3_650).toMillis() * 1_000;

  private final EmbeddedDataSource source = new EmbeddedDataSource();
  private final Connection connection;
  private final long now = InstantColumn.micros(Instant.now());

  /** Opens the database of the gateway whose folder {@code data} was. */
  public GrownStore(Path data) {
    source.setDatabaseName(data.resolve("gateway").toString());
    try {
      connection = source.getConnection();
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Makes {@code count} communities like {@code model}, called {@code prefix} and a number, each
   * with its plugins, its votes, a log, and lanes to all receivers.
   */
  public void communities(String model, String prefix, int count) {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO community (name, readable_name, created_at, version) VALUES (?, '', ?, 1)")) {
      for (int i = 0; i < count; i++) {
        insert.setString(1, prefix + i);
        insert.setLong(2, now);
        insert.addBatch();
      }
      insert.executeBatch();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    String copies = " FROM community c, ";
    String where = " WHERE c.name LIKE '" + prefix + "%' AND ";
    write(
        "INSERT INTO plugin_instance (community, plugin, platform_id, config, state, created_at,"
            + " version, row_key) SELECT c.name, p.plugin, p.platform_id, p.config, p.state,"
            + " p.created_at, 1, p.row_key"
            + copies
            + "plugin_instance p"
            + where
            + "p.community = '"
            + model
            + "'");
    // Not due in the time of a measurement, as those that were asked a moment ago.
    write(
        "INSERT INTO plugin_poll (instance_id, plugin, poll_key, run, next_poll_at, failures)"
            + " SELECT p.id, p.plugin, 'of ' || p.community, 1, "
            + (now + 3_600_000_000L)
            + ", 0 FROM plugin_instance p WHERE p.plugin = 'tally' AND p.community LIKE '"
            + prefix
            + "%'");
    write(
        "INSERT INTO governance_process (instance_id, community, plugin, name, status, start_key,"
            + " parameters, state, outcome, errors, next_check_at, failures, created_at, version)"
            + " SELECT i.id, i.community, i.plugin, v.name, v.status, 'of ' || i.community,"
            + " v.parameters, v.state, v.outcome, v.errors, "
            + never()
            + ", 0, v.created_at, 1"
            + " FROM plugin_instance i, governance_process v WHERE i.plugin = v.plugin"
            + " AND i.community LIKE '"
            + prefix
            + "%' AND v.community = '"
            + model
            + "'");
    write(
        "INSERT INTO message_stream (name, community, newest, purged)"
            + " SELECT 'community/' || c.name, c.name, 0, 0 FROM community c WHERE c.name LIKE '"
            + prefix
            + "%'");
    write(
        "INSERT INTO lane (stream, destination, replay, newest, reached, sent, version)"
            + " SELECT 'community/' || c.name, 'receiver/' || r.name, '', 0, 0, 0, 1"
            + copies
            + "receiver r WHERE c.name LIKE '"
            + prefix
            + "%'");
  }

  /**
   * When a copy of a vote is looked at, if it is under way: not while somebody measures, however
   * often the database is used again. What it remembers is sealed for the one that it is of.
   */
  private String never() {
    return "CASE WHEN v.next_check_at IS NULL THEN NULL ELSE " + (now + NEVER_MICROS) + " END";
  }

  /** Copies the first vote of {@code community} {@code count} times. */
  public void votes(String community, int count) {
    String numbers =
        IntStream.rangeClosed(1, EACH)
            .mapToObj(i -> "('" + i + "')")
            .collect(Collectors.joining(", "));
    for (int i = 0; i < count / EACH; i++) {
      write(
          "INSERT INTO governance_process (instance_id, community, plugin, name, status, start_key,"
              + " parameters, state, outcome, errors, next_check_at, failures, created_at, version)"
              + " SELECT v.instance_id, v.community, v.plugin, v.name, v.status, 'copy "
              + i
              + " ' || n.i, v.parameters, v.state, v.outcome, v.errors, "
              + never()
              + ", 0, v.created_at, 1 FROM governance_process v, (VALUES "
              + numbers
              + ") AS n (i) WHERE v.id = (SELECT MIN(id) FROM governance_process"
              + " WHERE community = '"
              + community
              + "')");
    }
  }

  /**
   * Keeps, of each community called {@code prefix} and a number, a hundred webhooks that are done,
   * a hundred messages, and as many deliveries.
   */
  void history(String prefix) {
    String numbers =
        IntStream.rangeClosed(1, EACH)
            .mapToObj(i -> "(" + i + ")")
            .collect(Collectors.joining(", "));
    String n = "(VALUES " + numbers + ") AS n (i)";
    String text = "TRIM(CAST(CAST(n.i AS CHAR(12)) AS VARCHAR(12)))";
    String all = " LIKE '" + prefix + "%'";
    write(
        "INSERT INTO inbox (instance_id, community, plugin, delivery_id, work_key, received_at, state,"
            + " tries, ended_at, version, lane, content_bytes) SELECT i.id, i.community, i.plugin,"
            + " 'kept ' || "
            + text
            + ", 'k', "
            + now
            + ", 'DONE', 0, "
            + now
            + ", 1, '', 0 FROM plugin_instance i, "
            + n
            + " WHERE i.plugin = 'tally' AND i.community"
            + all);
    write(
        "INSERT INTO message (id, stream, sequence_no, source, event_type, body, written_at)"
            + " SELECT 'kept_' || s.community || '_' || "
            + text
            + ", s.name, s.newest + n.i, 'tally', 'posted', m.body, "
            + now
            + " FROM message_stream s, "
            + n
            + ", (SELECT body FROM message FETCH FIRST ROW ONLY) AS m WHERE s.community"
            + all);
    write("UPDATE message_stream SET newest = newest + " + EACH + " WHERE community" + all);
    String more = "newest + " + EACH;
    write(
        "UPDATE lane SET newest = "
            + more
            + ", reached = "
            + more
            + ", sent = "
            + more
            + " WHERE stream LIKE 'community/"
            + prefix
            + "%'");
    write(
        "INSERT INTO delivery (lane_id, destination, stream, sequence_no, message_id, replay, state,"
            + " tries, refusals, attempts, first_at, last_at, version)"
            + " SELECT l.id, l.destination, l.stream, l.newest - n.i, 'kept_' || l.stream || '_' || "
            + text
            + ", '', 'DELIVERED', 1, 0, d.attempts, "
            + now
            + ", "
            + now
            + ", 1 FROM lane l, "
            + n
            + ", (SELECT attempts FROM delivery FETCH FIRST ROW ONLY) AS d"
            + " WHERE n.i <= 10 AND l.stream LIKE 'community/"
            + prefix
            + "%'");
  }

  /**
   * Writes {@code count} events more into the log of {@code community}, which has some, a second
   * apart up to now.
   */
  public void events(String community, int count) {
    String stream = "community/" + community;
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO message (id, stream, sequence_no, source, event_type, body, written_at)"
                + " VALUES (?, ?, ?, 'randomness', 'number_drawn', ?, ?)")) {
      long first = rows("message WHERE stream = '" + stream + "'");
      for (int i = 1; i <= count; i++) {
        long sequence = first + i;
        long at = now - (count - i) * 1_000_000L;
        insert.setString(1, "grown_" + sequence);
        insert.setString(2, stream);
        insert.setLong(3, sequence);
        insert.setString(
            4,
            ("{\"id\":\"grown_%d\",\"community\":\"%s\",\"source\":\"randomness\","
                    + "\"event_type\":\"number_drawn\",\"timestamp\":\"%d.000000\","
                    + "\"data\":{\"value\":3},\"initiator\":null,\"sequence\":%d}")
                .formatted(sequence, community, at / 1_000_000, sequence));
        insert.setLong(5, at);
        insert.addBatch();
        if (i % BATCH == 0 || i == count) {
          insert.executeBatch();
          connection.commit();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    write(
        "UPDATE message_stream SET newest = newest + " + count + " WHERE name = '" + stream + "'");
  }

  /**
   * Keeps, of {@code community}, {@code count} webhooks that were worked off, and as many
   * deliveries to {@code receiver}, of which the first one was given up.
   */
  public void traffic(String community, String receiver, int count) {
    String stream = "community/" + community;
    try (PreparedStatement webhook =
            connection.prepareStatement(
                "INSERT INTO inbox (instance_id, community, plugin, delivery_id, work_key,"
                    + " received_at, state, tries, ended_at, version, lane, content_bytes)"
                    + " VALUES (1, ?, 'randomness', ?, 'k', ?, 'DONE', 0, ?, 1, '', 0)");
        PreparedStatement delivery =
            connection.prepareStatement(
                "INSERT INTO delivery (lane_id, destination, stream, sequence_no, message_id,"
                    + " replay, state, tries, refusals, attempts, first_at, last_at, version)"
                    + " VALUES (1, ?, ?, ?, ?, '', ?, 1, 0, ?, ?, ?, 1)")) {
      for (int i = 1; i <= count; i++) {
        long at = now - (count - i) * 1_000_000L;
        set(webhook, community, "grown_" + i, at, at);
        String attempts =
            "{\"attempts\":[{\"at\":\"%s\",\"status\":200,\"error\":null,\"ms\":3}]}"
                .formatted(InstantColumn.instant(at));
        set(
            delivery,
            "receiver/" + receiver,
            stream,
            (long) i,
            "grown_" + i,
            i == 1 ? "DEAD" : "DELIVERED",
            attempts,
            at,
            at);
        if (i % BATCH == 0 || i == count) {
          webhook.executeBatch();
          delivery.executeBatch();
          connection.commit();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void set(PreparedStatement insert, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      insert.setObject(i + 1, values[i]);
    }
    insert.addBatch();
  }

  /** Returns how many rows {@code table} has. */
  long rows(String table) {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(String sql) {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() {
    source.setShutdownDatabase("shutdown");
    try {
      connection.commit();
      connection.close();
      source.getConnection().close();
    } catch (SQLException e) {
      // Derby answers a shutdown with an exception.
      if (!"08006".equals(e.getSQLState())) {
        throw new IllegalStateException(e);
      }
    }
  }
}
