package org.metagov.gateway.spi;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a plugin has found out by asking its platform.
 *
 * @param events what drivers hear of, in their order
 * @param correlations the processes to look at now, as they have named themselves in {@link
 *     Progress.Pending}
 * @param after when to ask again; empty: after the check interval
 */
public record Polled(
    List<PlatformEvent> events, Set<String> correlations, Optional<Duration> after) {
  /** A plugin that sleeps for longer might as well not be asked. */
  private static final Duration LONGEST = Duration.ofDays(1);

  /** Keeps copies, and bounds the time. */
  public Polled {
    events = List.copyOf(events);
    correlations = Set.copyOf(correlations);
    after =
        after
            .map(time -> time.isNegative() ? Duration.ZERO : time)
            .map(time -> time.compareTo(LONGEST) > 0 ? LONGEST : time);
  }

  /** There is nothing new. */
  public static Polled nothing() {
    return events(List.of());
  }

  /** Drivers hear of {@code events}. */
  public static Polled events(Collection<PlatformEvent> events) {
    return new Polled(List.copyOf(events), Set.of(), Optional.empty());
  }

  /** Returns the same; the processes {@code correlations} are looked at now. */
  public Polled waking(Collection<String> correlations) {
    return new Polled(events, Set.copyOf(correlations), after);
  }

  /** Returns the same; there is more to ask for at once. */
  public Polled again() {
    return again(Duration.ZERO);
  }

  /** Returns the same, to be asked again after {@code wait}, sooner or later than usual. */
  public Polled again(Duration wait) {
    return new Polled(events, correlations, Optional.of(wait));
  }
}
