package org.metagov.gateway.lane;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** What has become of a message on its way to one destination. */
public enum DeliveryState {
  RETRYING,
  DELIVERED,
  DEAD;

  /** Returns the name on the wire. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the state that a query asks for; empty where it names none.
   *
   * @throws ProblemException 400 where there is no such state
   */
  public static Optional<DeliveryState> ofQuery(String name) {
    if (name == null) {
      return Optional.empty();
    }
    return Optional.of(
        Stream.of(values())
            .filter(state -> state.wireName().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.INVALID, "The state is retrying, delivered or dead")));
  }
}
