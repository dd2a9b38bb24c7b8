package org.metagov.gateway.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What this process has received, and has neither kept nor refused yet. */
@ApplicationScoped
public class Arriving {
  private final Set<Arrival> all = ConcurrentHashMap.newKeySet();

  /** One webhook, from before it is known when it was received until it is kept or refused. */
  final class Arrival implements AutoCloseable {
    private volatile Instant at = Instant.MIN;

    /** Notes that it was received at {@code time}, and returns that. */
    Instant at(Instant time) {
      at = time;
      return time;
    }

    @Override
    public void close() {
      all.remove(this);
    }
  }

  /** Returns one more, whose time is asked for after this. */
  Arrival begin() {
    Arrival arrival = new Arrival();
    all.add(arrival);
    return arrival;
  }

  /**
   * Returns whether one is under way that was received at {@code time} or before. Of a time that is
   * past there is none more once there was none.
   */
  boolean holdsUntil(Instant time) {
    return all.stream().anyMatch(arrival -> !arrival.at.isAfter(time));
  }
}
