package org.metagov.gateway.inbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.metagov.gateway.store.ByIndex;
import org.metagov.gateway.store.Statements;

/**
 * Which webhooks are parked, or are by a process that was to take them in: what is done may have
 * piled up by the million beside them, and is not looked at.
 */
final class ParkedRows {
  private static final int AT_ONCE = 256;

  static final String IN_NO_LANE =
      "SELECT id FROM inbox"
          + ByIndex.of("INBOX_LANE_ORDER")
          + " WHERE lane_id IS NULL AND ended_at IS NULL AND id > ? AND id <= ?"
          + " ORDER BY lane_id, ended_at, id FETCH FIRST ? ROWS ONLY";

  private static final String OF_TASKS =
      "SELECT inbox_id FROM inbox_task"
          + ByIndex.of("INBOX_TASK_PARKED")
          + " WHERE due_at IS NULL AND inbox_id > ? AND inbox_id <= ?"
          + " ORDER BY due_at, inbox_id FETCH FIRST ? ROWS ONLY";

  private ParkedRows() {}

  /** Returns the ids after {@code after}, but none of more than {@code count} ids behind it. */
  static List<Long> ids(Statements sql, long after, int count) {
    return ids(sql, after, after + count, Integer.MAX_VALUE);
  }

  /** Returns at most {@code most} ids after {@code after} up to {@code last}, in order. */
  private static List<Long> ids(Statements sql, long after, long last, int most) {
    return Stream.of(IN_NO_LANE, OF_TASKS)
        .flatMap(select -> sql.list(select, row -> row.getLong(1), after, last, most).stream())
        .distinct()
        .sorted()
        .limit(most)
        .toList();
  }

  /** Returns the first {@code limit} that {@code filter} lets through, the oldest first. */
  static List<InboxSnapshot> oldest(Statements sql, InboxFilter filter, int limit) {
    List<InboxSnapshot> found = new ArrayList<>();
    List<Long> ids = ids(sql, filter.after(), Long.MAX_VALUE, AT_ONCE);
    while (!ids.isEmpty() && found.size() < limit) {
      InboxRows.at(sql, filter, ids).stream()
          .sorted(Comparator.comparing(InboxSnapshot::id))
          .limit((long) limit - found.size())
          .forEach(found::add);
      ids = ids(sql, ids.get(ids.size() - 1), Long.MAX_VALUE, AT_ONCE);
    }
    return found;
  }
}
