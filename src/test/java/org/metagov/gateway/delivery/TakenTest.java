package org.metagov.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.driver.Attempt;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.lane.Delivered;
import org.metagov.gateway.outbound.DriverAnswer;
import org.metagov.gateway.trace.Trace;

class TakenTest {
  private final List<String> records = new ArrayList<>();
  private long nanos;
  private final Taken taken = new Taken(4, this::write, () -> nanos);

  private void write(List<Delivered> delivered, long reached) {
    records.add(
        delivered.stream().map(one -> one.message().sequence()).toList() + " to " + reached);
  }

  @Test
  void quickOnesAreRecordedTogether() {
    take(5, 6, 7);
    assertThat(records).isEmpty();
    taken.record();
    assertThat(records).containsExactly("[5, 6, 7] to 7");
  }

  @Test
  void neverMoreThanSixteenAreNotRecorded() {
    take(LongStream.rangeClosed(5, 37).toArray());
    assertThat(records).hasSize(2).allMatch(record -> record.split(",").length == 16);
  }

  @Test
  void whatASlowDriverTakesIsRecordedAtOnce() {
    take(5);
    taken.add(message(6), attempt(Duration.ofMillis(30)));
    assertThat(records).containsExactly("[5, 6] to 6");
  }

  @Test
  void whatWasTakenATenthOfASecondAgoIsRecorded() {
    take(5);
    nanos += Duration.ofMillis(100).toNanos();
    take(6);
    assertThat(records).containsExactly("[5, 6] to 6");
  }

  @Test
  void whatIsNotForTheDriverIsPassedWithTheOthers() {
    take(5);
    taken.pass(9);
    taken.record();
    assertThat(records).containsExactly("[5] to 9");
  }

  @Test
  void whereNothingHasHappenedNothingIsRecorded() {
    taken.record();
    assertThat(records).isEmpty();
  }

  @Test
  void whatCannotBeRecordedIsNotTriedAgain() {
    Taken failing =
        new Taken(
            0,
            (delivered, reached) -> {
              records.add("tried");
              throw new IllegalStateException("away");
            },
            () -> nanos);
    failing.add(message(1), attempt(Duration.ZERO));
    assertThatThrownBy(failing::record).hasMessage("away");
    failing.record();
    assertThat(records).containsExactly("tried");
  }

  private void take(long... sequences) {
    for (long sequence : sequences) {
      taken.add(message(sequence), attempt(Duration.ZERO));
    }
  }

  private static Message message(long sequence) {
    return new Message(
        "m" + sequence,
        "community/a",
        sequence,
        "tally",
        "counted",
        "{}",
        Instant.EPOCH,
        Trace.begin());
  }

  private static Attempt attempt(Duration took) {
    return new Attempt(Instant.EPOCH, took, new DriverAnswer(200, Optional.empty(), "", false));
  }
}
