package org.metagov.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Settings;

class InboxCapacityTest {
  private static final Map<String, String> SETTINGS =
      Map.of("metagov.webhook.max-waiting", "3", "metagov.webhook.disk-reserve", "3GiB");

  private long waiting;
  private long now;
  private OptionalLong free = OptionalLong.of(3L << 30);
  private final InboxCapacity capacity =
      new InboxCapacity(
          Settings.read(SETTINGS.keySet(), key -> Optional.ofNullable(SETTINGS.get(key))),
          () -> waiting,
          () -> free,
          () -> now);

  private void assertMissing(String why) {
    assertThat(capacity.isLeft()).isFalse();
    assertThat(capacity.exhausted()).hasMessage(why);
    assertThat(capacity.exhausted().type()).isEqualTo(ProblemType.BUSY);
    assertThat(capacity.exhausted().retryAfter()).isPresent();
  }

  @Test
  void aDiskWithLessThanItsReserveHasNoRoomUntilThereIsSome() {
    capacity.look();
    assertThat(capacity.isLeft()).isTrue();
    free = OptionalLong.of((3L << 30) - 1);
    assertThat(capacity.isLeft()).as("nobody has looked").isTrue();
    capacity.look();
    assertMissing("The disk is nearly full");
    free = OptionalLong.of(3L << 30);
    capacity.look();
    assertThat(capacity.isLeft()).isTrue();
  }

  @Test
  void aDiskThatNobodyKnowsIsNotFull() {
    free = OptionalLong.of(0);
    capacity.look();
    free = OptionalLong.empty();
    capacity.look();
    assertThat(capacity.isLeft()).isTrue();
  }

  @Test
  void anInboxThatIsFullHasRoomWhenSomeIsWorkedOff() {
    waiting = 2;
    capacity.look();
    assertThat(capacity.isLeft()).isTrue();
    capacity.taken(1);
    assertMissing("The inbox is full");
    waiting = 2;
    capacity.look();
    assertThat(capacity.isLeft()).isTrue();
  }

  @Test
  void anInboxIsOnlyFullIfThatWasJustCounted() {
    waiting = 2;
    capacity.look();
    capacity.taken(1);
    waiting = 0;
    assertMissing("The inbox is full");
    now += 1_000_000_000;
    assertThat(capacity.isLeft()).as("two were worked off, and nobody has looked since").isTrue();
  }

  @Test
  void theDiskIsLookedAtAlsoWhereTheInboxCannotBe() {
    InboxCapacity blind =
        new InboxCapacity(
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
