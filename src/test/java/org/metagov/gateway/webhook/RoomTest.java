package org.metagov.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Settings;

class RoomTest {
  private static final Map<String, String> SETTINGS =
      Map.of("metagov.webhook.max-waiting", "3", "metagov.webhook.disk-reserve", "3GiB");

  private long waiting;
  private long now;
  private OptionalLong free = OptionalLong.of(3L << 30);
  private final Room room =
      new Room(
          Settings.read(SETTINGS.keySet(), key -> Optional.ofNullable(SETTINGS.get(key))),
          () -> waiting,
          () -> free,
          () -> now);

  private void assertMissing(String why) {
    assertThat(room.isLeft()).isFalse();
    assertThat(room.isMissing()).hasMessage(why);
    assertThat(room.isMissing().type()).isEqualTo(ProblemType.BUSY);
    assertThat(room.isMissing().retryAfter()).isPresent();
  }

  @Test
  void aDiskWithLessThanItsReserveHasNoRoomUntilThereIsSome() {
    room.look();
    assertThat(room.isLeft()).isTrue();
    free = OptionalLong.of((3L << 30) - 1);
    assertThat(room.isLeft()).as("nobody has looked").isTrue();
    room.look();
    assertMissing("The disk is nearly full");
    free = OptionalLong.of(3L << 30);
    room.look();
    assertThat(room.isLeft()).isTrue();
  }

  @Test
  void aDiskThatNobodyKnowsIsNotFull() {
    free = OptionalLong.of(0);
    room.look();
    free = OptionalLong.empty();
    room.look();
    assertThat(room.isLeft()).isTrue();
  }

  @Test
  void anInboxThatIsFullHasRoomWhenSomeIsWorkedOff() {
    waiting = 2;
    room.look();
    assertThat(room.isLeft()).isTrue();
    room.taken(1);
    assertMissing("The inbox is full");
    waiting = 2;
    room.look();
    assertThat(room.isLeft()).isTrue();
  }

  @Test
  void anInboxIsOnlyFullIfThatWasJustCounted() {
    waiting = 2;
    room.look();
    room.taken(1);
    waiting = 0;
    assertMissing("The inbox is full");
    now += 1_000_000_000;
    assertThat(room.isLeft()).as("two were worked off, and nobody has looked since").isTrue();
  }

  @Test
  void theDiskIsLookedAtAlsoWhereTheInboxCannotBe() {
    Room blind =
        new Room(
            Settings.read(SETTINGS.keySet(), key -> Optional.ofNullable(SETTINGS.get(key))),
            () -> {
              throw new IllegalStateException("the database does not answer");
            },
            () -> OptionalLong.of(0),
            () -> now);
    org.assertj.core.api.Assertions.assertThatIllegalStateException().isThrownBy(blind::look);
    assertThat(blind.isLeft()).isFalse();
  }
}
