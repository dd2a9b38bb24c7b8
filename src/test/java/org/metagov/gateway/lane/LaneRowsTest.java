package org.metagov.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.driver.Attempt;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.event.MessageRows;
import org.metagov.gateway.event.MessagesWritten;
import org.metagov.gateway.event.MessagesWritten.Kind;
import org.metagov.gateway.outbound.DriverAnswer;
import org.metagov.gateway.receiver.ReceiverMark;
import org.metagov.gateway.store.RowsOnDerby;
import org.metagov.gateway.trace.Trace;

/** Lanes, messages and deliveries by plain SQL. */
class LaneRowsTest extends RowsOnDerby {
  private static final String LOG = "community/garden";
  private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

  @BeforeEach
  void fill() {
    sql.write(
        "INSERT INTO message_stream (name, community, newest, purged) VALUES (?, 'garden', 9, 2)",
        LOG);
  }

  /** A lane that has reached the number 5 and waits for nothing. */
  private long lane(String destination, String replay, long newest, Optional<Instant> due) {
    return sql.insert(
        "INSERT INTO lane (stream, destination, replay, newest, reached, sent, due_at, version)"
            + " VALUES (?, ?, ?, ?, 5, 4, ?, 1)",
        LOG,
        destination,
        replay,
        newest,
        due);
  }

  private LaneSnapshot found(long id) {
    return LaneRows.find(sql, id).orElseThrow().lane();
  }

  private void receiver(String name, String state) {
    sql.write(
        "INSERT INTO receiver (name, url, filter, state, origin, created_at, revision, version)"
            + " VALUES (?, 'sealed', '{}', ?, 'API', 1, 77, 3)",
        name,
        state);
  }

  private static MessagesWritten written(long newest, int count) {
    return new MessagesWritten(
        LOG, "garden", newest, count, Set.of(new Kind("forum", "post")), Duration.ZERO, false);
  }

  @Test
  void aLaneComesWithItsStreamAndTheMarkOfItsReceiver() {
    receiver("log", "ACTIVE");
    long id = lane("receiver/log", "", 9, Optional.of(NOW));
    LaneRows.Found found = LaneRows.find(sql, id).orElseThrow();
    assertThat(found.lane())
        .returns(LOG, LaneSnapshot::stream)
        .returns("receiver/log", LaneSnapshot::destination)
        .returns(9L, LaneSnapshot::newest)
        .returns(5L, LaneSnapshot::reached)
        .returns(4L, LaneSnapshot::sent)
        .returns(Optional.of(NOW), LaneSnapshot::dueAt)
        .returns(Optional.empty(), LaneSnapshot::until)
        .returns(Optional.empty(), LaneSnapshot::hold)
        .returns(Optional.empty(), LaneSnapshot::blocked);
    assertThat(found.stream().orElseThrow().community()).isEqualTo("garden");
    assertThat(found.stream().orElseThrow().purged()).isEqualTo(2);
    assertThat(found.receiver()).contains(new ReceiverMark(3, 77));
    assertThat(found.down()).isFalse();
  }

  @Test
  void callbacksComeWithTheMarkOfTheReceiverWhoseSecretSignsThem() {
    receiver("default", "ACTIVE");
    long id = lane("callback/http://a:80", "", 9, Optional.of(NOW));
    assertThat(LaneRows.find(sql, id).orElseThrow().receiver()).contains(new ReceiverMark(3, 77));
  }

  @Test
  void aReceiverThatIsBeingRemovedIsNoMore() {
    receiver("log", "REMOVED");
    long id = lane("receiver/log", "", 9, Optional.of(NOW));
    assertThat(LaneRows.find(sql, id).orElseThrow().receiver()).isEmpty();
  }

  @Test
  void aLaneKnowsWhetherItsDestinationIsDown() {
    sql.write(
        "INSERT INTO destination_down (name, since, next_probe_at, failures, last_error)"
            + " VALUES ('receiver/log', 1, 1, 1, 'x')");
    long id = lane("receiver/log", "", 9, Optional.of(NOW));
    assertThat(LaneRows.find(sql, id).orElseThrow().down()).isTrue();
  }

  @Test
  void aLaneThatIsGoneIsNotFound() {
    assertThat(LaneRows.find(sql, 0)).isEmpty();
  }

  @Test
  void whatIsPassedIsDoneWith() {
    long id = lane("receiver/log", "", 9, Optional.of(NOW.minusSeconds(1)));
    assertThat(LaneRows.pass(sql, id, 7, 6, NOW)).isTrue();
    assertThat(found(id))
        .returns(7L, LaneSnapshot::reached)
        .returns(6L, LaneSnapshot::sent)
        // There is more.
        .returns(Optional.of(NOW), LaneSnapshot::dueAt);
    assertThat(LaneRows.pass(sql, id, 9, 0, NOW)).isTrue();
    assertThat(found(id))
        .returns(9L, LaneSnapshot::reached)
        .returns(6L, LaneSnapshot::sent)
        .returns(Optional.empty(), LaneSnapshot::dueAt);
  }

