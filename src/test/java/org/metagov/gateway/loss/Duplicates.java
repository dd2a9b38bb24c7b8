package org.metagov.gateway.loss;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.loss.Entry.Answer;
import org.metagov.gateway.loss.Entry.Arrived;
import org.metagov.gateway.loss.Entry.Down;
import org.metagov.gateway.loss.Entry.Launched;
import org.metagov.gateway.loss.Entry.Up;

/**
 * Messages that came again after the driver had taken them.
 *
 * @param messages how many messages there were
 * @param arrivals how often anything came
 * @param byKill how many came again because the gateway died before it noted that they were taken
 * @param byTimeout how many because the gateway did not hear the driver's answer in time
 * @param unexplained the others
 */
record Duplicates(
    long messages, long arrivals, long byKill, long byTimeout, List<Arrived> unexplained) {
  /** How long after the driver's answer the gateway may take to note it, on a busy machine. */
  private static final Duration NOTING = Duration.ofSeconds(10);

  long count() {
    return byKill + byTimeout + unexplained.size();
  }

  static Duplicates of(Sorted history, Duration timeout) {
    List<Arrived> arrivals = history.all(Arrived.class);
    Collection<List<Arrived>> messages = history.by(Arrived.class, Arrived::id).values();
    long byKill = 0;
    long byTimeout = 0;
    List<Arrived> unexplained = new ArrayList<>();
    Map<String, Arrived> taken = new HashMap<>();
    for (Arrived arrival : arrivals) {
      Arrived before = taken.get(arrival.id());
      if (before != null) {
        if (timedOut(history, before, arrival, timeout)) {
          byTimeout++;
        } else if (killed(history, before, arrival)) {
          byKill++;
        } else {
          unexplained.add(arrival);
        }
      }
      if (history.answer(arrival).filter(a -> a.answer().isTaken()).isPresent()) {
        taken.put(arrival.id(), arrival);
      }
    }
    return new Duplicates(messages.size(), arrivals.size(), byKill, byTimeout, unexplained);
  }

  private static boolean timedOut(Sorted history, Arrived before, Arrived again, Duration timeout) {
    boolean late =
        history
            .answer(before)
            .filter(a -> a.answer() == Answer.HUNG || a.at() - before.at() >= timeout.toMillis())
            .isPresent();
    // A server that starts may take longer to hear the answer than it waits for it.
    return late
        || (isWhileStarting(history, before) && again.at() - before.at() >= timeout.toMillis());
  }

  private static boolean isWhileStarting(Sorted history, Arrived arrival) {
    return history.all(Up.class).stream()
        .filter(up -> arrival.at() <= up.at())
        .anyMatch(
            up ->
                history.all(Launched.class).stream()
                    .anyMatch(start -> start.run() == up.run() && start.at() <= arrival.at()));
  }

  private static boolean killed(Sorted history, Arrived before, Arrived again) {
    long noted = history.answer(before).orElseThrow().at() + NOTING.toMillis();
    return history.all(Down.class).stream()
        .anyMatch(
            down -> down.at() >= before.at() && down.at() <= noted && down.at() <= again.at());
  }
}
