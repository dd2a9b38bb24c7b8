package org.metagov.gateway.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.spi.Refusals.Refusal;

class RefusalsTest {
  private static final Refusals READING =
      Refusals.of(
              "The hall",
              answer ->
                  answer.jsonObject().containsKey("error")
                      ? Optional.of(
                          new Refusal(
                              answer.jsonObject().getString("code", ""),
                              answer.jsonObject().getString("error")))
                      : Optional.empty())
          .as(404, "no_such_thing")
          .as(429, "slower")
          .as(503, "asleep");

  private static final Refusals WRITING = READING.caller(400, 404, 422).otherwise(400);

  @Test
  void anAnswerThatIsNoRefusalIsHandedOn() {
    PlatformResponse answer = answer(200, "{\"ok\":1}");
    assertThat(READING.require(answer, "it")).isSameAs(answer);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 422})
  void whoeverHasAskedIsWrongWhereThePluginSaysSo(int status) {
    InvalidParameterException refused =
        catchThrowableOfType(
            InvalidParameterException.class,
            () -> WRITING.require(answer(status, "{\"error\":\"too \\n long\"}"), "the title"));
    assertThat(refused).hasMessage("The hall refuses the title: too long");
  }

  @ParameterizedTest
  @CsvSource({"401,true", "403,true", "404,true", "410,true", "400,false", "422,false"})
  void whatWasThereOnceIsGoneByThePlatformsOwnWord(int status, boolean gone) {
    PlatformException refused = reading(answer(status, "{\"error\":\"no\"}"));
    assertThat(refused.isGone()).isEqualTo(gone);
    assertThat(refused.status()).isEqualTo(status);
  }

  @Test
  void aPluginSaysWhatElseIsGone() {
    assertThat(
            READING
                .gone(422)
                .exception(answer(422, "{\"error\":\"no such id\"}"), "the poll")
                .getMessage())
        .isEqualTo("The hall refuses the poll: no such id");
    assertThat(READING.gone(422).exception(answer(422, "{\"error\":\"no\"}"), "the poll"))
        .isInstanceOfSatisfying(PlatformException.class, e -> assertThat(e.isGone()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>404</html>", "", "{}", "[1]"})
  void aPageOfWhatStandsBeforeThePlatformSaysNothing(String body) {
    PlatformException refused = reading(answer(404, body));
    assertThat(refused.isGone()).isFalse();
    assertThat(refused.status()).isZero();
    assertThat(refused).hasMessageContaining("The hall answered 404 in a way that is not its own");
    assertThat(WRITING.exception(answer(404, body), "it")).isInstanceOf(PlatformException.class);
  }

  @Test
  void aCodeIsWorthMoreThanAStatus() {
    PlatformException refused =
        reading(answer(200, "{\"error\":\"?\",\"code\":\"no_such_thing\"}"));
    assertThat(refused.isGone()).isTrue();
    assertThat(refused.status()).isEqualTo(404);
    assertThat(reading(answer(400, "{\"error\":\"?\",\"code\":\"asleep\"}")).status())
        .isEqualTo(503);
  }

  @Test
  void anUnknownCodeIsAFailureUnlessThePluginSaysOtherwise() {
    PlatformResponse answer = answer(200, "{\"error\":\"?\",\"code\":\"new_one\"}");
    assertThat(reading(answer).status()).isZero();
    assertThat(reading(answer).isGone()).isFalse();
    assertThat(WRITING.exception(answer, "it")).isInstanceOf(InvalidParameterException.class);
  }

  @Test
  void whatPassesIsNobodysFault() {
    PlatformResponse slower =
        new PlatformResponse(
            403, Map.of("retry-after", List.of("7")), bytes("{\"error\":\"later\"}"));
    assertThat(WRITING.caller(403).exception(slower, "it"))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> {
              assertThat(e.retryAfter()).contains(Duration.ofSeconds(7));
              assertThat(e.isGone()).isFalse();
            });
    assertThat(reading(answer(200, "{\"error\":\"?\",\"code\":\"slower\"}")).retryAfter())
        .isPresent();
  }

  @Test
  void statusesThatPassAreNoRefusals() {
    assertThat(Refusals.statuses()).contains(400, 404, 422, 451).doesNotContain(408, 425, 429, 500);
  }

  private static PlatformException reading(PlatformResponse answer) {
    return catchThrowableOfType(PlatformException.class, () -> READING.require(answer, "the poll"));
  }

  private static PlatformResponse answer(int status, String body) {
    return new PlatformResponse(status, Map.of(), bytes(body));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