  @Test
  void aLaneThatWaitsForAMessageTakesMore() {
    long id = lane("receiver/log", "", 9, Optional.of(NOW));
    sql.write("UPDATE lane SET delivery_id = 1 WHERE id = ?", id);
    assertThat(LaneRows.pass(sql, id, 7, 7, NOW)).isFalse();
    assertThat(LaneRows.pass(sql, lane("receiver/log", "again", 9, Optional.of(NOW)), 7, 7, NOW))
        .isFalse();
  }

  @Test
  void noLaneGoesBack() {
    long id = lane("receiver/log", "", 9, Optional.of(NOW));
    assertThat(LaneRows.pass(sql, id, 4, 4, NOW)).isFalse();
  }

  @Test
  void aLaneIsTold() {
    long idle = lane("receiver/log", "", 5, Optional.empty());
    long waiting = lane("receiver/other", "", 5, Optional.of(NOW.plusSeconds(9)));
    long replay = lane("receiver/log", "again", 5, Optional.empty());
    LaneRows.tell(sql, written(7, 2), List.of(), NOW);
    assertThat(found(idle))
        .returns(7L, LaneSnapshot::newest)
        .returns(Optional.of(NOW), LaneSnapshot::dueAt);
    assertThat(found(waiting))
        .returns(7L, LaneSnapshot::newest)
        .returns(Optional.of(NOW.plusSeconds(9)), LaneSnapshot::dueAt);
    assertThat(found(replay)).returns(5L, LaneSnapshot::newest);
  }

  @Test
  void aLaneThatIsCaughtUpIsDoneWithWhatNobodyWantsThere() {
    long id = lane("receiver/deaf", "", 5, Optional.empty());
    LaneRows.tell(sql, written(7, 2), List.of("receiver/deaf"), NOW);
    assertThat(found(id))
        .returns(7L, LaneSnapshot::newest)
        .returns(7L, LaneSnapshot::reached)
        .returns(4L, LaneSnapshot::sent)
        .returns(Optional.empty(), LaneSnapshot::dueAt);
  }

  @Test
  void aLaneThatIsBehindIsNotSaidToBeDoneWithWhatCameBefore() {
    // It is paused, or was told of the event before this one and has no worker yet.
    long paused = lane("receiver/deaf", "", 6, Optional.empty());
    long due = lane("receiver/log", "", 6, Optional.of(NOW));
    LaneRows.tell(sql, written(7, 1), List.of("receiver/deaf", "receiver/log"), NOW);
    assertThat(found(paused)).returns(5L, LaneSnapshot::reached);
    assertThat(found(due)).returns(5L, LaneSnapshot::reached);
    assertThat(found(paused)).returns(Optional.of(NOW), LaneSnapshot::dueAt);
  }

  @Test
  void whatWasDeliveredIsKept() {
    LaneSnapshot lane = found(lane("receiver/log", "", 9, Optional.of(NOW)));
    Message message = new Message("evt_1", LOG, 6, "forum", "post", "{}", NOW, Trace.begin());
    Attempt attempt =
        new Attempt(NOW, Duration.ofMillis(3), new DriverAnswer(200, Optional.empty(), "", false));
    DeliveryRows.insert(sql, lane, List.of(new Delivered(message, attempt)));
    long id =
        sql.first("SELECT id FROM delivery WHERE lane_id = ?", row -> row.getLong(1), lane.id())
            .orElseThrow();
    assertThat(DeliveryRows.find(sql, id).orElseThrow())
        .returns("evt_1", DeliverySnapshot::messageId)
        .returns(6L, DeliverySnapshot::sequence)
        .returns(DeliveryState.DELIVERED, DeliverySnapshot::state)
        .returns(1, DeliverySnapshot::tries)
        .returns(false, DeliverySnapshot::replay)
        .returns(NOW, DeliverySnapshot::firstAt)
        .returns(1, delivery -> delivery.attempts().size());
  }

  @Test
  void messagesComeInTheirOrderAndNoMoreThanFitIntoMemory() {
    String large = "x".repeat(MessageRows.MOST_BYTES / 2);
    for (int i = 9; i > 5; i--) {
      sql.write(
          "INSERT INTO message (id, stream, sequence_no, source, event_type, body, written_at)"
              + " VALUES (?, ?, ?, 'forum', 'post', ?, 1)",
          "evt_" + i,
          LOG,
          (long) i,
          i == 9 ? "{}" : large);
    }
    assertThat(MessageRows.after(sql, LOG, 5, 50))
        .extracting(Message::sequence)
        .containsExactly(6L, 7L);
    assertThat(MessageRows.after(sql, LOG, 7, 1)).extracting(Message::sequence).containsExactly(8L);
    assertThat(MessageRows.at(sql, LOG, List.of(9L, 6L)))
        .extracting(Message::sequence)
        .containsExactly(6L, 9L);
  }
}
