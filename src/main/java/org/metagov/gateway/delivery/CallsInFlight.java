package org.metagov.gateway.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the lanes that are being worked on. A destination gets fewer places than its host has, so
 * that one that hangs leaves some to the others there.
 */
@ApplicationScoped
public class CallsInFlight {
  static final int PER_DESTINATION = 3;
  static final int PER_HOST = 4;

  private final Map<String, Integer> taken = new HashMap<>();
  private final Map<String, String> hosts = new HashMap<>();

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
  public synchronized void learn(String destination, URI url) {
    String host = url.getScheme() + "://" + url.getHost() + ":" + url.getPort();
    hosts.put(destination, "host " + host.toLowerCase(Locale.ROOT));
  }

  /** Returns how many lanes of {@code destination} are being worked on. */
  public synchronized int running(String destination) {
    return taken.getOrDefault(destination, 0);
  }

  /** Takes a place, if there is one. */
  public synchronized Optional<Place> take(String destination) {
    String host = hosts.getOrDefault(destination, "host of " + destination);
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
  }
}
