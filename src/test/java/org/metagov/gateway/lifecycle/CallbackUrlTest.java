package org.metagov.gateway.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.address.HostileUrls;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.outbound.AddressGuard;
import org.metagov.gateway.outbound.TestAddressGuard;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;

class CallbackUrlTest {
  /** That of a public server, which knows no names. */
  private final AddressGuard guard = TestAddressGuard.ofAPublicServer();

  private static JsonObject body(String url) {
    return JsonText.object().add("callback_url", url).build();
  }

  static Stream<String> hostile() {
    return Stream.concat(HostileUrls.malformed(), HostileUrls.literals());
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void aHostileUrlIsRefused(String url) {
    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> CallbackUrl.in(body(url), guard));
    assertThat(refused).hasMessageStartingWith("'callback_url' must be an http or https URL ");
    assertThat(refused.errors())
        .singleElement()
        .extracting(FieldError::pointer)
        .isEqualTo("/callback_url");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://policy_kit:8000/outcome/1", "https://8.8.8.8/x?key=k", "HTTP://A.example"})
  void anyOtherIsKeptAsItIs(String url) {
    assertThat(CallbackUrl.in(body(url), guard)).contains(url);
  }

  @Test
  void thereNeedNotBeOne() {
    assertThat(CallbackUrl.in(JsonValue.EMPTY_JSON_OBJECT, guard)).isEmpty();
    assertThat(CallbackUrl.in((JsonObject) JsonText.parse("{\"callback_url\":null}"), guard))
        .isEmpty();
  }
}
