package org.metagov.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.metagov.gateway.testing.TestPostgres;

/** Stores that were filled when times were timestamps still, brought up to date in Berlin. */
class TimesAsMicrosTest {
  /** In the gap of Berlin's spring, in its second hour of autumn, in leap years, and elsewhere. */
  private static final List<LocalDateTime> TIMES =
      List.of(
          LocalDateTime.parse("2026-03-29T02:30:00.123456"),
          LocalDateTime.parse("2026-03-29T01:59:59.999999"),
          LocalDateTime.parse("2026-03-29T03:00:00.000001"),
          LocalDateTime.parse("2026-10-25T02:30:00.654321"),
          LocalDateTime.parse("2026-10-25T01:30:59.999999"),
          LocalDateTime.parse("2024-02-29T23:59:59.000029"),
          LocalDateTime.parse("2000-03-01T00:00:00"),
          LocalDateTime.parse("2025-12-31T12:01:01.1"),
          LocalDateTime.parse("1969-12-31T23:59:59.999999"),
          LocalDateTime.parse("2100-02-28T02:02:02.020202"));

  /** In an order in which they can refer to each other. */
  private static final List<String> TABLES =
      List.of(
          "community",
          "plugin_instance",
          "lease",
          "idempotency_key",
          "governance_process",
          "message_stream",
          "message",
          "receiver",
          "lane",
          "delivery",
          "destination_down",
          "plugin_poll",
          "inbox",
          "inbox_task",
          "webhook_count");

  private static final DateTimeFormatter SQL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

  private final TimeZone zone = TimeZone.getDefault();

  @TempDir private Path folder;

  private record Column(String name, int type, boolean isRequired) {
    boolean isTime() {
      return type == Types.TIMESTAMP;
    }
  }

  @AfterEach
  void atHome() {
    TimeZone.setDefault(zone);
  }

  @Test
  void theTimesOfADerbyStayToTheMicrosecond() throws Exception {
    try {
      check(Dialect.DERBY, DerbyHome.open(folder));
    } finally {
      DerbyHome.close(folder);
    }
  }

  @Test
  void theTimesOfAPostgresStayToTheMicrosecond() throws Exception {
    try (EmbeddedPostgres postgres = TestPostgres.builder().start()) {
      check(Dialect.POSTGRESQL, postgres.getPostgresDatabase());
    }
  }

  private static void check(Dialect dialect, DataSource source) throws SQLException {
    // Where no time is left out: in Berlin Derby moves even what SQL says as text.
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    Database.eachVersion(dialect).dataSource(source).target("6").load().migrate();
    try (Connection connection = source.getConnection()) {
      Map<String, List<Column>> old = columns(connection);
      assertThat(old.values().stream().flatMap(List::stream).filter(Column::isTime)).hasSize(26);
      Set<String> indexes = indexes(connection);
      fill(connection, dialect, old);
      TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));

      Database.eachVersion(dialect).dataSource(source).target("7").load().migrate();

      Map<String, List<Column>> now = columns(connection);
      assertThat(indexes(connection)).isEqualTo(indexes);
      for (String table : TABLES) {
        assertThat(now.get(table))
            .as(table)
            .containsExactlyInAnyOrderElementsOf(
                old.get(table).stream()
                    .map(c -> c.isTime() ? new Column(c.name, Types.BIGINT, c.isRequired) : c)
                    .toList());
        assertTimes(connection, table, old.get(table));
      }
    }
  }

  private static void fill(Connection connection, Dialect dialect, Map<String, List<Column>> all)
      throws SQLException {
    String time = dialect == Dialect.DERBY ? "TIMESTAMP('%s')" : "TIMESTAMP '%s'";
    try (Statement sql = connection.createStatement()) {
      for (String table : TABLES) {
        List<Column> columns = all.get(table);
        for (int row = 0; row <= TIMES.size(); row++) {
          List<String> values = new ArrayList<>();
          for (int i = 0; i < columns.size(); i++) {
            LocalDateTime at = time(columns, i, row);
            values.add(
                columns.get(i).isTime()
                    ? at == null ? "NULL" : time.formatted(SQL.format(at))
                    : value(columns.get(i), row));
          }
          sql.execute(
              "INSERT INTO %s (%s) VALUES (%s)"
                  .formatted(
                      table,
                      columns.stream().map(Column::name).collect(Collectors.joining(", ")),
                      String.join(", ", values)));
        }
      }
    }
  }

  private static String value(Column column, int row) {
    boolean isText =
        column.type == Types.VARCHAR
            || column.type == Types.CLOB
            || column.type == Types.LONGVARCHAR;
    return isText ? "'r%02d'".formatted(row) : Integer.toString(row);
  }

  /** Returns what stands in a column of a row: nothing in the last one, where that may be. */
  private static LocalDateTime time(List<Column> columns, int column, int row) {
    return row == TIMES.size() && !columns.get(column).isRequired
        ? null
        : TIMES.get((row + column) % TIMES.size());
  }

  private static void assertTimes(Connection connection, String table, List<Column> columns)
      throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet rows =
            sql.executeQuery("SELECT * FROM " + table + " ORDER BY " + columns.get(0).name)) {
      for (int row = 0; row <= TIMES.size(); row++) {
        assertThat(rows.next()).isTrue();
        for (int i = 0; i < columns.size(); i++) {
          Column column = columns.get(i);
          String as = table + "." + column.name + " of row " + row;
          if (!column.isTime()) {
            assertThat(rows.getString(column.name)).as(as).isNotNull();
            continue;
          }
          LocalDateTime at = time(columns, i, row);
          Long micros = rows.getObject(column.name, Long.class);
          assertThat(micros).as(as).isEqualTo(at == null ? null : micros(at));
        }
      }
      assertThat(rows.next()).isFalse();
    }
  }

  private static long micros(LocalDateTime utc) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, utc.toInstant(ZoneOffset.UTC));
  }

  private static Map<String, List<Column>> columns(Connection connection) throws SQLException {
    Map<String, List<Column>> all = new LinkedHashMap<>();
    for (String table : TABLES) {
      List<Column> columns = new ArrayList<>();
      try (ResultSet row =
          connection.getMetaData().getColumns(null, null, inCase(connection, table), null)) {
        while (row.next()) {
          columns.add(
              new Column(
                  row.getString("COLUMN_NAME").toLowerCase(Locale.ROOT),
                  row.getInt("DATA_TYPE"),
                  "NO".equals(row.getString("IS_NULLABLE"))));
        }
      }
      all.put(table, columns);
    }
    return all;
  }

  /** Returns the indexes, those of keys aside, which Derby names itself. */
  private static Set<String> indexes(Connection connection) throws SQLException {
    Set<String> all = new TreeSet<>();
    for (String table : TABLES) {
      try (ResultSet row =
          connection
              .getMetaData()
              .getIndexInfo(null, null, inCase(connection, table), false, false)) {
        while (row.next()) {
          all.add(
              "%s %s %s %s %s"
                  .formatted(
                      table,
                      row.getString("INDEX_NAME"),
                      row.getBoolean("NON_UNIQUE"),
                      row.getInt("ORDINAL_POSITION"),
                      row.getString("COLUMN_NAME")));
        }
      }
    }
    return all;
  }

  private static String inCase(Connection connection, String name) throws SQLException {
    return connection.getMetaData().storesUpperCaseIdentifiers()
        ? name.toUpperCase(Locale.ROOT)
        : name;
  }
}
