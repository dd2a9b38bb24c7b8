package org.metagov.gateway.outbound;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.PlatformResponse;

/**
 * The {@code Retry-After} header (RFC 9110): seconds, of which some platforms send parts, or a
 * date. Where it is missing, and nothing remains of a limit, when the limit begins anew: {@code
 * X-RateLimit-Reset}, in seconds since the epoch, as GitHub tells it.
 */
final class RetryAfter {
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
  private static final Set<Integer> REFUSED = Set.of(403, 429);

  private RetryAfter() {}

  static Optional<Duration> of(PlatformResponse response) {
    return response
        .header("Retry-After")
        .map(String::strip)
        .flatMap(RetryAfter::parse)
        .or(() -> untilReset(response));
  }

  private static Optional<Duration> untilReset(PlatformResponse response) {
    return response
        .header("X-RateLimit-Reset")
        .filter(reset -> REFUSED.contains(response.status()))
        .filter(reset -> response.header("X-RateLimit-Remaining").filter("0"::equals).isPresent())
        // Some tell the seconds until then under this name.
        .filter(reset -> reset.matches("\\d{10,11}"))
        .map(reset -> Instant.ofEpochSecond(Long.parseLong(reset)))
        .map(reset -> bounded(Duration.between(Instant.now(), reset)));
  }

  private static Optional<Duration> parse(String text) {
    return seconds(text).or(() -> untilDate(text)).map(RetryAfter::bounded);
  }

  /** Returns the seconds that {@code text} tells, and parts of one; empty where it tells none. */
  static Optional<Duration> seconds(String text) {
    return SECONDS.matcher(text).matches()
        ? Optional.of(Duration.ofNanos(new BigDecimal(text).movePointRight(9).longValueExact()))
        : Optional.empty();
  }

  private static Optional<Duration> untilDate(String text) {
    try {
      Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(Instant.now(), date));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
