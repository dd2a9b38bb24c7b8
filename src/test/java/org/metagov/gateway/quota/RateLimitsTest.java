package org.metagov.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.testing.TestMeters;

class RateLimitsTest {
  private long nanos;
  private final RateLimits limits = new RateLimits(settings(), TestMeters.unread(), new Clock());

  private final class Clock implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanos;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  private static Settings settings() {
    Map<String, String> values =
        Map.of(
            "metagov.rate.public", "6",
            "metagov.rate.webhooks", "2",
            "metagov.rate.public-actions", "1");
    return settings(values);
  }

  private static Settings settings(Map<String, String> values) {
    return Settings.read(values.keySet(), key -> Optional.ofNullable(values.get(key)));
  }

  @Test
  void aMinutesCallsMayComeAtOnceAndThenOneByOne() {
    IntStream.range(0, 6).forEach(i -> limits.callFrom("198.51.100.7"));
    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> limits.callFrom("198.51.100.7"));
    assertThat(refused.type()).isEqualTo(ProblemType.RATE_LIMITED);
    assertThat(refused.type().status()).isEqualTo(429);
    assertThat(refused.retryAfter().orElseThrow())
        .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
    nanos += refused.retryAfter().orElseThrow().toNanos();
    limits.callFrom("198.51.100.7");
  }

  @Test
  void onlyWrongKeysAreCountedAndOnlyKeysAreHeldForThem() {
    IntStream.range(0, 9).forEach(i -> limits.requireKeyLeft("198.51.100.7"));
    IntStream.range(0, 9).forEach(i -> limits.wrongKeyFrom("198.51.100.7"));
    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> limits.requireKeyLeft("198.51.100.7"));
    assertThat(refused.type()).isEqualTo(ProblemType.RATE_LIMITED);
    limits.callFrom("198.51.100.7");
    limits.requireKeyLeft("198.51.100.8");
    nanos += refused.retryAfter().orElseThrow().toNanos();
    limits.requireKeyLeft("198.51.100.7");
  }

  @Test
  void whoCallsTooOftenHoldsNobodyElse() {
    IntStream.range(0, 6).forEach(i -> limits.callFrom("198.51.100.7"));
    assertThatCode(() -> limits.callFrom("198.51.100.8")).doesNotThrowAnyException();
    assertThat(limits.webhookTo("garden")).isEmpty();
  }

  @Test
  void eachCommunityHasItsOwn() {
    assertThat(limits.webhookTo("garden")).isEmpty();
    assertThat(limits.webhookTo("garden")).isEmpty();
    assertThat(limits.webhookTo("garden").map(ProblemException::type))
        .contains(ProblemType.RATE_LIMITED);
    assertThat(limits.webhookTo("shed")).isEmpty();
    assertThatCode(() -> limits.publicActionOf("garden", Optional.empty()))
        .doesNotThrowAnyException();
    assertThat(
            catchThrowableOfType(
                ProblemException.class, () -> limits.publicActionOf("garden", Optional.empty())))
        .isNotNull();
  }

  @Test
  void oneSourceHasAQuarterOfACommunitysActions() {
    RateLimits some =
        new RateLimits(
            settings(Map.of("metagov.rate.public-actions", "8")), TestMeters.unread(), new Clock());
    Optional<String> greedy = Optional.of("198.51.100.7");
    some.publicActionOf("garden", greedy);
    some.publicActionOf("garden", greedy);
    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> some.publicActionOf("garden", greedy));
    assertThat(refused.type()).isEqualTo(ProblemType.RATE_LIMITED);
    assertThat(refused.retryAfter()).isPresent();
    // It has spent nothing of the community's with that, nor of another one's.
    some.publicActionOf("shed", greedy);
    IntStream.range(0, 6)
        .forEach(i -> some.publicActionOf("garden", Optional.of("203.0.113." + i)));
    assertThat(
            catchThrowableOfType(
                ProblemException.class,
                () -> some.publicActionOf("garden", Optional.of("203.0.113.9"))))
        .hasMessage("Too many calls for this community");
  }

  @Test
  void manySourcesTakeABoundedRoom() {
    IntStream.range(0, 6).forEach(i -> limits.callFrom("first"));
    IntStream.range(0, 10_001).forEach(i -> limits.callFrom("s" + i));
    assertThatCode(() -> limits.callFrom("first")).doesNotThrowAnyException();
  }
}
