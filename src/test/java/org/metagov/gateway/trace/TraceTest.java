package org.metagov.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
  private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String GIVEN = "00-" + ID + "-00f067aa0ba902b7-01";

  @Test
  void aRequestSaysWhatItBelongsTo() {
    assertThat(Trace.of(List.of(GIVEN))).contains(new Trace(ID, true));
    assertThat(Trace.of(List.of(GIVEN.replace("-01", "-00")))).contains(new Trace(ID, false));
    // Of the flags one is known; the others are not passed on.
    assertThat(Trace.of(List.of(GIVEN.replace("-01", "-fe")))).contains(new Trace(ID, false));
  }

  @Test
  void ofALaterVersionTheBeginningIsRead() {
    assertThat(Trace.of(List.of(GIVEN.replace("00-4", "cc-4")))).contains(new Trace(ID, true));
    assertThat(Trace.of(List.of(GIVEN.replace("00-4", "cc-4") + "-what-comes")))
        .contains(new Trace(ID, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01"
      })
  void whatIsMalformedIsNone(String header) {
    assertThat(Trace.of(List.of(header))).isEmpty();
  }

  @Test
  void twoAreNone() {
    assertThat(Trace.of(List.of(GIVEN, GIVEN))).isEmpty();
    assertThat(Trace.of(List.of())).isEmpty();
  }

  @Test
  void whoIsCalledHearsOfTheSameTraceAndOfUsAlone() {
    Trace trace = new Trace(ID, true);
    String first = trace.parent();
    assertThat(first).matches("00-" + ID + "-[0-9a-f]{16}-01").isNotEqualTo(trace.parent());
    assertThat(Trace.of(List.of(first))).contains(trace);
    assertThat(first).doesNotContain("00f067aa0ba902b7");
  }

  @Test
  void whatIsKeptIsReadAgain() {
    for (Trace trace : List.of(new Trace(ID, true), new Trace(ID, false), Trace.begin())) {
      assertThat(trace.kept()).hasSize(35);
      assertThat(Trace.ofKept(trace.kept())).isEqualTo(trace);
    }
    assertThat(Trace.ofKept(null).id()).hasSize(32);
  }

  @Test
  void noTwoAreAlikeAndEachIsOne() {
    assertThat(IntStream.range(0, 1_000).mapToObj(i -> Trace.begin()))
        .doesNotHaveDuplicates()
        .allSatisfy(trace -> assertThat(Trace.of(List.of(trace.parent()))).contains(trace));
  }

  @Test
  void aThreadGoesOnAsBefore() {
    Trace outer = Trace.begin();
    Trace inner = Trace.begin();
    CurrentTrace.run(
        outer,
        () -> {
          assertThat(CurrentTrace.within(inner, CurrentTrace::get)).isEqualTo(inner);
          assertThat(CurrentTrace.get()).isEqualTo(outer);
        });
    assertThat(CurrentTrace.find()).isEmpty();
  }
}
