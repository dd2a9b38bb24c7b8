package org.metagov.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.invocation.Advance;

class OverdueTest {
  private static final Instant END = Instant.parse("2024-06-01T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofDays(1);

  @Test
  void whatGoesOnUntilItsEndIsNotOverdue() {
    assertThat(Overdue.of(ending(END), END.minusSeconds(1), PATIENCE)).isEmpty();
    assertThat(Overdue.of(endless(), END, PATIENCE)).isEmpty();
    assertThat(Overdue.of(new Advance.Completed(JsonValue.EMPTY_JSON_OBJECT), END, PATIENCE))
        .isEmpty();
  }

  @Test
  void whatIsOpenAfterItsEndIsOverdueAndOnceItIsSoForLongIsOver() {
    assertThat(Overdue.of(ending(END), END, PATIENCE)).contains(new Overdue(END, false));
    Instant last = END.plus(PATIENCE).minusSeconds(1);
    assertThat(Overdue.of(ending(END), last, PATIENCE)).contains(new Overdue(END, false));
    assertThat(Overdue.of(ending(END), END.plus(PATIENCE), PATIENCE))
        .contains(new Overdue(END, true));
  }

  @Test
  void itIsLookedAtSoonAfterItsEndAndWhenItIsOver() {
    assertThat(Overdue.nextLook(ending(END), END.minusSeconds(5), PATIENCE))
        .hasValueSatisfying(time -> assertThat(time).isBetween(END, END.plusSeconds(60)));
    assertThat(Overdue.nextLook(ending(END), END.plusSeconds(5), PATIENCE))
        .contains(END.plus(PATIENCE));
    assertThat(Overdue.nextLook(endless(), END, PATIENCE)).isEmpty();
  }

  @Test
  void anEndBeyondAllTimeIsNoReasonToFail() {
    for (Instant end : new Instant[] {Instant.MAX, Instant.MIN}) {
      assertThat(Overdue.nextLook(ending(end), END, PATIENCE).isPresent())
          .isEqualTo(end.equals(Instant.MIN));
    }
    assertThat(Overdue.of(ending(Instant.MAX), END, PATIENCE)).isEmpty();
    assertThat(Overdue.of(ending(Instant.MIN), END, PATIENCE))
        .contains(new Overdue(Instant.MIN, true));
  }

  private static Advance endless() {
    return pending(Optional.empty());
  }

  private static Advance ending(Instant end) {
    return pending(Optional.of(end));
  }

  private static Advance pending(Optional<Instant> end) {
    return new Advance.Pending(
        JsonValue.EMPTY_JSON_OBJECT,
        JsonValue.EMPTY_JSON_OBJECT,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        end);
  }
}
