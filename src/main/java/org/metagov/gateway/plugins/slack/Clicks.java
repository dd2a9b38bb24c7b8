package org.metagov.gateway.plugins.slack;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.JsonPart;

/**
 * When each was last clicked, by Slack's clock ({@code action_ts}). Clicks come in any order: two
 * quick ones overtake each other, and one that had to wait comes after newer ones.
 */
final class Clicks {
  /** Seconds and a fraction; digits that a float would lose. */
  private static final Pattern TIME = Pattern.compile("\\d{1,12}(\\.\\d{1,9})?");

  private final Map<String, String> times;

  /** Clicks that begin as {@code before}; votes of earlier versions have none. */
  Clicks(Optional<Map<String, String>> before) {
    times = new LinkedHashMap<>(before.orElse(Map.of()));
  }

  /** Returns whether there is no newer click of {@code what} than {@code action}. */
  boolean take(String what, JsonPart action) {
    Optional<String> time = time(action);
    if (time.isEmpty()) {
      // It is as new as its arrival.
      return true;
    }
    String latest = times.get(what);
    if (latest != null && new BigDecimal(time.get()).compareTo(new BigDecimal(latest)) < 0) {
      return false;
    }
    times.put(what, time.get());
    return true;
  }

  private static Optional<String> time(JsonPart action) {
    return action.textIn("action_ts").filter(text -> TIME.matcher(text).matches());
  }

  /** Returns what a vote remembers of them. */
  Optional<Map<String, String>> times() {
    return times.isEmpty() ? Optional.empty() : Optional.of(times);
  }
}
