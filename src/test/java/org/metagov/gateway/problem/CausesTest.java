package org.metagov.gateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class CausesTest {
  private static String printed(Throwable failure) {
    StringWriter text = new StringWriter();
    Causes.brief(failure).printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  private static int descend(int depth) {
    return depth < 0 ? 0 : descend(depth + 1) + 1;
  }

  @Test
  void aDeepStackIsCut() {
    try {
      descend(0);
    } catch (StackOverflowError e) {
      assertThat(printed(e).lines().count()).isEqualTo(21);
    }
  }

  @Test
  void aLongTextIsCutAndStaysOnItsLine() {
    String forged = "a\r\n2026-01-01 SEVERE forged\u2028" + "x".repeat(100_000);
    assertThat(printed(new IllegalStateException(forged)).lines().findFirst().orElseThrow())
        .startsWith("java.lang.IllegalStateException: a??2026-01-01 SEVERE forged?x")
        .endsWith("…")
        .hasSize(501);
  }

  @Test
  void aLongChainIsCut() {
    Throwable failure = new IllegalStateException("root");
    for (int i = 0; i < 100; i++) {
      failure = new IllegalStateException("n" + i, failure);
    }
    assertThat(printed(failure)).contains("n99", "n96").doesNotContain("n95");
    assertThat(printed(failure).length()).isLessThan(16_000);
  }

  @Test
  void aChainThatBitesItsTailHasAnEnd() {
    Exception one = new IllegalStateException("one");
    Exception other = new IllegalStateException("other", one);
    one.initCause(other);
    assertThat(printed(other).length()).isLessThan(16_000);
  }

  @Test
  void noFailureStaysNone() {
    assertThat(Causes.brief(null)).isNull();
  }
}
