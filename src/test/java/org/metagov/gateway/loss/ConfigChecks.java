package org.metagov.gateway.loss;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.loss.Entry.Accepted;
import org.metagov.gateway.loss.Entry.Asked;
import org.metagov.gateway.loss.Entry.Configured;
import org.metagov.gateway.loss.Entry.Operation;
import org.metagov.gateway.loss.Entry.Reconfigured;
import org.metagov.gateway.loss.Violation.Kind;

/** A community has the config that was accepted last, and its platform was told of each. */
record ConfigChecks(Sorted history, Findings found) {
  void run() {
    Map<String, List<Reconfigured>> told = history.by(Reconfigured.class, Reconfigured::community);
    Map<String, List<Configured>> seen = history.by(Configured.class, Configured::community);
    Map<String, Integer> least = new HashMap<>();
    Map<String, Integer> most = new HashMap<>();
    Map<String, Asked> last = new HashMap<>();
    for (Asked change : history.operations(Operation.CONFIG)) {
      for (Accepted accepted : history.accepted(change.op())) {
        least.merge(change.community(), 1, Integer::sum);
        most.merge(change.community(), accepted.tries(), Integer::sum);
        last.put(change.community(), change);
      }
    }
    last.forEach(
        (community, change) -> {
          List<Configured> reads = seen.getOrDefault(community, List.of());
          String now = reads.isEmpty() ? "unknown" : reads.get(reads.size() - 1).what();
          found.require(
              now.equals(change.what()),
              Kind.LOST,
              "the config of %s is %s, not %s".formatted(community, now, change.what()));
          int times = told.getOrDefault(community, List.of()).size();
          found.require(
              times >= least.get(community),
              Kind.LOST,
              "the platform was told of %d configs of %s, not %d"
                  .formatted(times, community, least.get(community)));
          found.require(
              times <= most.get(community),
              Kind.INVENTED,
              "the platform was told of %d configs of %s, and there were %d tries"
                  .formatted(times, community, most.get(community)));
        });
  }
}
