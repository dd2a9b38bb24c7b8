package org.metagov.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class StartFailureTest {
  @Test
  void aReasonGoesFromTheFailureToItsFirstCause() {
    Exception failure =
        new IllegalStateException("no database", new IOException("connection refused"));
    assertThat(StartFailure.reason(failure)).isEqualTo("no database: connection refused");
  }

  @Test
  void whatSeveralFailuresSayIsSaidOnce() {
    Exception first = new IOException("connection refused");
    Exception failure = new IllegalStateException(new IllegalStateException(first));
    assertThat(StartFailure.reason(failure))
        .isEqualTo("java.lang.IllegalStateException: java.io.IOException: connection refused");
  }

  @Test
  void aFailureWithoutAMessageIsToldByItsClass() {
    assertThat(StartFailure.reason(new NullPointerException())).isEqualTo("NullPointerException");
  }

  @Test
  void aReasonIsOneLine() {
    assertThat(StartFailure.reason(new IOException(" one\n\ttwo\r\n three ")))
        .isEqualTo("one two three");
  }

  @Test
  void aFailureWithAnEmptyMessageAddsNothing() {
    assertThat(StartFailure.reason(new IllegalStateException("", new IOException("why"))))
        .isEqualTo("why");
  }
}
