package org.metagov.gateway.loss;

import jakarta.json.JsonObject;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.loss.Entry.Arrived;
import org.metagov.gateway.loss.Entry.Asked;
import org.metagov.gateway.loss.Entry.Channel;
import org.metagov.gateway.loss.Entry.Logged;
import org.metagov.gateway.loss.Entry.Operation;
import org.metagov.gateway.loss.Violation.Kind;

/** Each webhook became one event, and no event came of anything else. */
record EventChecks(Sorted history, Findings found) {
  void run() {
    Map<String, String> idsByText = new HashMap<>();
    Map<String, List<Arrived>> arrivals = history.arrivals(Channel.EVENT);
    arrivals.forEach(
        (community, all) -> {
          List<Arrived> events = Sorted.first(all);
          events.forEach(event -> cause(event, idsByText));
          all.forEach(this::previous);
          count(community, events);
          log(community, events);
        });
    losses(idsByText, arrivals);
  }

  private void cause(Arrived event, Map<String, String> idsByText) {
    String text = data(event).getString("text");
    Optional<Asked> asked = history.operation(text);
    found.require(
        asked
            .filter(op -> op.kind() == Operation.WEBHOOK && op.community().equals(event.about()))
            .isPresent(),
        Kind.INVENTED,
        "%s tells of '%s', which nobody has sent to %s".formatted(event.id(), text, event.about()));
    String other = idsByText.putIfAbsent(text, event.id());
    found.require(
        other == null, Kind.DOUBLE, "%s and %s tell of '%s'".formatted(other, event.id(), text));
  }

  private void previous(Arrived event) {
    found.require(
        event.previous() == event.sequence() - 1,
        Kind.GAP,
        "%s says that %d was sent before %d"
            .formatted(event.id(), event.previous(), event.sequence()));
  }

  /**
   * The plugin counts webhooks of a community in its state, and their events tell the count; those
   * that are received at once are not counted, and tell none.
   */
  private void count(String community, List<Arrived> events) {
    long expected = 1;
    List<Arrived> inOrder =
        events.stream()
            .filter(event -> number(event) > 0)
            .sorted(Comparator.comparing(Arrived::sequence))
            .toList();
    for (Arrived event : inOrder) {
      long counted = number(event);
      found.require(
          counted == expected,
          Kind.DISAGREEMENT,
          "the plugin has counted to %d, not %d, with event %d of %s"
              .formatted(counted, expected, event.sequence(), community));
      expected = counted + 1;
    }
  }

  private void log(String community, List<Arrived> events) {
    Map<Long, Arrived> arrived =
        events.stream()
            .collect(Collectors.toMap(Arrived::sequence, Function.identity(), (a, b) -> a));
    for (Logged logged : history.all(Logged.class)) {
      if (logged.community().equals(community)) {
        Arrived event = arrived.remove(logged.sequence());
        found.require(
            event != null,
            Kind.LOST,
            "event %d of %s never came".formatted(logged.sequence(), community));
        found.require(
            event == null || JsonText.parse(event.body()).equals(JsonText.parse(logged.body())),
            Kind.DISAGREEMENT,
            "event %d of %s is another one in the log".formatted(logged.sequence(), community));
      }
    }
    arrived
        .values()
        .forEach(event -> found.add(Kind.INVENTED, "%s is not in the log".formatted(event.id())));
  }

  private void losses(Map<String, String> idsByText, Map<String, List<Arrived>> arrivals) {
    Set<String> taken = history.taken(arrivals.values().stream().flatMap(List::stream).toList());
    history.operations(Operation.WEBHOOK).stream()
        .map(Asked::op)
        .filter(op -> !history.accepted(op).isEmpty())
        .filter(op -> !taken.contains(idsByText.getOrDefault(op, "")))
        .forEach(
            op ->
                found.add(
                    Kind.LOST, "'%s' was accepted, and its event is not there".formatted(op)));
  }

  private static long number(Arrived event) {
    return data(event).getJsonNumber("number").longValue();
  }

  private static JsonObject data(Arrived event) {
    return JsonText.parse(event.body()).asJsonObject().getJsonObject("data");
  }
}
