package org.metagov.gateway.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyTest {
  @Test
  void aReplyHasTheHeadersThatItIsGiven() {
    assertThat(Reply.json("{}").header("X-Hook-Secret", "s").header("Location", "/a").headers())
        .containsOnlyKeys("X-Hook-Secret", "Location")
        .containsEntry("X-Hook-Secret", "s");
    assertThat(Reply.OK.headers()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Length, 5",
    "content-type, text/html",
    "Transfer-Encoding, chunked",
    "Set-Cookie, a=b",
    "'X Y', a",
    "'', a"
  })
  void howItIsSentAndCookiesAreNotThePlugins(String name, String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> Reply.OK.header(name, value));
  }

  @Test
  void noValueBeginsALineOfItsOwn() {
    assertThatIllegalArgumentException().isThrownBy(() -> Reply.OK.header("X-A", "a\r\nX-B: b"));
  }
}
