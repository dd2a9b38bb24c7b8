package org.metagov.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.store.RowsOnDerby;

/** Messages by plain SQL. */
class MessageRowsTest extends RowsOnDerby {
  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
  private static final String LOG = "community/garden";

  /** Twenty, a minute apart; the first three are no longer kept. */
  @BeforeEach
  void fill() {
    for (int i = 4; i <= 20; i++) {
      sql.write(
          "INSERT INTO message (id, stream, sequence_no, source, event_type, body, written_at)"
              + " VALUES (?, ?, ?, ?, ?, '{}', ?)",
          "evt_" + i,
          LOG,
          i,
          i % 5 == 0 ? "rare" : "usual",
          i % 2 == 0 ? "even" : "odd",
          NOON.plusSeconds(60L * i));
    }
  }

  private long lastBefore(long seconds) {
    return MessageRows.lastBefore(sql, LOG, 3, 20, NOON.plusSeconds(seconds));
  }

  @Test
  void whatWasWrittenBeforeATimeIsFound() {
    assertThat(lastBefore(0)).isEqualTo(3);
    assertThat(lastBefore(60 * 4)).isEqualTo(3);
    assertThat(lastBefore(60 * 4 + 1)).isEqualTo(4);
    for (int i = 5; i <= 20; i++) {
      assertThat(lastBefore(60L * i)).isEqualTo(i - 1);
    }
    assertThat(lastBefore(60 * 20 + 1)).isEqualTo(20);
    assertThat(lastBefore(100_000)).isEqualTo(20);
  }

  @Test
  void theNewestComeFirstWithinTheirBounds() {
    assertThat(MessageRows.newest(sql, LOG, 19, 5, Optional.of("rare"), Optional.empty(), 10))
        .extracting(Message::sequence)
        .containsExactly(15L, 10L);
    assertThat(MessageRows.newest(sql, LOG, 21, 3, Optional.empty(), Optional.of("odd"), 2))
        .extracting(Message::sequence)
        .containsExactly(19L, 17L);
    assertThat(MessageRows.find(sql, "evt_7")).map(Message::sequence).contains(7L);
    assertThat(MessageRows.find(sql, "evt_3")).isEmpty();
  }
}
