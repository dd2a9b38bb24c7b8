package org.metagov.gateway.fakes.discord;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.metagov.gateway.testing.plugin.FakePlatform.Answer;

/**
 * How often Discord lets itself be called: discord/discord-api-docs at c98d64bc, {@code
 * developers/topics/rate-limits.mdx}. It tells no numbers there but the 50 calls a second of all
 * routes together; those of messages, five in five seconds for each channel, are what its headers
 * have said to bots for years.
 */
final class Limits {
  private static final int ALL_IN_A_SECOND = 50;

  /** How many calls a bucket has, and in how many milliseconds. */
  private record Rule(String bucket, int calls, long millis) {}

  private static final class Window {
    private long end;
    private int left;
  }

  private static final Map<String, Rule> RULES =
      Map.of(
          "POST /channels/{}/messages", new Rule("80c17d2f203122d936070c88c8d10f33", 5, 5_000),
          "PATCH /channels/{}/messages/{}", new Rule("cee3ec4fa1ee4d38d9d5b0d2b7b0a8e1", 5, 5_000));

  private static final Rule ANY = new Rule("41f9cd5d28af77da04563bcb1d67fdfd", 50, 1_000);

  private final Map<String, Window> windows = new HashMap<>();
  private final LongSupplier millis;
  private int refused;
  private long blockedUntil;

  Limits(LongSupplier millis) {
    this.millis = millis;
  }

  /** How many calls were one too many. */
  synchronized int refused() {
    return refused;
  }

  /** All calls are too many for {@code time}, as where an application calls too often in all. */
  synchronized void block(long time) {
    blockedUntil = millis.getAsLong() + time;
  }

  /** Counts a call, and returns what its answer says of it; 429 where it is one too many. */
  synchronized Answer count(String route, String subject, Answer unlimited) {
    long now = millis.getAsLong();
    if (now < blockedUntil || !take("all", new Rule("all", ALL_IN_A_SECOND, 1_000), now)) {
      refused++;
      double wait = now < blockedUntil ? (blockedUntil - now) / 1_000.0 : 1;
      return told(wait, true)
          .with("X-RateLimit-Global", "true")
          .with("X-RateLimit-Scope", "global");
    }
    Rule rule = RULES.getOrDefault(route, ANY);
    String key = rule.bucket() + " " + subject;
    boolean taken = take(key, rule, now);
    Window window = windows.get(key);
    double after = (window.end - now) / 1_000.0;
    Answer answer = taken ? unlimited : told(after, false).with("X-RateLimit-Scope", "user");
    refused += taken ? 0 : 1;
    return answer
        .with("X-RateLimit-Limit", String.valueOf(rule.calls()))
        .with("X-RateLimit-Remaining", String.valueOf(Math.max(0, window.left)))
        .with("X-RateLimit-Reset", decimal(window.end / 1_000.0))
        .with("X-RateLimit-Reset-After", decimal(after))
        .with("X-RateLimit-Bucket", rule.bucket());
  }

  private boolean take(String key, Rule rule, long now) {
    Window window = windows.computeIfAbsent(key, fresh -> new Window());
    if (now >= window.end) {
      window.end = now + rule.millis();
      window.left = rule.calls();
    }
    window.left--;
    return window.left >= 0;
  }

  private static String decimal(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }

  private static Answer told(double seconds, boolean global) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Retry-After", String.valueOf((long) Math.ceil(seconds)));
    return new Answer(
        429,
        "{\"message\":\"You are being rate limited.\",\"retry_after\":%s,\"global\":%b}"
            .formatted(decimal(seconds), global),
        headers);
  }
}
