package org.metagov.gateway.spi;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a webhook means.
 *
 * @param events what drivers hear of
 * @param correlations the processes it concerns, as they have named themselves in {@link
 *     Progress.Pending}
 * @param passedOver why it is for nobody here, if it is; whoever sets the webhook up reads it, so
 *     it holds no secret
 * @param disabled why the plugin is to be disabled in the community, if it is
 */
public record Received(
    List<PlatformEvent> events,
    Set<String> correlations,
    Optional<String> passedOver,
    Optional<String> disabled) {
  /** Keeps copies. */
  public Received {
    events = List.copyOf(events);
    correlations = Set.copyOf(correlations);
  }

  /** As above; the plugin stays enabled. */
  public Received(
      List<PlatformEvent> events, Set<String> correlations, Optional<String> passedOver) {
    this(events, correlations, passedOver, Optional.empty());
  }

  /** Drivers hear of {@code events}, and it concerns the processes {@code correlations}. */
  public Received(List<PlatformEvent> events, Set<String> correlations) {
    this(events, correlations, Optional.empty());
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

  /**
   * Somebody has taken the app out on the platform, or something like that, and nothing will work
   * any more: the plugin is disabled in the community, as if a driver had done so, together with
   * what {@code events} tell. Drivers are told that by a system event, {@code plugin_uninstalled}.
   *
   * @param reason for drivers; it holds no secret
   */
  public static Received disable(String reason, PlatformEvent... events) {
    return new Received(List.of(events), Set.of(), Optional.empty(), Optional.of(reason));
  }

  /**
   * It is of something else than what the community has set up, such as another group, because of
   * {@code reason}: nothing follows, and it is counted.
   */
  public static Received passedOver(String reason) {
    return new Received(List.of(), Set.of(), Optional.of(reason));
  }
}
