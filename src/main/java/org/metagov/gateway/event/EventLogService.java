package org.metagov.gateway.event;

import static jakarta.ejb.TransactionAttributeType.MANDATORY;
import static jakarta.ejb.TransactionAttributeType.REQUIRES_NEW;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.metagov.gateway.identity.Initiators;
import org.metagov.gateway.invocation.Emitted;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.trace.CurrentTrace;

/**
 * Writes messages in the caller's transaction, as its last write: the number comes from the row of
 * the stream, which stays locked to the commit. So numbers have no gaps, and none becomes visible
 * before a smaller one.
 */
@Stateless
@TransactionAttribute(MANDATORY)
public class EventLogService {
  /** The driver has to know the process, by the answer to its start, before it hears of it. */
  private static final Duration FIRST_CALLBACK_RESTS = Duration.ofSeconds(1);

  private static final int MICROS = 6;

  private static final String INSERT =
      "INSERT INTO message (id, stream, sequence_no, source, event_type, body, written_at, trace)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

  @PersistenceContext private EntityManager entities;
  @Inject private Sql sql;
  @Inject private StoreClock clock;
  @Inject private OpenLogs logs;
  @EJB private MessageService messages;
  @Inject private Initiators initiators;
  @Inject private Event<StreamOpened> opened;
  @Inject private Event<MessagesWritten> written;
  @Resource private SessionContext context;

  /**
   * Writes {@code events} to the log of {@code community}.
   *
   * @param source the plugin they come from
   * @param work what the ids are made of: the same for every run of the work that found the events,
   *     so that no event is written twice
   */
  public void append(String community, String source, String work, List<Emitted> events) {
    append(community, source, Map.of(work, events));
  }

  /** As above, for the events of several pieces of work, in their order. */
  public void append(String community, String source, Map<String, List<Emitted>> works) {
    append(List.of(new Told(community, source, works)));
  }

  /**
   * What is told in a community.
   *
   * @param source the plugin that the events come from
   * @param works the events of pieces of work, in their order, by what their ids are made of
   */
  public record Told(String community, String source, Map<String, List<Emitted>> works) {
    String stream() {
      return StreamSnapshot.ofCommunity(community);
    }

    boolean isEmpty() {
      return works.values().stream().allMatch(List::isEmpty);
    }

    Told with(Map<String, List<Emitted>> others) {
      return new Told(community, source, others);
    }
  }

  /** As above, for the logs of several communities. */
  public void append(List<Told> several) {
    // All lock the logs in this order.
    List<Told> told =
        several.stream()
            .filter(one -> !one.isEmpty())
            .sorted(Comparator.comparing(Told::stream))
            .toList();
    if (!told.isEmpty()) {
      sql.run(all -> append(all, told));
    }
  }

  private void append(Statements all, List<Told> told) {
    for (Told one : told) {
      if (!isOpen(all, one.stream())) {
        open(one.community());
      }
    }
    // Before the first of the logs is locked.
    List<Told> named =
        told.stream()
            .map(one -> one.with(initiators.named(all, one.community(), one.works())))
            .toList();
    for (Told one : named) {
      append(all, one.stream(), one.community(), one.source(), unknown(all, one));
    }
  }

  /**
   * Returns what of {@code told} is not in the log under its key. The row of the stream is locked
   * first: nobody else writes the same meanwhile.
   */
  private static Map<String, List<Emitted>> unknown(Statements all, Told told) {
    Set<String> ids = new LinkedHashSet<>();
    told.works()
        .values()
        .forEach(of -> of.forEach(e -> e.key().map(EventLogService::id).ifPresent(ids::add)));
    if (ids.isEmpty()) {
      return told.works();
    }
    advance(all, told.stream(), 0);
    Set<String> known = new HashSet<>();
    for (String id : ids) {
      all.first("SELECT id FROM message WHERE id = ?", row -> row.getString(1), id)
          .ifPresent(known::add);
    }
    Map<String, List<Emitted>> left = new LinkedHashMap<>();
    told.works()
        .forEach(
            (work, of) ->
                left.put(
                    work,
                    of.stream()
                        .filter(e -> e.key().map(EventLogService::id).map(known::add).orElse(true))
                        .toList()));
    return left;
  }

