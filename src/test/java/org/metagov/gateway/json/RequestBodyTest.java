package org.metagov.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

class RequestBodyTest {
  @Test
  void anEmptyBodyIsAnEmptyObjectOnlyWhereThatIsSaid() {
    assertThat(RequestBody.objectOrEmpty(new byte[0])).isEmpty();
    assertThat(RequestBody.objectOrEmpty("null".getBytes(UTF_8))).isEmpty();
    assertThat(refusal(new byte[0])).hasMessageStartingWith("The body is missing");
  }

  @Test
  void anObjectIsRead() {
    assertThat(RequestBody.object("{\"a\":1}".getBytes(UTF_8)).getInt("a")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "1", "\"{}\"", "true"})
  void anythingButAnObjectIsTheCallersFault(String body) {
    assertThat(refusal(body.getBytes(UTF_8))).hasMessage("The body must be a JSON object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"a\":hush}", " ", "{\"a\":\"\\ud800\"}"})
  void aMalformedBodyIsTheCallersFaultAndNotQuoted(String body) {
    assertThat(refusal(body.getBytes(UTF_8)))
        .hasMessageStartingWith("JSON parse error: ")
        .hasMessageNotContaining("hush");
  }

  @Test
  void aBodyThatIsNotUtf8IsTheCallersFault() {
    assertThat(refusal(new byte[] {(byte) 0xff}))
        .hasMessage("JSON parse error: the text is not UTF-8");
  }

  @Test
  void aBodyNestedTooDeepIsTheCallersFault() {
    byte[] body = "{\"a\":".repeat(50_000).getBytes(UTF_8);
    assertThat(refusal(body)).hasMessage("JSON parse error: nested deeper than 100 levels");
  }

  private static ProblemException refusal(byte[] body) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> RequestBody.object(body));
    assertThat(refusal.type()).isEqualTo(ProblemType.INVALID);
    return refusal;
  }
}
