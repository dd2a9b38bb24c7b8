package org.metagov.gateway.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.address.HttpUrl;

/**
 * Counts the lanes that are being worked on. A destination gets fewer places than its host has, so
 * that one that hangs leaves some to the others there.
 */
@ApplicationScoped
public class CallsInFlight {
  static final int PER_DESTINATION = 3;
  static final int PER_HOST = 4;

  private static final int MOST_HOSTS = 10_000;

  private final Map<String, Integer> taken = new HashMap<>();

  /** When each destination that is being worked on last answered, by the nanosecond counter. */
  private final Map<String, Long> answered = new HashMap<>();

  private final Recent<String> hosts = new Recent<>(MOST_HOSTS);

  private final int most;
  private int all;

  /** For as many workers as there are. */
  public CallsInFlight() {
    this(DeliveryScheduler.WORKERS);
  }

  CallsInFlight(int most) {
    this.most = most;
  }

  /** A place that is taken, until it is given back. */
  public record Place(String destination, String host) {}

  /** Notes on which host {@code destination} is; before that, it counts as one of its own. */
  public synchronized void learn(String destination, String url) {
    try {
      hosts.put(destination, "host " + HttpUrl.of(url).origin());
    } catch (IllegalArgumentException e) {
      // It is called by nobody.
      hosts.remove(destination);
    }
  }

  /** Returns how many lanes of {@code destination} are being worked on. */
  public synchronized int running(String destination) {
    return taken.getOrDefault(destination, 0);
  }

  /** Takes a place, if there is one. */
  public synchronized Optional<Place> take(String destination) {
    String host = hosts.get(destination).orElse("host of " + destination);
    if (all >= most
        || taken.getOrDefault(destination, 0) >= PER_DESTINATION
        || taken.getOrDefault(host, 0) >= PER_HOST) {
      return Optional.empty();
    }
    all++;
    taken.merge(destination, 1, Integer::sum);
    taken.merge(host, 1, Integer::sum);
    return Optional.of(new Place(destination, host));
  }

  /** Gives {@code place} back. */
  public synchronized void release(Place place) {
    all--;
    taken.computeIfPresent(place.destination(), (key, count) -> count == 1 ? null : count - 1);
    taken.computeIfPresent(place.host(), (key, count) -> count == 1 ? null : count - 1);
    if (!taken.containsKey(place.destination())) {
      answered.remove(place.destination());
    }
  }

  /** Notes that {@code destination}, which is being worked on, has answered. */
  public synchronized void answered(String destination) {
    if (taken.containsKey(destination)) {
      answered.put(destination, System.nanoTime());
    }
  }

  /** Returns whether {@code destination} has answered since {@code then}, to any lane. */
  public synchronized boolean hasAnsweredSince(String destination, long then) {
    return answered.getOrDefault(destination, then - 1) - then >= 0;
  }

  synchronized int remembered() {
    return taken.size() + answered.size() + hosts.size();
  }
}
