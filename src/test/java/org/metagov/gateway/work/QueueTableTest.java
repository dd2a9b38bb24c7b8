package org.metagov.gateway.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;

/** What is asked of the store; that both databases answer it is seen by the contracts. */
class QueueTableTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final long MICROS = InstantColumn.micros(NOW);
  private static final QueueTable TABLE =
      new QueueTable("work", "id", "due_at", List.of("plugin", "place"));

  private final List<String> asked = new ArrayList<>();
  private final List<Object> given = new ArrayList<>();

  private final Sql sql =
      new Sql() {
        @Override
        public <T> List<T> select(String select, Statements.Row<T> row, List<Object> parameters) {
          asked.add(select);
          given.clear();
          given.addAll(parameters);
          return List.of();
        }

        @Override
        public <T> List<T> selectWithoutWaiting(
            String select, Statements.Row<T> row, List<Object> parameters) {
          return select(select, row, parameters);
        }
      };

  private static Bulkhead full(String column, Object value) {
    return new Bulkhead(column + value, 1, column, value);
  }

  private static List<Bulkhead> fullPlaces(int count) {
    return IntStream.range(0, count).mapToObj(i -> full("place", (long) i)).toList();
  }

  @Test
  void whatWaitsLongestComesFirst() {
    TABLE.due(sql, NOW, 5, false, List.of(), Map.of());
    assertThat(asked)
        .containsExactly(
            "SELECT id, plugin, place FROM work WHERE due_at <= ?"
                + " ORDER BY due_at FETCH FIRST ? ROWS ONLY");
    assertThat(given).containsExactly(MICROS, 5L);
  }

  @Test
  void whatOthersOwnAndWhatIsFullIsPassedOver() {
    List<Bulkhead> full = List.of(full("plugin", "a"), full("place", 7L), full("plugin", "b"));
    TABLE.due(sql, NOW, 5, true, full, Map.of("plugin", List.of("a", "b")));
    assertThat(asked)
        .containsExactly(
            "SELECT id, plugin, place FROM work WHERE due_at <= ?"
                + " AND (owner IS NULL OR owned_until < ?) AND plugin IN (?, ?)"
                + " AND plugin NOT IN (?, ?) AND place NOT IN (?)"
                + " ORDER BY due_at FETCH FIRST ? ROWS ONLY");
    assertThat(given).containsExactly(MICROS, MICROS, "a", "b", "a", "b", 7L, 5L);
  }

  @Test
  void thereAreFewTextsHoweverMuchIsFull() {
    Set<Integer> lengths = new HashSet<>();
    for (int count = 1; count <= 256; count++) {
      TABLE.due(sql, NOW, 5, false, fullPlaces(count), Map.of());
      List<Object> places = given.subList(1, given.size() - 1);
      assertThat(new HashSet<>(places)).hasSize(count);
      lengths.add(places.size());
    }
    assertThat(lengths).containsExactlyInAnyOrder(1, 2, 4, 8, 16, 32, 64, 128, 256);
    assertThat(new HashSet<>(asked)).hasSameSizeAs(lengths);
  }

  @Test
  void whatNobodyWorksOnIsNotAskedFor() {
    assertThat(TABLE.due(sql, NOW, 5, false, List.of(), Map.of("plugin", List.of()))).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void aBatchIsOwnedByOneStatementThatWaitsForNobody() {
    TABLE.own(sql, "me", List.of(3L, 4L, 5L), NOW, NOW.plusSeconds(60));
    assertThat(asked)
        .containsExactly(
            "UPDATE work SET owner = ?, owned_until = ? WHERE id IN (SELECT id FROM work"
                + " WHERE 1 = 1 AND (owner IS NULL OR owned_until < ?) AND id IN (?, ?, ?, ?)"
                + " FOR UPDATE SKIP LOCKED) RETURNING id");
    assertThat(given).containsExactly("me", MICROS + 60_000_000, MICROS, 3L, 4L, 5L, 5L);
  }
}
