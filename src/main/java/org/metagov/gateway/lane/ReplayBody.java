package org.metagov.gateway.lane;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/**
 * Which messages are to be sent again.
 *
 * @param community whose; empty: everybody's, or those of a process
 * @param pick which of them
 */
public record ReplayBody(Optional<String> community, Pick pick) {
  private static final long MOST = 100_000;
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String SINCE = "since";
  private static final String DEAD_LETTERS = "dead_letters";

  /** Which messages of a stream. */
  public sealed interface Pick {}

  /** Those with the numbers {@code from} to {@code to}. */
  public record Range(long from, long to) implements Pick {}

  /** Those that were written at that time or later. */
  public record Since(Instant time) implements Pick {}

  /** Those that were given up. */
  record DeadLetters() implements Pick {}

  /**
   * Reads {@code {"community"?, "from", "to"?}}, {@code {"community"?, "since"}} or {@code
   * {"community"?, "dead_letters": true}}.
   *
   * @throws ProblemException 400 where it is none of that
   */
  public static ReplayBody of(JsonObject body) {
    List<String> picks =
        List.of(FROM, SINCE, DEAD_LETTERS).stream().filter(name -> isThere(body, name)).toList();
    if (picks.size() != 1 || (isThere(body, TO) && !picks.contains(FROM))) {
      throw invalid(
          "One of 'from' (with 'to', if more than one is wanted), 'since' and 'dead_letters' is"
              + " required");
    }
    Pick pick =
        switch (picks.get(0)) {
          case FROM -> range(body);
          case SINCE -> since(body);
          default -> deadLetters(body);
        };
    return new ReplayBody(community(body), pick);
  }

  private static Range range(JsonObject body) {
    long from = number(body, FROM);
    long to = isThere(body, TO) ? number(body, TO) : from;
    if (to < from || to - from >= MOST) {
      throw invalid("'to' must not be less than 'from', nor " + MOST + " messages later");
    }
    return new Range(from, to);
  }

  private static Since since(JsonObject body) {
    try {
      if (body.get(SINCE) instanceof JsonString text) {
        return new Since(OffsetDateTime.parse(text.getString()).toInstant());
      }
    } catch (DateTimeException e) {
      // Told below, in our words.
    }
    throw invalid("'since' must be a time such as 2026-11-23T21:22:01Z");
  }

  private static DeadLetters deadLetters(JsonObject body) {
    if (body.get(DEAD_LETTERS) != JsonValue.TRUE) {
      throw invalid("'dead_letters' must be true or false");
    }
    return new DeadLetters();
  }

  private static Optional<String> community(JsonObject body) {
    if (!isThere(body, "community")) {
      return Optional.empty();
    }
    if (body.get("community") instanceof JsonString text) {
      return Optional.of(text.getString());
    }
    throw invalid("'community' must be a string");
  }

  private static long number(JsonObject body, String name) {
    if (body.get(name) instanceof JsonNumber number && number.isIntegral()) {
      long value = number.bigDecimalValue().min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
      if (value >= 1) {
        return value;
      }
    }
    throw invalid("'" + name + "' must be a whole number from 1");
  }

  private static boolean isThere(JsonObject body, String name) {
    JsonValue value = body.getOrDefault(name, JsonValue.NULL);
    return value != JsonValue.NULL && !(name.equals(DEAD_LETTERS) && value == JsonValue.FALSE);
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ProblemType.INVALID, detail);
  }
}
