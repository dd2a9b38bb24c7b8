package org.metagov.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.metagov.gateway.outbound.CallBudget.Share.BACKGROUND;
import static org.metagov.gateway.outbound.CallBudget.Share.WHOLE;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.outbound.CallBudget.Share;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.TestMeters;

@Timeout(60)
class CallBudgetTest {
  private static final int A_MINUTE = 8;
  private static final String USED_UP = "The budget of calls to this platform is used up";
  private static final String NONE_LEFT = "The platform allows no more such calls for a while";
  private static final String LEFT_ALONE = "The platform has asked not to be called for a while";

  private final FakeServer platform = new FakeServer().answer("/ok", 200, "");
  // A counter that is about to overflow, as System.nanoTime() may be.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final CallBudgets budgets = new CallBudgets(nanos::get, 2);
  private final OutboundHttp http =
      TestOutboundHttp.client(new OutboundHttp.Limits(Duration.ofSeconds(20), 1_000, 1_000, 1_000));

  @AfterEach
  void close() {
    platform.close();
  }

  @Test
  void aMinutesWorthMayBeUsedAtOnceAndNoMoreIsSent() {
    use("a", A_MINUTE);
    PlatformException refusal = refusal(to("a", WHOLE), "/ok");
    assertThat(refusal).hasMessage(USED_UP);
    assertThat(refusal.retryAfter()).contains(Duration.ofMinutes(1).dividedBy(A_MINUTE));
    assertThat(refusal.status()).isZero();
    assertThat(refusal.isTimeout()).isFalse();
    assertThat(platform.requests()).hasSize(A_MINUTE);
  }

  @Test
  void aBudgetGrowsBackWithTimeAndNeverBeyondAMinutesWorth() {
    use("a", A_MINUTE);
    Duration wait = refusal(to("a", WHOLE), "/ok").retryAfter().orElseThrow();
    pass(wait.minusNanos(1));
    assertThat(refusal(to("a", WHOLE), "/ok").retryAfter()).contains(Duration.ofNanos(1));
    pass(Duration.ofNanos(1));
    use("a", 1);
    assertThat(refusal(to("a", WHOLE), "/ok")).hasMessage(USED_UP);
    pass(Duration.ofDays(1));
    use("a", A_MINUTE);
    assertThat(refusal(to("a", WHOLE), "/ok")).hasMessage(USED_UP);
  }

  @Test
  void ofParallelCallsOnlyTheBudgetIsSent() {
    assertThat(
            Parallel.run(
                4 * A_MINUTE,
                i ->
                    catchThrowableOfType(
                            PlatformException.class,
                            () -> to("a", WHOLE).get(platform.url("/ok")).send())
                        == null))
        .filteredOn(sent -> sent)
        .hasSize(A_MINUTE);
    assertThat(platform.requests()).hasSize(A_MINUTE);
  }

  @Test
  void whoSharesAKeySharesItsBudgetAndNobodyElseDoes() {
    use("a", A_MINUTE - 1);
    PlatformHttp one = to("a", WHOLE);
    PlatformHttp two = to("a", WHOLE);
    one.get(platform.url("/ok")).send();
    assertThat(refusal(two, "/ok")).hasMessage(USED_UP);
    use("b", A_MINUTE);
  }

