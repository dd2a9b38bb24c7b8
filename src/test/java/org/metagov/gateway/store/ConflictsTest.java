package org.metagov.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConflictsTest {
  private static final String DEADLOCK = "40001";
  private static final String DUPLICATE = "23505";

  private final AtomicInteger met = new AtomicInteger();

  @BeforeEach
  void listen() {
    Conflicts.tell(met::incrementAndGet);
  }

  @AfterEach
  void listenNoMore() {
    Conflicts.tell(() -> {});
  }

  /** A transaction that fails with these states, one after another, and then returns 7. */
  private static int after(Iterator<String> states) {
    if (states.hasNext()) {
      throw new IllegalStateException(new SQLException("lost", states.next()));
    }
    return 7;
  }

  private static Iterator<String> states(String... states) {
    return List.of(states).iterator();
  }

  @Test
  void aTransactionThatLosesRunsAgainAndEachLossIsTold() {
    Iterator<String> twice = states(DEADLOCK, DEADLOCK);
    assertThat(Conflicts.retry(() -> after(twice))).isEqualTo(7);
    assertThat(met).hasValue(2);
  }

  @Test
  void oneThatAlwaysLosesIsGivenUp() {
    Iterator<String> often =
        states(DEADLOCK, DEADLOCK, DEADLOCK, DEADLOCK, DEADLOCK, DEADLOCK, DEADLOCK);
    assertThatThrownBy(() -> Conflicts.retry(() -> after(often))).hasMessageContaining("lost");
    assertThat(met).hasValue(5);
    assertThat(often).hasNext();
  }

  @Test
  void whatFailsOtherwiseIsNotTriedAgain() {
    Iterator<String> once = states(DUPLICATE);
    assertThatThrownBy(() -> Conflicts.retry(() -> after(once))).hasMessageContaining("lost");
    assertThat(met).hasValue(0);
  }

  @Test
  void ofTwoThatInsertTheSameRowTheSecondOneFindsIt() {
    Iterator<String> once = states(DUPLICATE);
    assertThat(Conflicts.retryInsert(() -> after(once))).isEqualTo(7);
    Iterator<String> twice = states(DUPLICATE, DUPLICATE);
    assertThatThrownBy(() -> Conflicts.retryInsert(() -> after(twice)))
        .hasMessageContaining("lost");
  }
}
