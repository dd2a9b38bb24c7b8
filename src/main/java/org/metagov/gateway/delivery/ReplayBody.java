package org.metagov.gateway.delivery;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Optional;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/**
 * Which messages are to be sent again.
 *
 * @param community whose; a process's callbacks need none
 * @param from the first
 * @param to the last; the first, where the body names none
 */
record ReplayBody(Optional<String> community, long from, long to) {
  private static final long MOST = 100_000;

  /**
   * Reads {@code {"community"?, "from", "to"?}}.
   *
   * @throws ProblemException 400 where it is not that
   */
  static ReplayBody of(JsonObject body) {
    long from = number(body, "from").orElseThrow(() -> invalid("'from' is required"));
    long to = number(body, "to").orElse(from);
    if (to < from || to - from >= MOST) {
      throw invalid("'to' must not be less than 'from', nor " + MOST + " messages later");
    }
    return new ReplayBody(community(body), from, to);
  }

  private static Optional<String> community(JsonObject body) {
    if (!body.containsKey("community") || body.isNull("community")) {
      return Optional.empty();
    }
    if (body.get("community") instanceof JsonString text) {
      return Optional.of(text.getString());
    }
    throw invalid("'community' must be a string");
  }

  private static Optional<Long> number(JsonObject body, String name) {
    if (!body.containsKey(name) || body.isNull(name)) {
      return Optional.empty();
    }
    if (body.get(name) instanceof JsonNumber number && number.isIntegral()) {
      long value =
          number.bigDecimalValue().min(java.math.BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
      if (value >= 1) {
        return Optional.of(value);
      }
    }
    throw invalid("'" + name + "' must be a whole number from 1");
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ProblemType.INVALID, detail);
  }
}
