package org.metagov.gateway.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningSecretTest {
  /** The example of the specification's reference implementations. */
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @Test
  void theSpecificationsExampleIsSignedAsThere() {
    assertThat(
            SigningSecret.of(SECRET)
                .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void everyPartIsSigned() {
    SigningSecret secret = SigningSecret.of(SECRET);
    assertThat(
            new String[] {
              secret.sign("a", 1, "{}"),
              secret.sign("b", 1, "{}"),
              secret.sign("a", 2, "{}"),
              secret.sign("a", 1, "{\"é\":1}"),
              SigningSecret.random().sign("a", 1, "{}")
            })
        .doesNotHaveDuplicates();
  }

  @Test
  void aNewSecretIsOne() {
    SigningSecret secret = SigningSecret.random();
    assertThat(SigningSecret.of(secret.text()).text()).isEqualTo(secret.text());
    assertThat(SigningSecret.random().text()).isNotEqualTo(secret.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "whsec_",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==",
        "whsec_****************************************",
        "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
      })
  void whatIsNoSecretIsRefusedWithoutTellingIt(String text) {
    assertThatThrownBy(() -> SigningSecret.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessage("expected whsec_ and 24 to 64 bytes in Base64");
  }

  @Test
  void aSecretMayHaveSixtyFourBytesAndNotOneMore() {
    assertThat(SigningSecret.of("whsec_" + "A".repeat(86) + "==")).hasToString("whsec_***");
    assertThatThrownBy(() -> SigningSecret.of("whsec_" + "A".repeat(87) + "="))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
