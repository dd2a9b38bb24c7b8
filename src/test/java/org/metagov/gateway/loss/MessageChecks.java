package org.metagov.gateway.loss;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.metagov.gateway.loss.Entry.Arrived;
import org.metagov.gateway.loss.Entry.Channel;
import org.metagov.gateway.loss.Violation.Kind;

/** What holds for every message: it is signed, stays what it is, and comes in its order. */
record MessageChecks(Sorted history, Findings found) {
  void run() {
    Map<String, String> bodies = new HashMap<>();
    for (Arrived message : history.all(Arrived.class)) {
      found.require(message.signed(), Kind.INVENTED, "%s is not signed".formatted(message.id()));
      String before = bodies.putIfAbsent(message.id(), message.body());
      found.require(
          before == null || before.equals(message.body()),
          Kind.DISAGREEMENT,
          "%s came with two bodies".formatted(message.id()));
    }
    for (Channel channel : Channel.values()) {
      history.arrivals(channel).forEach((about, all) -> order(about, Sorted.first(all)));
    }
  }

  private void order(String about, List<Arrived> messages) {
    Set<Long> seen = new HashSet<>();
    long newest = 0;
    for (Arrived message : messages) {
      found.require(
          seen.add(message.sequence()),
          Kind.DISAGREEMENT,
          "the number %d of %s was given twice".formatted(message.sequence(), about));
      found.require(
          message.sequence() >= newest,
          Kind.ORDER,
          "%d of %s came after %d".formatted(message.sequence(), about, newest));
      newest = Math.max(newest, message.sequence());
    }
    for (long number = 1; number < newest; number++) {
      found.require(
          seen.contains(number), Kind.GAP, "%d of %s never came".formatted(number, about));
    }
  }
}
