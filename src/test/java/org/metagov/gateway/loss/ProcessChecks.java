package org.metagov.gateway.loss;

import jakarta.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.loss.Entry.Accepted;
import org.metagov.gateway.loss.Entry.Arrived;
import org.metagov.gateway.loss.Entry.Asked;
import org.metagov.gateway.loss.Entry.Channel;
import org.metagov.gateway.loss.Entry.Closed;
import org.metagov.gateway.loss.Entry.Created;
import org.metagov.gateway.loss.Entry.Listed;
import org.metagov.gateway.loss.Entry.Operation;
import org.metagov.gateway.loss.Entry.Seen;
import org.metagov.gateway.loss.Violation.Kind;

/** Each start made one process and at most one poll, and both ended once and in the same way. */
final class ProcessChecks {
  private final Sorted history;
  private final Findings found;
  private final Map<String, List<Created>> polls;
  private final Map<String, List<Closed>> ends;
  private final Map<String, List<Seen>> seen;
  private final Map<String, List<Arrived>> callbacks;

  ProcessChecks(Sorted history, Findings found) {
    this.history = history;
    this.found = found;
    polls = history.by(Created.class, Created::title);
    ends = history.by(Closed.class, Closed::poll);
    seen = history.by(Seen.class, Seen::location);
    callbacks = history.arrivals(Channel.CALLBACK);
  }

  void run() {
    Map<String, String> starts = new HashMap<>();
    for (Asked start : history.operations(Operation.START)) {
      found.require(
          polls(start).size() <= 1, Kind.DOUBLE, "%s made %s".formatted(start.op(), polls(start)));
      Set<String> locations =
          history.accepted(start.op()).stream().map(Accepted::answer).collect(Collectors.toSet());
      found.require(
          locations.size() <= 1, Kind.DOUBLE, "%s began %s".formatted(start.op(), locations));
      for (String location : locations) {
        String other = starts.putIfAbsent(location, start.op());
        found.require(
            other == null,
            Kind.DISAGREEMENT,
            "%s of %s and %s".formatted(location, other, start.op()));
        end(start, location);
      }
    }
    causes(starts.keySet());
  }

  private List<Created> polls(Asked start) {
    return polls.getOrDefault(start.op(), List.of());
  }

  private void causes(Set<String> locations) {
    polls.forEach((title, made) -> caused(title, made.get(0).poll()));
    callbacks.forEach((op, all) -> caused(op, all.get(0).id()));
    Set<String> listed = new HashSet<>();
    for (Listed process : history.all(Listed.class)) {
      listed.add(process.location());
      found.require(
          locations.contains(process.location()),
          Kind.INVENTED,
          "nobody was told of %s".formatted(process.location()));
    }
    locations.stream()
        .filter(location -> !listed.contains(location))
        .forEach(location -> found.add(Kind.LOST, "%s is not in the list".formatted(location)));
  }

  private void caused(String op, String what) {
    found.require(
        history.operation(op).filter(asked -> asked.kind() == Operation.START).isPresent(),
        Kind.INVENTED,
        "%s is of '%s', which nobody has started".formatted(what, op));
  }

  private void end(Asked start, String location) {
    Optional<JsonObject> end = Optional.empty();
    for (Seen process : seen.getOrDefault(location, List.of())) {
      if (process.body().isEmpty()) {
        found.add(Kind.LOST, "%s was not found at %d".formatted(location, process.at()));
        continue;
      }
      JsonObject now = JsonText.parse(process.body()).asJsonObject();
      if (end.isPresent()) {
        found.require(
            now.equals(end.get()),
            Kind.REOPENED,
            "%s was %s, then %s".formatted(location, end.get(), now));
      } else if (isCompleted(now)) {
        end = Optional.of(now);
      }
    }
    if (end.isEmpty()) {
      found.add(Kind.UNENDED, "%s of %s".formatted(location, start.op()));
      return;
    }
    likeThePlatform(start, end.get());
    told(start, end.get());
  }

  private void likeThePlatform(Asked start, JsonObject end) {
    if (polls(start).isEmpty()) {
      found.require(
          end.getJsonObject("errors").containsKey("start_unknown"),
          Kind.DISAGREEMENT,
          "%s has no poll, and is %s".formatted(start.op(), end));
      return;
    }
    Created poll = polls(start).get(0);
    List<Closed> closings = ends.getOrDefault(poll.poll(), List.of());
    boolean same =
        !closings.isEmpty()
            && end.getJsonObject("errors").isEmpty()
            && votes(end) == closings.get(closings.size() - 1).votes()
            && poll.community().equals(start.community())
            && end.getString("community").equals(start.community());
    found.require(
        same,
        Kind.DISAGREEMENT,
        "%s is %s, the platform says %s".formatted(start.op(), end, closings));
  }

  private void told(Asked start, JsonObject end) {
    List<Arrived> all = callbacks.getOrDefault(start.op(), List.of());
    List<Arrived> first = Sorted.first(all);
    Set<String> taken = history.taken(all);
    boolean completed = false;
    int votes = 0;
    for (Arrived callback : first) {
      JsonObject told = JsonText.parse(callback.body()).asJsonObject();
      found.require(
          taken.contains(callback.id()),
          Kind.LOST,
          "%s never came through".formatted(callback.id()));
      found.require(
          !completed,
          Kind.REOPENED,
          "%s came after the end of %s".formatted(callback.id(), start.op()));
      found.require(
          votes(told) >= votes, Kind.ORDER, "%s tells of fewer votes".formatted(callback.id()));
      votes = votes(told);
      if (isCompleted(told)) {
        completed = true;
        found.require(
            told.equals(end),
            Kind.DISAGREEMENT,
            "%s tells %s, GET %s".formatted(callback.id(), told, end));
      }
    }
    found.require(
        completed, Kind.LOST, "the driver was not told of the end of %s".formatted(start.op()));
  }

  private static boolean isCompleted(JsonObject process) {
    return process.getString("status").equals("completed");
  }

  private static int votes(JsonObject process) {
    JsonObject outcome = process.getJsonObject("outcome");
    return outcome.containsKey("votes") ? outcome.getJsonObject("votes").getInt("yes") : 0;
  }
}
