package org.metagov.gateway.inbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.Opening;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.trace.Trace;

/** The table of webhooks. What ends leaves its lane, and its content where nobody needs it. */
public final class InboxRows {
  private static final int LONGEST_ERROR = 1_000;

  /** What is worked off at once has to fit into memory, for many lanes side by side. */
  public static final int MOST_BYTES = 1 << 20;

  private static final String INSERT =
      "INSERT INTO inbox (instance_id, community, plugin, called, lane, lane_id, delivery_id, work_key,"
          + " content, content_bytes, received_at, trace, state, tries, version)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'WAITING', 0, 1)";

  private static final String INSERT_DONE =
      "INSERT INTO inbox (instance_id, community, plugin, called, lane, delivery_id, work_key,"
          + " received_at, trace, ended_at, last_error, state, tries, version)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'DONE', 0, 1)";

  /**
   * What waits has a lane. The range has an end: Derby has nulls behind all numbers, and would look
   * at each webhook that is done.
   */
  static final String WAITS = "lane_id BETWEEN 1 AND " + Long.MAX_VALUE;

  static final String IN_LANE =
      "SELECT id, instance_id, community, plugin, work_key, content, content_bytes, received_at,"
          + " tries, last_error, trace FROM inbox WHERE lane_id = ?"
          + " ORDER BY lane_id, ended_at, id";

  /** Whether anything waits in a lane that came before some time. */
  static final String HOLDS_BEFORE =
      "SELECT 1 FROM inbox WHERE lane_id = ? AND received_at <= ? FETCH FIRST ROW ONLY";

  private static final String END =
      "UPDATE inbox SET state = 'DONE', lane_id = NULL, ended_at = ?, last_error = ?";
  private static final String DROP = "content = NULL, content_bytes = 0";
  private static final String IF_WAITING = " WHERE id = ? AND state = 'WAITING'";
  private static final String SNAPSHOT =
      "SELECT e.id, e.instance_id, e.community, e.plugin, e.called, e.lane, e.lane_id, e.delivery_id,"
          + " e.received_at, e.state, e.tries, e.last_error, e.ended_at, e.content_bytes, e.trace,"
          + " l.due_at"
          + " FROM inbox e LEFT JOIN inbox_lane l ON l.id = e.lane_id";

  private InboxRows() {}

  /** A webhook that is in the inbox already. */
  record Known(long id, InboxState state) {}

  static Optional<Known> known(Statements sql, NewWebhook.Delivery delivery) {
    return sql.first(
        "SELECT id, state FROM inbox WHERE instance_id = ? AND delivery_id = ?",
        row -> new Known(row.getLong(1), InboxState.valueOf(row.getString(2))),
        delivery.instance(),
        delivery.id());
  }

  /** Returns what is inserted of a webhook into {@code lane}. */
  static Object[] parameters(NewWebhook webhook, long lane) {
    return new Object[] {
      webhook.instance().id(),
      webhook.instance().community(),
      webhook.instance().plugin(),
      webhook.instance().platformId().orElse(""),
      webhook.lane(),
      lane,
      webhook.deliveryId(),
      webhook.content().key(),
      webhook.content().text(),
      webhook.content().bytes(),
      webhook.request().receivedAt(),
      webhook.trace().kept()
    };
  }

  static void insert(Statements sql, List<Object[]> webhooks) {
    sql.writeAll(INSERT, webhooks);
  }

  /** Inserts webhooks of which all is done that follows from them: what came in is not kept. */
  static void insertDone(Statements sql, List<NewWebhook> webhooks, Instant now) {
    sql.writeAll(
        INSERT_DONE,
        webhooks.stream()
            .map(
                webhook ->
                    new Object[] {
                      webhook.instance().id(),
                      webhook.instance().community(),
                      webhook.instance().plugin(),
                      webhook.instance().platformId().orElse(""),
                      webhook.lane(),
                      webhook.deliveryId(),
                      webhook.content().key(),
                      webhook.request().receivedAt(),
                      webhook.trace().kept(),
                      now,
                      webhook.atOnce().flatMap(AtOnce::passedOver).map(InboxRows::passedOver)
                    })
            .toList());
  }

  /** Returns the first webhooks in {@code lane}, {@code most} at most. */
  static List<WaitingWebhook> first(Statements sql, long lane, int most) {
    int[] bytes = {0};
    return sql.listWhile(
        IN_LANE + " FETCH FIRST ? ROWS ONLY",
        row -> {
          WaitingWebhook webhook = waiting(lane, row);
          bytes[0] += webhook.contentBytes();
          return webhook;
        },
        () -> bytes[0] < MOST_BYTES,
        lane,
        most);
  }

