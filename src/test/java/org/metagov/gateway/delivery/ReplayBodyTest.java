package org.metagov.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

class ReplayBodyTest {
  private static ReplayBody read(String json) {
    return ReplayBody.of((JsonObject) JsonText.parse(json));
  }

  @Test
  void aRangeIsReadAndASingleOneIsARange() {
    assertThat(read("{\"community\":\"a\",\"from\":2,\"to\":5}"))
        .isEqualTo(new ReplayBody(Optional.of("a"), 2, 5));
    assertThat(read("{\"from\":2}")).isEqualTo(new ReplayBody(Optional.empty(), 2, 2));
    assertThat(read("{\"community\":null,\"from\":2,\"to\":null}"))
        .isEqualTo(new ReplayBody(Optional.empty(), 2, 2));
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
        "{\"from\":1,\"community\":5}"
      })
  void anythingElseIsRefused(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID));
  }
}
