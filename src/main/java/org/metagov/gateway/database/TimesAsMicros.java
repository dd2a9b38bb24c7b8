package org.metagov.gateway.database;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;

/**
 * Turns every {@code TIMESTAMP} column, which was UTC, into microseconds since 1970. In Java
 * because the two databases have hardly a word of it in common; neither way looks at the JVM's
 * zone.
 */
final class TimesAsMicros implements JavaMigration {
  private static final List<Times> ALL =
      List.of(
          new Times("community").required("created_at"),
          new Times("plugin_instance").required("created_at"),
          new Times("lease").required("expires_at"),
          new Times("idempotency_key")
              .required("started_at")
              .index("idempotency_key_age", "started_at"),
          new Times("governance_process")
              .required("created_at")
              .optional("next_check_at", "gone_since", "completed_at")
              .index("governance_process_due", "plugin, next_check_at"),
          new Times("message_stream").optional("ended_at"),
          new Times("message").required("written_at").index("message_age", "written_at"),
          new Times("receiver").required("created_at").optional("old_secret_until"),
          new Times("lane")
              .optional("due_at", "refused_until")
              .index("lane_due", "due_at, destination")
              .index("lane_destination", "destination, due_at"),
          new Times("delivery")
              .required("first_at", "last_at")
              .index("delivery_age", "state, last_at"),
          new Times("destination_down").required("since", "next_probe_at"),
          new Times("plugin_poll")
              .required("next_poll_at")
              .index("plugin_poll_due", "plugin, next_poll_at"),
          new Times("inbox")
              .required("received_at")
              .optional("due_at", "ended_at")
              .index("inbox_due", "plugin, due_at, instance_id")
              .index("inbox_age", "ended_at"),
          new Times("inbox_task")
              .optional("due_at")
              .index("inbox_task_due", "plugin, due_at, process_id"),
          new Times("webhook_count")
              .optional("last_seen_at", "last_verified_at", "last_refused_at"));

  private final Dialect dialect;

  TimesAsMicros(Dialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("7");
  }

  @Override
  public String getDescription() {
    return "times as microseconds";
  }

  @Override
  public Integer getChecksum() {
    return null;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }

  @Override
  public void migrate(Context context) throws SQLException {
    try (Statement sql = context.getConnection().createStatement()) {
      for (Times times : ALL) {
        for (String statement : times.statements(dialect)) {
          sql.execute(statement);
        }
      }
    }
  }

  private record Index(String name, String of) {}

  /** The times in one table, and the indexes that they are in. */
  private static final class Times {
    private final String table;
    private final List<String> columns = new ArrayList<>();
    private final List<String> required = new ArrayList<>();
    private final List<Index> indexes = new ArrayList<>();

    Times(String table) {
      this.table = table;
    }

    Times required(String... names) {
      required.addAll(List.of(names));
      return optional(names);
    }

    Times optional(String... names) {
      columns.addAll(List.of(names));
      return this;
    }

    Times index(String name, String of) {
      indexes.add(new Index(name, of));
      return this;
    }

    List<String> statements(Dialect dialect) {
      return dialect == Dialect.DERBY ? derby() : List.of(postgresql());
    }

    /** One statement for all columns, as it rewrites the table; indexes and the rest stay. */
    private String postgresql() {
      // Minutes and seconds apart: older versions calculate the whole in doubles.
      String type =
          " ALTER COLUMN %1$s TYPE BIGINT"
              + " USING EXTRACT(EPOCH FROM date_trunc('minute', %1$s))::bigint * 1000000"
              + " + EXTRACT(MICROSECONDS FROM %1$s)::bigint";
      return columns.stream()
          .map(type::formatted)
          .collect(Collectors.joining(",", "ALTER TABLE " + table, ""));
    }

    /** A column keeps its type for ever: another one takes its place. */
    private List<String> derby() {
      List<String> all = new ArrayList<>();
      String alter = "ALTER TABLE " + table;
      indexes.forEach(index -> all.add("DROP INDEX " + index.name()));
      columns.forEach(c -> all.add(alter + " ADD COLUMN micros_" + c + " BIGINT"));
      all.add(
          columns.stream()
              .map(c -> "micros_" + c + " = " + sinceEpoch(c))
              .collect(Collectors.joining(", ", "UPDATE " + table + " SET ", "")));
      for (String column : columns) {
        all.add(alter + " DROP COLUMN " + column);
        all.add("RENAME COLUMN %1$s.micros_%2$s TO %2$s".formatted(table, column));
      }
      required.forEach(c -> all.add(alter + " ALTER COLUMN " + c + " NOT NULL"));
      indexes.forEach(
          index ->
              all.add("CREATE INDEX %s ON %s (%s)".formatted(index.name(), table, index.of())));
      return all;
    }

    /**
     * By the Julian day number, whose years begin in March: Derby's own difference of two times
     * passes through the zone of the JVM, and so does a time as text.
     */
    private static String sinceEpoch(String column) {
      String year = "(YEAR(%s) + 4800 - (14 - MONTH(%s)) / 12)";
      String month = "(MONTH(%s) + 12 * ((14 - MONTH(%s)) / 12) - 3)";
      String leaps = "Y / 4 - Y / 100 + Y / 400".replace("Y", year);
      String julian = "DAY(%s) + (153 * " + month + " + 2) / 5 + 365 * " + year + " + " + leaps;
      String days = "CAST(" + julian + " - 32045 - 2440588 AS BIGINT)";
      String minutes = "((" + days + " * 24 + HOUR(%s)) * 60 + MINUTE(%s))";
      // The second comes with its parts, as a double.
      return (minutes + " * 60000000 + CAST(SECOND(%s) * 1000000 + 0.5 AS BIGINT)")
          .replace("%s", column);
    }
  }
}
