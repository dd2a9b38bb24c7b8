package org.metagov.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.metagov.gateway.testing.TestPostgres;

/**
 * A database that is made new, in one step, is the same as one that has come here by all versions,
 * but for the order of columns.
 */
class NewSchemaTest {
  private static final String HISTORY = "flyway_schema_history";

  private static final Set<String> SAID_OF_COLUMNS =
      Set.of("TYPE_NAME", "COLUMN_SIZE", "DECIMAL_DIGITS", "IS_NULLABLE", "COLUMN_DEF");

  @TempDir private Path grown;
  @TempDir private Path made;

  @Test
  void aNewDerbyIsAsOneThatHasGrown() throws Exception {
    try {
      check(Dialect.DERBY, DerbyHome.open(grown), DerbyHome.open(made));
    } finally {
      DerbyHome.close(grown);
      DerbyHome.close(made);
    }
  }

  @Test
  void aNewPostgresIsAsOneThatHasGrown() throws Exception {
    try (EmbeddedPostgres postgres = TestPostgres.builder().start();
        Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement()) {
      sql.execute("CREATE DATABASE made");
      check(
          Dialect.POSTGRESQL,
          postgres.getPostgresDatabase(),
          postgres.getDatabase("postgres", "made"));
    }
  }

  private static void check(Dialect dialect, DataSource grown, DataSource made)
      throws SQLException {
    Database.eachVersion(dialect).dataSource(grown).target("1").load().migrate();
    Flyway migrations = Database.migrations(dialect).dataSource(grown).load();
    migrations.migrate();
    // As at its next start.
    assertThat(migrations.migrate().migrationsExecuted).isZero();
    Flyway baseline = Database.migrations(dialect).dataSource(made).load();
    baseline.migrate();
    assertThat(baseline.migrate().migrationsExecuted).isZero();

    assertThat(steps(migrations)).hasSizeGreaterThan(40).doesNotContain("SQL_BASELINE");
    assertThat(steps(baseline)).startsWith("SQL_BASELINE").hasSizeLessThan(20);
    assertThat(newest(baseline)).isEqualTo(newest(migrations));
    try (Connection before = grown.getConnection();
        Connection now = made.getConnection()) {
      SortedMap<String, SortedSet<String>> schema = schema(before, dialect);
      assertThat(schema.keySet())
          .contains(
              "columns of community",
              "references of credential",
              "indexes of lane",
              "rows of audit_head")
          .hasSizeGreaterThan(100);
      SortedMap<String, SortedSet<String>> other = schema(now, dialect);
      assertThat(other).containsOnlyKeys(schema.keySet());
      assertSoftly(
          softly ->
              schema.forEach((of, is) -> softly.assertThat(other.get(of)).as(of).isEqualTo(is)));
    }
  }

  private static List<String> steps(Flyway flyway) {
    return Stream.of(flyway.info().applied()).map(step -> step.getType().name()).toList();
  }

  private static String newest(Flyway flyway) {
    MigrationInfo current = flyway.info().current();
    return current.getVersion().toString();
  }

  /** Returns all that there is, by what it is of. */
  private static SortedMap<String, SortedSet<String>> schema(Connection connection, Dialect dialect)
      throws SQLException {
    SortedMap<String, SortedSet<String>> schema = new TreeMap<>();
    DatabaseMetaData meta = connection.getMetaData();
    String own = connection.getSchema();
    schema.put(
        "all that has a name",
        rows(meta.getTables(null, own, "%", null)).stream()
            .map(some -> some.get("TABLE_TYPE") + " " + some.get("TABLE_NAME"))
            .map(NewSchemaTest::named)
            .collect(Collectors.toCollection(TreeSet::new)));
    for (Map<String, String> table : rows(meta.getTables(null, own, "%", new String[] {"TABLE"}))) {
      String name = table.get("TABLE_NAME");
      String called = name.toLowerCase(Locale.ROOT);
      schema.put("columns of " + called, columns(rows(meta.getColumns(null, own, name, "%"))));
      schema.put(
          "primary key of " + called,
          grouped(rows(meta.getPrimaryKeys(null, own, name)), "PK_NAME", "KEY_SEQ", Set.of()));
      schema.put(
          "references of " + called,
          grouped(
              rows(meta.getImportedKeys(null, own, name)),
              "FK_NAME",
              "KEY_SEQ",
              Set.of("PKTABLE_NAME", "DELETE_RULE", "UPDATE_RULE", "DEFERRABILITY")));
      schema.put(
          "indexes of " + called,
          grouped(
              rows(meta.getIndexInfo(null, own, name, false, true)),
              "INDEX_NAME",
              "ORDINAL_POSITION",
              Set.of("NON_UNIQUE", "ASC_OR_DESC", "FILTER_CONDITION")));
      if (!called.equals(HISTORY)) {
        schema.put("rows of " + called, content(connection, name));
      }
    }
    schema.put("all else", all(connection, other(dialect)));
    return schema;
  }