  /** Returns whether anything waits in {@code lane} that came before {@code time}. */
  static boolean holdsBefore(Statements sql, long lane, Instant time) {
    return sql.first(HOLDS_BEFORE, row -> 1, lane, time).isPresent();
  }

  /** Returns whether any of the webhooks {@code ids} came before {@code time}. */
  static boolean cameBefore(Statements sql, List<Long> ids, Instant time) {
    Among among = Among.of(ids);
    List<Object> parameters = new ArrayList<>(among.values());
    parameters.add(time);
    return sql.first(
            "SELECT 1 FROM inbox WHERE id IN "
                + among.list()
                + " AND received_at <= ? FETCH FIRST ROW ONLY",
            row -> 1,
            parameters.toArray())
        .isPresent();
  }

  private static WaitingWebhook waiting(long lane, ResultSet row) throws SQLException {
    return new WaitingWebhook(
        row.getLong("id"),
        lane,
        row.getLong("instance_id"),
        row.getString("community"),
        row.getString("plugin"),
        row.getString("work_key"),
        content(row),
        row.getInt("content_bytes"),
        row.getInt("tries"),
        Optional.ofNullable(row.getString("last_error")),
        Trace.ofKept(row.getString("trace")));
  }

  /** One that cannot be opened fails by itself, when its turn comes. */
  private static Opening<WebhookRequest> content(ResultSet row) throws SQLException {
    String key = row.getString("work_key");
    String content = row.getString("content");
    Instant receivedAt = Statements.time(row, "received_at").orElseThrow();
    return new Opening<>(() -> RequestColumn.read(key, content, receivedAt));
  }

  /** Returns what came in as the webhook {@code id}, if there is one and that is still kept. */
  static Optional<KeptWebhook> kept(Statements sql, long id) {
    return sql.first(
        "SELECT work_key, content, received_at, trace FROM inbox"
            + " WHERE id = ? AND content IS NOT NULL",
        row -> new KeptWebhook(content(row), Trace.ofKept(row.getString("trace"))),
        id);
  }

  /**
   * Ends webhooks that wait; the content is kept of those that have tasks.
   *
   * @return those that have waited
   */
  static List<InboxBatch.Done> end(Statements sql, List<InboxBatch.Done> all, Instant now) {
    Set<Long> ended = new HashSet<>();
    Map<Boolean, List<InboxBatch.Done>> byTasks =
        all.stream().collect(Collectors.partitioningBy(done -> !done.of().isEmpty()));
    byTasks.forEach(
        (hasTasks, these) -> {
          int[] written =
              sql.writeAll(
                  hasTasks ? END + IF_WAITING : END + ", " + DROP + IF_WAITING,
                  these.stream().map(done -> ending(done, now)).toList());
          IntStream.range(0, written.length)
              .filter(i -> written[i] == 1)
              .forEach(i -> ended.add(these.get(i).webhook().id()));
        });
    return all.stream().filter(done -> ended.contains(done.webhook().id())).toList();
  }

  private static Object[] ending(InboxBatch.Done done, Instant now) {
    return new Object[] {now, said(done), done.webhook().id()};
  }

  /** Why it was passed over, or what went wrong before it went well. */
  private static Optional<String> said(InboxBatch.Done done) {
    return done.passedOver().map(InboxRows::passedOver).or(done.webhook()::lastError);
  }

  private static String passedOver(String reason) {
    return cut("Passed over: " + reason);
  }

  /** Notes that the plugin has failed at one that waits; returns whether it does. */
  static boolean fail(Statements sql, WaitingWebhook webhook, String error, boolean parked) {
    return sql.write(
            "UPDATE inbox SET tries = ?, last_error = ?, version = version + 1"
                + (parked ? ", state = 'PARKED', lane_id = NULL" : "")
                + IF_WAITING,
            webhook.tries() + 1,
            error,
            webhook.id())
        == 1;
  }

  /** Lets one that is parked wait in {@code lane}; returns whether it was. */
  static boolean retry(Statements sql, long id, long lane) {
    return sql.write(
            "UPDATE inbox SET state = 'WAITING', lane_id = ?, tries = 0, version = version + 1"
                + " WHERE id = ? AND state = 'PARKED'",
            lane,
            id)
        == 1;
  }

  /** Gives one up that waits or is parked; returns whether it did. */
  static boolean discard(Statements sql, long id, Instant now) {
    return sql.write(
            "UPDATE inbox SET state = 'DISCARDED', lane_id = NULL, ended_at = ?,"
                + " version = version + 1, "
                + DROP
                + " WHERE id = ? AND ended_at IS NULL",
            now,
            id)
        == 1;
  }

