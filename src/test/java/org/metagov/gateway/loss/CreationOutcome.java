package org.metagov.gateway.loss;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What came of kills around the creation of remote objects.
 *
 * @param asked how often the platform was asked for an object
 */
record CreationOutcome(List<Start> starts, int asked, List<Violation> violations) {
  private static final String START_UNKNOWN = "start_unknown";

  /**
   * A start, as it stands at the end.
   *
   * @param made how many objects the platform has of it
   * @param process as it is seen by GET; empty where the start was never accepted
   */
  record Start(String title, int made, Optional<JsonObject> process) {
    /** Returns the error with which the process has ended, for nobody knows what there is. */
    Optional<String> unknown() {
      return process
          .map(seen -> seen.getJsonObject("errors"))
          .filter(errors -> errors.containsKey(START_UNKNOWN))
          .map(errors -> errors.getString(START_UNKNOWN));
    }
  }

  int made() {
    return starts.stream().mapToInt(Start::made).sum();
  }

  /** Returns how many ended as unknown, with an object or without one. */
  long unknown(boolean withObject) {
    Predicate<Start> isSuch = start -> (start.made() > 0) == withObject;
    return starts.stream().filter(start -> start.unknown().isPresent()).filter(isSuch).count();
  }
}