  private static SortedSet<String> columns(List<Map<String, String>> columns) {
    return columns.stream()
        .map(column -> column.get("COLUMN_NAME") + " " + only(column, SAID_OF_COLUMNS))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String only(Map<String, String> row, Set<String> keys) {
    Map<String, String> some = new TreeMap<>(row);
    some.keySet().retainAll(keys);
    return some.toString();
  }

  /**
   * Returns what stands in several rows as one each: the columns of a key in their order, with its
   * name.
   */
  private static SortedSet<String> grouped(
      List<Map<String, String>> rows, String name, String position, Set<String> said) {
    return rows.stream()
        .filter(row -> row.get(name) != null)
        .collect(Collectors.groupingBy(row -> row.get(name)))
        .entrySet()
        .stream()
        .map(
            group ->
                named(group.getKey())
                    + group.getValue().stream()
                        .sorted(Comparator.comparing(row -> Integer.valueOf(row.get(position))))
                        .map(row -> column(row) + " " + only(row, said))
                        .toList())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String column(Map<String, String> row) {
    return row.containsKey("FKCOLUMN_NAME")
        ? row.get("FKCOLUMN_NAME") + " to " + row.get("PKCOLUMN_NAME")
        : row.get("COLUMN_NAME");
  }

  /** Derby names by chance what was given no name. */
  private static String named(String name) {
    return name.matches("SQL\\d+-[-0-9a-f]+") ? "" : name;
  }

  private static SortedSet<String> content(Connection connection, String table)
      throws SQLException {
    return all(connection, List.of("SELECT * FROM \"" + table + "\""));
  }

  /** What JDBC tells nothing of: checks and triggers, and of PostgreSQL what it says itself. */
  private static List<String> other(Dialect dialect) {
    return dialect == Dialect.DERBY
        ? List.of(
            "SELECT t.tablename, c.type, c.state, COUNT(*) AS number FROM sys.sysconstraints c"
                + " JOIN sys.systables t ON t.tableid = c.tableid GROUP BY t.tablename, c.type, c.state",
            "SELECT checkdefinition FROM sys.syschecks",
            "SELECT triggername FROM sys.systriggers",
            "SELECT t.tablename, c.columnname, c.autoincrementstart, c.autoincrementinc"
                + " FROM sys.syscolumns c JOIN sys.systables t ON t.tableid = c.referenceid"
                + " WHERE c.autoincrementinc IS NOT NULL")
        : List.of(
            "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint"
                + " WHERE connamespace = current_schema()::regnamespace",
            "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()",
            "SELECT attrelid::regclass, attname, attidentity FROM pg_attribute"
                + " WHERE attidentity <> ''",
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
            "SELECT sequencename, data_type, start_value, min_value, max_value, increment_by, cycle,"
                + " cache_size FROM pg_sequences WHERE schemaname = current_schema()");
  }

  private static SortedSet<String> all(Connection connection, List<String> questions)
      throws SQLException {
    SortedSet<String> answers = new TreeSet<>();
    try (Statement sql = connection.createStatement()) {
      for (String question : questions) {
        rows(sql.executeQuery(question)).forEach(row -> answers.add(row.toString()));
      }
    }
    return answers;
  }

  /**
   * Returns the rows of {@code result}, each by the names of its columns, in the order of these.
   */
  private static List<Map<String, String>> rows(ResultSet result) throws SQLException {
    try (result) {
      List<Map<String, String>> rows = new ArrayList<>();
      while (result.next()) {
        Map<String, String> row = new TreeMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.put(
              result.getMetaData().getColumnName(i).toUpperCase(Locale.ROOT), result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }
}
