package org.metagov.gateway.lane;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.event.MessageRows;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;

/**
 * Looks for events in the log of a community, for people. What a look costs does not depend on how
 * long the log is: numbers have no gaps and times only go up, so an hour is found by its ends, and
 * what is rare is looked for in so much of the log at a time.
 */
@ApplicationScoped
public class EventSearch {
  /** The time for this is short, whatever is looked for. */
  static final int LOOKED_AT = 10_000;

  @Inject private Sql sql;
  @Inject private StoreClock clock;

  /**
   * What is looked for.
   *
   * @param before those with smaller numbers; 0: from the newest
   * @param source those of this plugin
   * @param eventType those of this type
   * @param since those that were written then or later
   * @param until those that were written before
   */
  public record Wanted(
      long before,
      Optional<String> source,
      Optional<String> eventType,
      Optional<Instant> since,
      Optional<Instant> until) {}

  /** Returns {@code {"events","next"}}, the newest first. */
  public JsonObject page(StreamSnapshot log, Wanted wanted, int most) {
    return sql.with(all -> page(all, log, wanted, most));
  }

  private static JsonObject page(Statements all, StreamSnapshot log, Wanted wanted, int most) {
    long end =
        wanted.until().map(until -> lastBefore(all, log, log.purged(), until)).orElse(log.newest());
    long before = wanted.before() == 0 ? end + 1 : Math.min(wanted.before(), end + 1);
    long begin =
        wanted.since().map(since -> lastBefore(all, log, log.purged(), since)).orElse(log.purged());
    long floor = Math.max(begin, before - 1 - LOOKED_AT);
    List<Message> found = new ArrayList<>();
    long reached = before;
    // No more of the log is looked at than it takes.
    for (long window = most; reached > floor + 1 && !isWhole(found, most); window *= 2) {
      long after = Math.max(floor, reached - 1 - window);
      found.addAll(
          MessageRows.newest(
              all,
              log.name(),
              reached,
              after,
              wanted.source(),
              wanted.eventType(),
              most - found.size()));
      reached = isWhole(found, most) ? found.get(found.size() - 1).sequence() : after + 1;
    }
    JsonArrayBuilder list = JsonText.array();
    found.forEach(message -> list.add(JsonText.parse(message.body())));
    var answer = JsonText.object().add("events", list);
    return (reached > begin + 1 ? answer.add("next", reached) : answer.addNull("next")).build();
  }

  /** Whether there is a page of it: as many as were asked for, or as many as are large. */
  private static boolean isWhole(List<Message> found, int most) {
    return found.size() == most || isLarge(found);
  }

  private static boolean isLarge(List<Message> found) {
    return found.stream().mapToLong(message -> message.body().length()).sum()
        >= MessageRows.MOST_BYTES;
  }

  /** Returns how many events there were in each of the last {@code hours}, the oldest first. */
  public JsonObject timeline(StreamSnapshot log, int hours) {
    Instant begin = clock.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(hours - 1L));
    return sql.with(
        all -> {
          JsonArrayBuilder list = JsonText.array();
          long first = lastBefore(all, log, log.purged(), begin);
          long reached = first;
          for (int i = 0; i < hours; i++) {
            Instant hour = begin.plus(Duration.ofHours(i));
            long next =
                i == hours - 1
                    ? log.newest()
                    : lastBefore(all, log, reached, hour.plus(Duration.ofHours(1)));
            list.add(
                JsonText.object().add("at", hour.toString()).add("events", next - reached).build());
            reached = next;
          }
          return JsonText.object()
              .add("community", log.community())
              .add("hours", list)
              .add("total", reached - first)
              .build();
        });
  }

  private static long lastBefore(Statements all, StreamSnapshot log, long from, Instant then) {
    return MessageRows.lastBefore(all, log.name(), from, log.newest(), then);
  }

  /** Returns the event {@code id}, if it is one, and there. */
  public Optional<Message> find(String id) {
    return sql.with(all -> MessageRows.find(all, id))
        .filter(message -> !message.eventType().equals(Message.CALLBACK));
  }

  /** Returns what has become of {@code message} at receivers: {@code most} of them, by id. */
  public List<EventDelivery> deliveries(Message message, int most) {
    return sql.with(all -> DeliveryRows.of(all, message.stream(), message.sequence(), most));
  }

  /**
   * What has become of an event at a destination.
   *
   * @param destination {@code receiver/<name>}
   * @param delivery how it went
   */
  public record EventDelivery(String destination, DeliverySnapshot delivery) {}
}
