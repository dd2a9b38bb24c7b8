package org.metagov.gateway.outbound;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.PlatformResponse;

/**
 * What is left of the limits that a platform has for single routes, as it says by its answers
 * ({@code X-RateLimit-*}: docs.discord.com, "Rate Limits"; GitHub and others have some of them).
 * Routes that it gives the same name share one. Whoever uses this holds the lock of their budget.
 */
final class Buckets {
  private static final int MOST = 2_000;
  private static final Pattern COUNT = Pattern.compile("\\d{1,9}");

  /** The longest that a limit which no 429 has told of keeps anybody waiting. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private static final long SAME_WINDOW = Duration.ofSeconds(1).toNanos();

  /** What the platform calls the limit of a route. */
  private final Map<String, String> names = bounded();

  private final Map<Bucket, Window> windows = bounded();

  /** Until when, by the ticker, how many calls are left. */
  private record Window(long end, long left) {}

  private static <K, V> Map<K, V> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > MOST;
      }
    };
  }

  /** Returns how long there is no call left in {@code bucket}; empty where there is one. */
  Optional<Duration> wait(Bucket bucket, long now) {
    Window window = windows.get(named(bucket));
    return window != null && window.left() <= 0 && window.end() - now > 0
        ? Optional.of(Duration.ofNanos(window.end() - now))
        : Optional.empty();
  }

  /** Takes one call: many may be under way before the first one is answered. */
  void take(Bucket bucket, long now) {
    windows.computeIfPresent(
        named(bucket),
        (known, window) ->
            window.end() - now > 0 ? new Window(window.end(), window.left() - 1) : window);
  }

  /** Takes in what {@code answer} says of {@code bucket}. */
  void heed(Bucket bucket, PlatformResponse answer, long now) {
    answer
        .header("X-RateLimit-Bucket")
        .filter(name -> name.length() <= 200)
        .ifPresent(name -> names.put(bucket.route(), name));
    Optional<Duration> after =
        answer
            .header("X-RateLimit-Reset-After")
            .flatMap(RetryAfter::seconds)
            .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    Optional<Long> left =
        answer
            .header("X-RateLimit-Remaining")
            .filter(text -> COUNT.matcher(text).matches())
            .map(Long::parseLong);
    if (after.isPresent() && left.isPresent()) {
      put(named(bucket), new Window(now + after.get().toNanos(), left.get()));
    }
  }

  private void put(Bucket bucket, Window told) {
    Window known = windows.get(bucket);
    boolean same = known != null && Math.abs(known.end() - told.end()) < SAME_WINDOW;
    // Answers overtake each other, and do not know of the calls that are under way.
    windows.put(bucket, same && known.left() < told.left() ? known : told);
  }

  /** There is no call left in {@code bucket} for {@code wait}. */
  void block(Bucket bucket, Duration wait, long now) {
    Window told = new Window(now + wait.toNanos(), 0);
    windows.merge(
        named(bucket),
        told,
        (known, later) -> known.left() <= 0 && known.end() - later.end() > 0 ? known : later);
  }

  private Bucket named(Bucket bucket) {
    return new Bucket(names.getOrDefault(bucket.route(), bucket.route()), bucket.subject());
  }
}