  /** What the webhooks of an instance hold whose content is kept. */
  record Held(long rows, long bytes) {}

  static Held held(Statements sql, long instance) {
    return sql.first(
            "SELECT COUNT(*), COALESCE(SUM(CAST(content_bytes AS BIGINT)), 0) FROM inbox"
                + " WHERE instance_id = ? AND content_bytes > 0",
            row -> new Held(row.getLong(1), row.getLong(2)),
            instance)
        .orElseThrow();
  }

  /** Gives up whatever waits or is parked of an instance; the content of none of it is kept. */
  static void discardAll(Statements sql, long instance, Instant now) {
    sql.write(
        "UPDATE inbox SET state = 'DISCARDED', lane_id = NULL, ended_at = ?,"
            + " version = version + 1 WHERE instance_id = ? AND ended_at IS NULL",
        now,
        instance);
    sql.write(
        "UPDATE inbox SET " + DROP + " WHERE instance_id = ? AND content_bytes > 0", instance);
  }

  /** Returns the webhook {@code id}, locked to the end of the transaction. */
  static Optional<InboxSnapshot> lock(Statements sql, long id) {
    return sql.write("UPDATE inbox SET version = version + 1 WHERE id = ?", id) == 0
        ? Optional.empty()
        : find(sql, id);
  }

  static Optional<InboxSnapshot> find(Statements sql, long id) {
    return sql.first(SNAPSHOT + " WHERE e.id = ?", InboxRows::snapshot, id);
  }

  /** Returns at most {@code limit} webhooks that {@code filter} lets through, in its order. */
  static List<InboxSnapshot> page(Statements sql, InboxFilter filter, int limit) {
    List<Object> parameters = new ArrayList<>(List.of(filter.after()));
    parameters.addAll(filter.parameters());
    parameters.add(limit);
    return sql.list(
        SNAPSHOT
            + " WHERE e.id"
            + filter.order().beyond()
            + "?"
            + filter.where()
            + " ORDER BY e.id"
            + filter.order().direction()
            + " FETCH FIRST ? ROWS ONLY",
        InboxRows::snapshot,
        parameters.toArray());
  }

  /** Returns the ids after {@code after} of those of the next {@code count} that may be meant. */
  static List<Long> ids(Statements sql, InboxFilter filter, long after, int count) {
    // In the order of the index, and without more conditions: Derby would read the whole table.
    return sql.some(
        "SELECT id, community, plugin, state FROM inbox WHERE id > ?"
            + " ORDER BY id FETCH FIRST ? ROWS ONLY",
        row ->
            filter.mayBe(row.getString(2), row.getString(3), row.getString(4))
                ? Optional.of(row.getLong(1))
                : Optional.empty(),
        after,
        count);
  }

  /** Returns the webhooks with these ids that {@code filter} lets through. */
  static List<InboxSnapshot> at(Statements sql, InboxFilter filter, List<Long> ids) {
    Among among = Among.of(ids);
    List<Object> parameters = new ArrayList<>(among.values());
    parameters.addAll(filter.parameters());
    return sql.list(
        SNAPSHOT + " WHERE e.id IN " + among.list() + filter.where(),
        InboxRows::snapshot,
        parameters.toArray());
  }

  static void remove(Statements sql, long id) {
    sql.write("DELETE FROM inbox WHERE id = ?", id);
  }

  /** Forgets what came in as the webhook {@code id}. */
  static void dropContent(Statements sql, long id) {
    sql.write("UPDATE inbox SET " + DROP + " WHERE id = ?", id);
  }

  private static InboxSnapshot snapshot(ResultSet row) throws SQLException {
    return new InboxSnapshot(
        row.getLong("id"),
        row.getLong("instance_id"),
        row.getString("community"),
        row.getString("plugin"),
        Optional.of(row.getString("called")).filter(called -> !called.isEmpty()),
        row.getString("lane"),
        Optional.ofNullable(row.getObject("lane_id", Long.class)),
        Optional.ofNullable(row.getString("delivery_id")),
        Statements.time(row, "received_at").orElseThrow(),
        InboxState.valueOf(row.getString("state")),
        Statements.time(row, "due_at"),
        row.getInt("tries"),
        Optional.ofNullable(row.getString("last_error")),
        Statements.time(row, "ended_at"),
        row.getInt("content_bytes"),
        Trace.keptId(row.getString("trace")));
  }

  /** Returns {@code error} as its column keeps it. */
  static String cut(String error) {
    return Texts.fitting(error, LONGEST_ERROR);
  }
}
