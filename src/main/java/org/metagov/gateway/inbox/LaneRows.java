package org.metagov.gateway.inbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.quota.QuotaService;
import org.metagov.gateway.store.Statements;

/**
 * The table of lanes. A lane is opened and closed by whoever has locked what its community holds
 * ({@link QuotaService}): so nothing comes into one that was just found to be empty.
 */
final class LaneRows {
  private static final String FIND = "SELECT id FROM inbox_lane WHERE instance_id = ? AND name = ?";
  private static final String OPEN =
      "INSERT INTO inbox_lane (instance_id, name, community, plugin, due_at)"
          + " VALUES (?, ?, ?, ?, ?)";
  private static final String READ = "SELECT community, due_at FROM inbox_lane WHERE id = ?";

  /** Whether anything waits in a lane. */
  static final String WAITING = "SELECT 1 FROM inbox WHERE lane_id = ? FETCH FIRST ROW ONLY";

  /** The lanes of an instance. */
  static final String OF = "SELECT id FROM inbox_lane WHERE instance_id = ?";

  private LaneRows() {}

  /** What a lane is of. */
  record Name(long instance, String name, String community, String plugin) {
    static Name of(NewWebhook webhook) {
      PluginSnapshot instance = webhook.instance();
      return new Name(instance.id(), webhook.lane(), instance.community(), instance.plugin());
    }

    static Name of(InboxSnapshot webhook) {
      return new Name(webhook.instanceId(), webhook.lane(), webhook.community(), webhook.plugin());
    }
  }

  /** Returns whether the lane {@code name} is there: if so, something waits in it. */
  static boolean isOpen(Statements sql, Name name) {
    return sql.first(FIND, row -> true, name.instance(), name.name()).isPresent();
  }

  /** Returns the lane {@code name}, which is due {@code now} if it was not there. */
  static long open(Statements sql, Name name, Instant now) {
    return sql.first(FIND, row -> row.getLong(1), name.instance(), name.name())
        .orElseGet(
            () ->
                sql.insert(
                    OPEN, name.instance(), name.name(), name.community(), name.plugin(), now));
  }

  /** Keeps others from adding to the lane, to the end of the transaction; false: it is gone. */
  static boolean hold(Statements sql, long lane) {
    return sql.write("UPDATE inbox_lane SET due_at = due_at WHERE id = ?", lane) == 1;
  }

  /** Removes the lane, which is held, and in which nothing waits. */
  static void remove(Statements sql, long lane) {
    sql.write("DELETE FROM inbox_lane WHERE id = ?", lane);
  }

  /** Returns the lane with the first webhooks in it, {@code most} at most, if it is there. */
  static Optional<WaitingLane> read(Statements sql, long lane, int most) {
    return sql.first(
        READ,
        row -> {
          String community = row.getString("community");
          Instant due = Statements.time(row, "due_at").orElseThrow();
          List<WaitingWebhook> first = InboxRows.first(sql, lane, most);
          int bytes = first.stream().mapToInt(WaitingWebhook::contentBytes).sum();
          boolean whole = first.size() < most && bytes < InboxRows.MOST_BYTES;
          return new WaitingLane(lane, community, due, first, whole);
        },
        lane);
  }

  /** Returns whose the lane is, and since when it is due, or when it will be, if it is there. */
  static Optional<OpenLane> find(Statements sql, long lane) {
    return sql.first(
        "SELECT instance_id, due_at FROM inbox_lane WHERE id = ?",
        row -> new OpenLane(row.getLong(1), Statements.time(row, "due_at").orElseThrow()),
        lane);
  }

  /** Returns the lanes of {@code instance}. */
  static List<Long> of(Statements sql, long instance) {
    return sql.list(OF, row -> row.getLong(1), instance);
  }

  /** Lets the lane, and so all that is in it, wait. */
  static void letWait(Statements sql, long lane, Instant until) {
    sql.write("UPDATE inbox_lane SET due_at = ? WHERE id = ?", until, lane);
  }

  /** Removes all lanes of an instance. */
  static void removeAll(Statements sql, long instance) {
    sql.write("DELETE FROM inbox_lane WHERE instance_id = ?", instance);
  }
}