  private static String id(String key) {
    return "evt_" + UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)) + "_0";
  }

  /**
   * Writes {@code event}, which is of no community, to the gateway's own log.
   *
   * @param work what its id is made of
   */
  public void appendOwn(String work, Emitted event) {
    Map<String, List<Emitted>> works = Map.of(work, List.of(event));
    sql.run(all -> append(all, StreamSnapshot.GATEWAY, "", Message.GATEWAY, works));
  }

  private void append(
      Statements all,
      String stream,
      String community,
      String source,
      Map<String, List<Emitted>> works) {
    JsonValue named = community.isEmpty() ? JsonValue.NULL : JsonText.string(community);
    int count = works.values().stream().mapToInt(List::size).sum();
    if (count == 0) {
      return;
    }
    advance(all, stream, count);
    long newest = newest(all, stream);
    long sequence = newest - count;
    Instant now = clock.now();
    List<Object[]> messages = new ArrayList<>();
    Set<MessagesWritten.Kind> kinds = new HashSet<>();
    for (Map.Entry<String, List<Emitted>> work : works.entrySet()) {
      int ordinal = 0;
      for (Emitted event : work.getValue()) {
        String own = "evt_" + work.getKey() + "_" + ordinal++;
        String id = event.key().map(EventLogService::id).orElse(own);
        sequence++;
        String body = JsonText.write(body(id, named, source, event, sequence, now));
        messages.add(
            new Object[] {
              id, stream, sequence, source, event.eventType(), body, now, event.trace().kept()
            });
        kinds.add(new MessagesWritten.Kind(source, event.eventType()));
      }
    }
    all.writeAll(INSERT, messages);
    written.fire(
        new MessagesWritten(stream, community, newest, count, kinds, Duration.ZERO, false));
  }

  /** Writes {@code callback}; the caller has locked the row of its process. */
  public void append(Callback callback) {
    sql.run(all -> append(all, callback));
  }

  private void append(Statements all, Callback callback) {
    String stream = StreamSnapshot.ofProcess(callback.processId());
    // The row of the process is locked: nobody else opens it.
    boolean opening = !advance(all, stream, 1);
    if (opening) {
      open(stream, callback);
    }
    long sequence = opening ? 1 : newest(all, stream);
    Instant now = clock.now();
    String plugin = callback.process().substring(0, callback.process().indexOf('.'));
    all.writeAll(
        INSERT,
        List.<Object[]>of(
            new Object[] {
              "cb_" + callback.key() + "_" + sequence,
              stream,
              sequence,
              plugin,
              Message.CALLBACK,
              JsonText.write(callback.body()),
              now,
              CurrentTrace.get().kept()
            }));
    if (callback.last()) {
      all.write("UPDATE message_stream SET ended_at = ? WHERE name = ?", now, stream);
    }
    written.fire(
        new MessagesWritten(
            stream,
            callback.community(),
            sequence,
            1,
            Set.of(new MessagesWritten.Kind(plugin, Message.CALLBACK)),
            opening ? FIRST_CALLBACK_RESTS : Duration.ZERO,
            opening));
  }

  /** Opens the log of {@code community}, which goes on for ever from there. */
  @TransactionAttribute(REQUIRES_NEW)
  public void openLog(String community) {
    // Before it is there: who looks for logs would wait for it, and this one for him.
    messages.holdOpening();
    MessageStream stream = new MessageStream();
    stream.setName(StreamSnapshot.ofCommunity(community));
    stream.setCommunity(community);
    persist(stream, Duration.ZERO);
  }

  private void open(String community) {
    try {
      // A transaction of its own: of two first events at once, the second one finds the log open.
      sql.apart(() -> context.getBusinessObject(EventLogService.class).openLog(community));
    } catch (RuntimeException e) {
      if (!Conflicts.isDuplicate(e)) {
        throw e;
      }
    }
  }

  private void open(String name, Callback callback) {
    MessageStream stream = new MessageStream();
    stream.setName(name);
    stream.setCommunity(callback.community());
    stream.setProcess(callback.process());
    stream.setCallbackUrl(callback.url());
    // With its first message, so that stream, lane and message are three inserts and no more.
    stream.setNewest(1);
    stream.setDriverKey(callback.driverKey().orElse(null));
    persist(stream, FIRST_CALLBACK_RESTS);
  }

  private void persist(MessageStream stream, Duration rest) {
    entities.persist(stream);
    entities.flush();
    opened.fire(new StreamOpened(StreamSnapshot.of(stream), rest));
  }

  /**
   * A read, not an update that changes nothing: where a crash has undone the opening of this log,
   * Derby would lock for that update what the transaction that opens it now has to wait for.
   */
  private boolean isOpen(Statements all, String stream) {
    if (logs.has(stream)) {
      return true;
    }
    boolean open =
        all.first("SELECT 1 FROM message_stream WHERE name = ?", row -> true, stream).isPresent();
    if (open) {
      logs.add(stream);
    }
    return open;
  }

  private static boolean advance(Statements all, String stream, int by) {
    return all.write(
            "UPDATE message_stream SET newest = newest + ? WHERE name = ?", (long) by, stream)
        == 1;
  }

  private static long newest(Statements all, String stream) {
    return all.first(
            "SELECT newest FROM message_stream WHERE name = ?", row -> row.getLong(1), stream)
        .orElseThrow();
  }

  private static JsonObject body(
      String id, JsonValue community, String source, Emitted event, long sequence, Instant now) {
    JsonObjectBuilder body =
        JsonText.object()
            .add("id", id)
            .add("community", community)
            .add("source", source)
            .add("event_type", event.eventType())
            .add("timestamp", seconds(event.time().filter(now::isAfter).orElse(now)))
            .add("data", event.data())
            .add("initiator", event.initiator())
            .add("sequence", sequence);
    event.platformId().ifPresent(called -> body.add(PlatformIdParameter.NAME, called));
    return body.build();
  }

  /** Seconds since the epoch with decimals, as text: so did the original. */
  private static String seconds(Instant time) {
    return BigDecimal.valueOf(time.getEpochSecond())
        .add(BigDecimal.valueOf(time.getNano(), 9))
        .setScale(MICROS, java.math.RoundingMode.DOWN)
        .toPlainString();
  }
}
