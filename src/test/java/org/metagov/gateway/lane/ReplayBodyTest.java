package org.metagov.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.lane.ReplayBody.DeadLetters;
import org.metagov.gateway.lane.ReplayBody.Range;
import org.metagov.gateway.lane.ReplayBody.Since;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

class ReplayBodyTest {
  private static ReplayBody read(String json) {
    return ReplayBody.of((JsonObject) JsonText.parse(json));
  }

  @Test
  void aRangeIsReadAndASingleOneIsARange() {
    assertThat(read("{\"community\":\"a\",\"from\":2,\"to\":5}"))
        .isEqualTo(new ReplayBody(Optional.of("a"), new Range(2, 5)));
    assertThat(read("{\"from\":2}")).isEqualTo(new ReplayBody(Optional.empty(), new Range(2, 2)));
    assertThat(read("{\"community\":null,\"from\":2,\"to\":null,\"dead_letters\":false}"))
        .isEqualTo(new ReplayBody(Optional.empty(), new Range(2, 2)));
  }

  @Test
  void aTimeIsReadWithItsOffset() {
    assertThat(read("{\"since\":\"2026-11-23T21:22:01.5+01:00\"}").pick())
        .isEqualTo(new Since(Instant.parse("2026-11-23T20:22:01.5Z")));
  }

  @Test
  void deadLettersAreAskedFor() {
    assertThat(read("{\"community\":\"a\",\"dead_letters\":true}"))
        .isEqualTo(new ReplayBody(Optional.of("a"), new DeadLetters()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"to\":1}",
        "{\"from\":0}",
        "{\"from\":-1}",
        "{\"from\":1.5}",
        "{\"from\":\"1\"}",
        "{\"from\":true}",
        "{\"from\":2,\"to\":1}",
        "{\"from\":1,\"to\":100001}",
        "{\"from\":1,\"to\":1e400}",
        "{\"from\":1,\"community\":5}",
        "{\"from\":1,\"since\":\"2026-11-23T21:22:01Z\"}",
        "{\"from\":1,\"dead_letters\":true}",
        "{\"since\":\"2026-11-23T21:22:01Z\",\"dead_letters\":true}",
        "{\"since\":\"2026-11-23T21:22:01Z\",\"to\":5}",
        "{\"since\":\"2026-11-23\"}",
        "{\"since\":\"yesterday\"}",
        "{\"since\":1795468923}",
        "{\"dead_letters\":false}",
        "{\"dead_letters\":1}",
        "{\"dead_letters\":true,\"to\":5}"
      })
  void anythingElseIsRefused(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID));
  }
}
