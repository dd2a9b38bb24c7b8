package org.metagov.gateway.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.PageOrder;
import org.metagov.gateway.store.RowsOnDerby;

/** What is parked, by plain SQL. */
class ParkedRowsTest extends RowsOnDerby {
  private static final int DONE = 2_000;

  private final List<Long> parked = new ArrayList<>();

  @BeforeEach
  void fill() {
    parked.add(webhook("garden"));
    sql.writeAll(
        "INSERT INTO inbox (instance_id, community, plugin, delivery_id, work_key, received_at,"
            + " state, tries, ended_at, version, lane, content_bytes)"
            + " VALUES (1, 'garden', 'forum', ?, 'k', 1, 'DONE', 0, 1, 1, '', 0)",
        IntStream.range(0, DONE).mapToObj(i -> new Object[] {"done " + i}).toList());
    parked.add(webhook("orchard"));
    // Done, but for a process that could not take it in.
    parked.add(
        sql.insert(
            "INSERT INTO inbox (instance_id, community, plugin, delivery_id, work_key, received_at,"
                + " state, tries, ended_at, version, lane, content_bytes)"
                + " VALUES (1, 'garden', 'forum', 'of a task', 'k', 1, 'DONE', 0, 1, 1, '', 7)"));
    sql.insert(
        "INSERT INTO inbox_task (inbox_id, process_id, plugin, instance_id, tries, version)"
            + " VALUES (?, 9, 'forum', 1, 6, 1)",
        parked.get(2));
  }

  private long webhook(String community) {
    return sql.insert(
        "INSERT INTO inbox (instance_id, community, plugin, work_key, received_at, state, tries,"
            + " version, lane, content_bytes) VALUES (1, ?, 'forum', 'k', 1, 'PARKED', 6, 1, '', 7)",
        community);
  }

  private static InboxFilter of(long after, Optional<String> community) {
    return new InboxFilter(
        after,
        PageOrder.OLDEST,
        community,
        Optional.empty(),
        Optional.of(InboxState.PARKED),
        Optional.empty());
  }

  private List<Long> oldest(long after, Optional<String> community, int limit) {
    return ParkedRows.oldest(sql, of(after, community), limit).stream()
        .map(InboxSnapshot::id)
        .toList();
  }

  @Test
  void whatIsParkedIsListedAlsoByAProcess() {
    assertThat(oldest(0, Optional.empty(), 10)).isEqualTo(parked);
    assertThat(oldest(0, Optional.empty(), 2)).isEqualTo(parked.subList(0, 2));
    assertThat(oldest(parked.get(0), Optional.empty(), 10)).isEqualTo(parked.subList(1, 3));
    assertThat(oldest(0, Optional.of("orchard"), 10)).containsExactly(parked.get(1));
    assertThat(ParkedRows.ids(sql, parked.get(0), DONE)).isEmpty();
    assertThat(ParkedRows.ids(sql, 0, Integer.MAX_VALUE)).isEqualTo(parked);
  }

  @Test
  void whatIsDoneIsNotLookedAt() {
    assertThat(planOf(() -> ParkedRows.ids(sql, 0, Integer.MAX_VALUE)))
        .doesNotContain("Table Scan")
        .containsPattern("Number of rows visited=\\d\\b");
    assertThat(
            planOf(
                () ->
                    assertThat(
                            sql.list(
                                ParkedRows.IN_NO_LANE, row -> row.getLong(1), 0, Long.MAX_VALUE, 9))
                        .hasSize(2)))
        .doesNotContain("Table Scan")
        .containsPattern("Number of rows visited=\\d\\b");
  }
}
