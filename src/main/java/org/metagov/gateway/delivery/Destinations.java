package org.metagov.gateway.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.work.Bulkhead;

/**
 * What this node knows of destinations: where they are, and when they last answered. A destination
 * gets fewer places than its host has, so that one that hangs leaves some to the others there.
 */
@ApplicationScoped
public class Destinations {
  static final int PER_DESTINATION = 3;
  static final int PER_HOST = 4;

  /** The column of the lanes in which a destination stands. */
  static final String COLUMN = "destination";

  private static final int MOST = 10_000;

  private final Recent<String> hosts = new Recent<>(MOST);

  /** When each last answered, by the nanosecond counter. */
  private final Recent<Long> answered = new Recent<>(MOST);

  /** Notes on which host {@code destination} is; before that, it counts as one of its own. */
  public void learn(String destination, String url) {
    try {
      hosts.put(destination, "host " + HttpUrl.of(url).origin());
    } catch (IllegalArgumentException e) {
      // It is called by nobody.
      hosts.remove(destination);
    }
  }

  /** Returns what hangs when {@code destination} does, the widest first. */
  public List<Bulkhead> bulkheads(String destination) {
    String host = hosts.get(destination).orElse("host of " + destination);
    return List.of(
        new Bulkhead(host, PER_HOST, COLUMN, destination),
        new Bulkhead(destination, PER_DESTINATION, COLUMN, destination));
  }

  /** Notes that {@code destination} has answered. */
  public void answered(String destination) {
    answered.put(destination, System.nanoTime());
  }

  /** Returns whether {@code destination} has answered since {@code then}, to any lane. */
  public boolean hasAnsweredSince(String destination, long then) {
    return answered.get(destination).filter(time -> time - then >= 0).isPresent();
  }

  int remembered() {
    return hosts.size() + answered.size();
  }
}
