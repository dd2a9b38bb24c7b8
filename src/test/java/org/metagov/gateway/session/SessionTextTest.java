package org.metagov.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionTextTest {

  private final SessionText text = SessionText.random();
  private final String cookie = SessionText.COOKIE + text.id();

  private static Optional<SessionText> read(String token, Map<String, String> cookies) {
    return SessionText.of(token, cookies::get, SessionTextTest::mac);
  }

  /** Stands for the keyed hash: 64 digits that differ where the text does. */
  private static String mac(String text) {
    return "%064x".formatted(Integer.toUnsignedLong(text.hashCode()));
  }

  @Test
  void tokenAndCookieAreOneSession() {
    assertThat(read(text.token(SessionTextTest::mac), Map.of(cookie, text.secret())))
        .hasValueSatisfying(
            found -> {
              assertThat(found.id()).isEqualTo(text.id());
              assertThat(found.secret()).isEqualTo(text.secret());
            });
  }

  @Test
  void neitherIsOneAlone() {
    assertThat(read(text.token(SessionTextTest::mac), Map.of())).isEmpty();
    assertThat(read("", Map.of(cookie, text.secret()))).isEmpty();
    assertThat(read(text.secret(), Map.of(cookie, text.secret()))).isEmpty();
  }

  @Test
  void thatOfAnotherSessionDoesNotFit() {
    SessionText other = SessionText.random();
    assertThat(read(text.token(SessionTextTest::mac), Map.of(cookie, other.secret()))).isEmpty();
    assertThat(
            read(
                text.token(SessionTextTest::mac),
                Map.of(SessionText.COOKIE + other.id(), text.secret())))
        .isEmpty();
    assertThat(read(other.token(SessionTextTest::mac), Map.of(cookie, text.secret()))).isEmpty();
  }

  @Test
  void nobodyCanChooseWhatIsAskedFor() {
    String token = text.token(SessionTextTest::mac);
    assertThat(read(token, Map.of(cookie, text.secret() + ";x"))).isEmpty();
    assertThat(read(token + "0", Map.of(cookie, text.secret()))).isEmpty();
    assertThat(read(token.replace("mgs_", "mgk_"), Map.of(cookie, text.secret()))).isEmpty();
  }

  @Test
  void theSecretIsNotTold() {
    assertThat(text).hasToString("mgs_" + text.id() + "_***");
    assertThat(text.token(SessionTextTest::mac)).doesNotContain(text.secret());
    assertThat(SessionText.random().secret()).isNotEqualTo(text.secret());
  }
}
