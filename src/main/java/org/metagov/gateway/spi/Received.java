package org.metagov.gateway.spi;

import java.util.List;
import java.util.Set;

/**
 * What a webhook means.
 *
 * @param events what drivers hear of
 * @param correlations the processes it concerns, as they have named themselves in {@link
 *     Progress.Pending}
 */
public record Received(List<PlatformEvent> events, Set<String> correlations) {
  /** Keeps copies. */
  public Received {
    events = List.copyOf(events);
    correlations = Set.copyOf(correlations);
  }

  /** It means nothing to anybody. */
  public static Received nothing() {
    return new Received(List.of(), Set.of());
  }

  /** Drivers hear of {@code events}. */
  public static Received events(PlatformEvent... events) {
    return new Received(List.of(events), Set.of());
  }

  /** It concerns the processes {@code correlations}. */
  public static Received processes(String... correlations) {
    return new Received(List.of(), Set.of(correlations));
  }
}