  @Test
  void aQuarterIsKeptFromWhatCanWait() {
    PlatformHttp patient = to("a", BACKGROUND);
    for (int i = 0; i < A_MINUTE * 3 / 4; i++) {
      patient.get(platform.url("/ok")).send();
    }
    assertThat(refusal(patient, "/ok")).hasMessage(USED_UP);
    use("a", A_MINUTE / 4);
    assertThat(refusal(to("a", WHOLE), "/ok")).hasMessage(USED_UP);
    Duration wait = refusal(patient, "/ok").retryAfter().orElseThrow();
    pass(wait);
    patient.get(platform.url("/ok")).send();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aVerySmallBudgetIsForWhatCanWaitToo(int callsPerMinute) {
    http.within(caller("a", callsPerMinute), BACKGROUND).get(platform.url("/ok")).send();
    assertThat(platform.requests()).hasSize(1);
  }

  @Test
  void everyStepOfARedirectIsACall() {
    platform.answer("/a", 302, "", "Location", "/ok");
    use("a", A_MINUTE - 1);
    assertThat(refusal(to("a", WHOLE), "/a")).hasMessage(USED_UP);
  }

  @ParameterizedTest
  @CsvSource({"429, 60, 60", "429, , 30", "429, soon, 30", "503, 7, 7", "403, 7, 7"})
  void aPlatformThatWantsToBeLeftAloneIs(int status, String retryAfter, int seconds) {
    if (retryAfter == null) {
      platform.answer("/full", status, "");
    } else {
      platform.answer("/full", status, "", "Retry-After", retryAfter);
    }
    PlatformException first = refusal(to("a", WHOLE), "/full");
    assertThat(first.status()).isEqualTo(status);
    assertThat(first.retryAfter()).contains(Duration.ofSeconds(seconds));
    pass(Duration.ofSeconds(seconds - 1));
    PlatformException next = refusal(to("a", WHOLE), "/ok");
    assertThat(next).hasMessage(LEFT_ALONE);
    assertThat(next.retryAfter()).contains(Duration.ofSeconds(1));
    assertThat(platform.requests()).hasSize(1);
    use("b", 1);
    pass(Duration.ofSeconds(1));
    use("a", 1);
  }

  @ParameterizedTest
  @CsvSource({"503, ", "500, 60", "403, ", "404, 60"})
  void anyOtherFailureBlocksNothing(int status, String retryAfter) {
    platform.answer(
        "/bad", status, "", "Retry-After", retryAfter == null ? "who knows" : retryAfter);
    refusal(to("a", WHOLE), "/bad");
    use("a", 1);
  }

  @Test
  void aPlatformIsLeftAloneAlsoWhereThePluginTakesThatForAnAnswer() {
    platform.answer("/full", 429, "", "Retry-After", "60");
    assertThat(to("a", WHOLE).get(platform.url("/full")).accept(429).send().status())
        .isEqualTo(429);
    assertThat(refusal(to("a", WHOLE), "/ok")).hasMessage(LEFT_ALONE);
  }

  @Test
  void aShorterWaitDoesNotEndALongerOne() {
    platform.answer("/long", 429, "", "Retry-After", "60");
    platform.on(
        "/short",
        exchange -> {
          // Sent before the long one, and answered after it.
          refusal(to("a", WHOLE), "/long");
          FakeServer.send(exchange, 429, "", "Retry-After", "1");
        });
    assertThat(refusal(to("a", WHOLE), "/short").retryAfter()).contains(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(2));
    assertThat(refusal(to("a", WHOLE), "/ok").retryAfter()).contains(Duration.ofSeconds(58));
  }

  @Test
  void whoHasSentNothingKnowsThatThePlatformIsUntouched() {
    platform.answer("/full", 429, "");
    PlatformHttp one = to("a", WHOLE);
    assertThat(refusal(one, "/full").isUntouched()).isFalse();
    assertThat(refusal(one, "/ok").isUntouched()).isFalse();
    assertThat(refusal(to("a", WHOLE), "/ok").isUntouched()).isTrue();
  }

  @Test
  void ofTooManyBudgetsTheOneUnusedForLongestIsForgotten() {
    CallBudget a = budgets.of("a", A_MINUTE);
    CallBudget b = budgets.of("b", A_MINUTE);
    assertThat(budgets.of("a", A_MINUTE)).isSameAs(a);
    budgets.of("c", A_MINUTE);
    assertThat(budgets.of("a", A_MINUTE)).isSameAs(a);
    assertThat(budgets.of("b", A_MINUTE)).isNotSameAs(b);
  }

  @Test
  void ofARouteWhoseLimitIsUsedUpNoCallIsSent() {
    platform.answer("/a", 200, "", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset-After", "2.5");
    send("/a", "GET /a", "1");
    PlatformException refusal = refusal("/a", "GET /a", "1");
    assertThat(refusal).hasMessage(NONE_LEFT);
    assertThat(refusal.retryAfter()).contains(Duration.ofMillis(2_500));
    assertThat(platform.requests()).hasSize(1);
    send("/a", "GET /a", "2");
    send("/ok", "GET /ok", "1");
    use("a", 1);
    pass(Duration.ofMillis(2_500));
    send("/a", "GET /a", "1");
  }

  @Test
  void routesThatThePlatformGivesOneNameShareALimit() {
    String[] told = {
      "X-RateLimit-Bucket", "x", "X-RateLimit-Remaining", "1", "X-RateLimit-Reset-After", "9"
    };
    platform.answer("/a", 200, "", told).answer("/b", 200, "", told);
    send("/a", "GET /a", "1");
    send("/b", "GET /b", "1");
    told[3] = "0";
    send("/b", "GET /b", "1");
    assertThat(refusal("/a", "GET /a", "1")).hasMessage(NONE_LEFT);
  }

  @Test
  void callsThatAreUnderWayCountToo() {
    platform.answer("/a", 200, "", "X-RateLimit-Remaining", "3", "X-RateLimit-Reset-After", "9");
    send("/a", "GET /a", "1");
    assertThat(
            Parallel.run(
                6,
                i ->
                    catchThrowableOfType(PlatformException.class, () -> send("/a", "GET /a", "1"))
                        == null))
        .filteredOn(sent -> sent)
        .hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "X-RateLimit-Scope, user, false",
    "X-RateLimit-Scope, shared, false",
    "X-Other, of Slack's, false",
    "X-RateLimit-Scope, global, true",
    "X-RateLimit-Global, true, true"
  })
  void tooManyIsOfOneRouteUnlessThePlatformSaysOfAll(String header, String value, boolean all) {
    platform.answer("/a", 429, "", "Retry-After", "7", header, value);
    assertThat(refusal("/a", "GET /a", "1").status()).isEqualTo(429);
    PlatformException next = refusal("/a", "GET /a", "1");
    assertThat(next).hasMessage(all ? LEFT_ALONE : NONE_LEFT);
    assertThat(next.retryAfter()).contains(Duration.ofSeconds(7));
    if (all) {
      assertThat(refusal("/ok", "GET /ok", "1")).hasMessage(LEFT_ALONE);
    } else {
      send("/ok", "GET /ok", "1");
    }
    assertThat(platform.requests()).hasSize(all ? 1 : 2);
  }

  /** A wall before the platform, such as Cloudflare's, knows nothing of its routes. */
  @Test
  void tooManyWithoutAWordOfLimitsIsOfAllWhereThePlatformTellsOfThem() {
    platform
        .answer("/a", 200, "", "X-RateLimit-Remaining", "4", "X-RateLimit-Reset-After", "9")
        .answer("/b", 429, "error code: 1015", "Retry-After", "7");
    send("/a", "GET /a", "1");
    refusal("/b", "GET /b", "1");
    assertThat(refusal("/a", "GET /a", "1")).hasMessage(LEFT_ALONE);
  }

  private void send(String path, String route, String subject) {
    to("a", WHOLE).get(platform.url(path)).bucket(route, subject).send();
  }

  private PlatformException refusal(String path, String route, String subject) {
    PlatformException refusal =
        catchThrowableOfType(PlatformException.class, () -> send(path, route, subject));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  @Test
  void aPlatformIsLeftAloneThatSaysSoInItsOwnWay() {
    Duration wait = Duration.ofSeconds(40);
    to("a", WHOLE).get(platform.url("/ok")).leaveAlone(answer -> Optional.of(wait)).send();
    assertThat(refusal(to("a", WHOLE), "/ok")).hasMessage(LEFT_ALONE);
    pass(wait);
    to("a", WHOLE).get(platform.url("/ok")).leaveAlone(answer -> Optional.empty()).send();
    to("a", WHOLE).get(platform.url("/ok")).send();
    assertThat(platform.requests()).hasSize(3);
  }

  @Test
  void whoMayUseAPartOfABudgetLeavesTheRestToOthers() {
    CallBudgets several = new CallBudgets(nanos::get, 3);
    CallBudget bot = several.of("bot", A_MINUTE);
    PlatformHttp one = part(bot, several.of("one", 6));
    PlatformHttp other = part(bot, several.of("other", 6));
    for (int i = 0; i < 6; i++) {
      one.get(platform.url("/ok")).send();
    }
    assertThat(refusal(one, "/ok")).hasMessage(USED_UP);
    other.get(platform.url("/ok")).send();
    other.get(platform.url("/ok")).send();
    assertThat(refusal(other, "/ok")).as("together no more than all").hasMessage(USED_UP);
    assertThat(platform.requests()).hasSize(A_MINUTE);
  }

  private PlatformHttp part(CallBudget all, CallBudget part) {
    return http.within(
        new OutboundHttp.Caller(
                all,
                text -> Optional.empty(),
                new CallMeter(TestMeters.unread(), "test"),
                new AtomicBoolean())
            .within(part),
        WHOLE);
  }

  private PlatformHttp to(String key, Share share) {
    return http.within(caller(key, A_MINUTE), share);
  }

  private OutboundHttp.Caller caller(String key, int callsPerMinute) {
    return new OutboundHttp.Caller(
        budgets.of(key, callsPerMinute),
        text -> Optional.empty(),
        new CallMeter(TestMeters.unread(), "test"),
        new AtomicBoolean());
  }

  private void use(String key, int calls) {
    for (int i = 0; i < calls; i++) {
      to(key, WHOLE).get(platform.url("/ok")).send();
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private PlatformException refusal(PlatformHttp client, String path) {
    PlatformException refusal =
        catchThrowableOfType(PlatformException.class, () -> client.get(platform.url(path)).send());
    assertThat(refusal).isNotNull();
    return refusal;
  }
}
