package org.metagov.gateway.outbound;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.metagov.gateway.spi.PlatformResponse;

/**
 * The {@code Retry-After} header (RFC 9110): seconds, of which some platforms send parts, or a
 * date.
 */
final class RetryAfter {
  private static final Duration LONGEST = Duration.ofHours(24);

  private RetryAfter() {}

  static Optional<Duration> of(PlatformResponse response) {
    return response.header("Retry-After").map(String::strip).flatMap(RetryAfter::parse);
  }

  private static Optional<Duration> parse(String text) {
    if (text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      long nanos = new BigDecimal(text).movePointRight(9).longValueExact();
      return Optional.of(bounded(Duration.ofNanos(nanos)));
    }
    try {
      Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(bounded(Duration.between(Instant.now(), date)));
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
