package org.metagov.gateway.live;

import java.util.HashMap;
import java.util.Map;

/** Places for readers of live streams: so many of one log, and so many in all. */
final class StreamPlaces {
  private final int most;
  private final int mostOfOne;
  private final Map<String, Integer> taken = new HashMap<>();
  private int all;

  StreamPlaces(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** Returns whether one log has as many readers as it may have, whatever the others have. */
  synchronized boolean isFull(String log) {
    return taken.getOrDefault(log, 0) >= mostOfOne;
  }

  /** Returns whether there are as many readers as there may be. */
  synchronized boolean isFull() {
    return all >= most;
  }

  /** Returns how many readers there are. */
  synchronized int count() {
    return all;
  }

  /** Takes a place; returns whether there was one. */
  synchronized boolean enter(String log) {
    if (isFull() || isFull(log)) {
      return false;
    }
    all++;
    taken.merge(log, 1, Integer::sum);
    return true;
  }

  /** Gives back what {@link #enter} has taken. */
  synchronized void leave(String log) {
    all--;
    taken.computeIfPresent(log, (name, count) -> count == 1 ? null : count - 1);
  }
}
