package org.metagov.gateway.inbox;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** What has become of a webhook that was kept. */
public enum InboxState {
  WAITING,
  /** The plugin has said what it means; processes may still have to take it in. */
  DONE,
  /** Too many tries have failed: it waits for somebody to retry it or to discard it. */
  PARKED,
  /** Nobody will work on it. */
  DISCARDED;

  /** Returns the name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the state that a query asks for; empty where it names none.
   *
   * @throws ProblemException 400 where there is no such state
   */
  public static Optional<InboxState> ofQuery(String name) {
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
                        ProblemType.INVALID, "The state is waiting, done, parked or discarded")));
  }
}
