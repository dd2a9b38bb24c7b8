package org.metagov.gateway.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.problem.ProblemException;

class KeyRingTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final DriverKeyText TEXT = DriverKeyText.random();

  private final Map<String, DriverKeySnapshot> store = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final List<String> used = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private Runnable meanwhile = () -> {};
  private final KeyRing ring =
      new KeyRing(
          id -> {
            asked.add(id);
            Optional<DriverKeySnapshot> read =
                Optional.ofNullable(store.get(id)).map(key -> readAt(key, now()));
            meanwhile.run();
            return read;
          },
          text -> "hash of " + text,
          (id, before) -> used.add(id),
          nanos::get);

  private Instant now() {
    return NOW.plusNanos(nanos.get());
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static DriverKeySnapshot key(
      Optional<Instant> expiresAt, Optional<Instant> revokedAt, Optional<Instant> lastUsedAt) {
    return new DriverKeySnapshot(
        TEXT.id(),
        "garden",
        "hash of " + TEXT.text(),
        Scope.ACT,
        false,
        "LOOPBACK",
        NOW,
        expiresAt,
        revokedAt,
        lastUsedAt,
        NOW);
  }

  private static DriverKeySnapshot readAt(DriverKeySnapshot key, Instant time) {
    return new DriverKeySnapshot(
        key.id(),
        key.name(),
        key.hash(),
        key.scope(),
        key.everywhere(),
        key.createdBy(),
        key.createdAt(),
        key.expiresAt(),
        key.revokedAt(),
        key.lastUsedAt(),
        time);
  }

  private void keep(DriverKeySnapshot key) {
    store.put(key.id(), key);
  }

  private void assertRefused(DriverKeyText text, String detail) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> ring.open(text))
        .withMessage(detail)
        .satisfies(refusal -> assertThat(refusal.type().status()).isEqualTo(401));
  }

  @Test
  void aKeyOpensWhatItIsFor() {
    keep(key(Optional.empty(), Optional.empty(), Optional.of(NOW)));
    assertThat(ring.open(TEXT).scope()).isEqualTo(Scope.ACT);
  }

  @Test
  void anotherSecretUnderTheIdOpensNothing() {
    keep(key(Optional.empty(), Optional.empty(), Optional.of(NOW)));
    store.put(TEXT.id(), store.get(TEXT.id()));
    DriverKeyText other = DriverKeyText.random();
    store.put(other.id(), store.get(TEXT.id()));
    assertRefused(other, "The key is wrong");
  }

  @Test
  void aKeyThatThereIsNotOpensNothingAndIsNotRemembered() {
    assertRefused(TEXT, "The key is wrong");
    keep(key(Optional.empty(), Optional.empty(), Optional.of(NOW)));
    assertThat(ring.open(TEXT).id()).isEqualTo(TEXT.id());
  }

  @Test
  void aKeyEndsToTheMomentAlsoWhereItWasReadBefore() {
    keep(key(Optional.of(NOW.plusSeconds(1)), Optional.empty(), Optional.of(NOW)));
    pass(Duration.ofMillis(999));
    ring.open(TEXT);
    assertThat(ring.alive(TEXT.id())).isPresent();
    pass(Duration.ofMillis(1));
    assertRefused(TEXT, "The key has expired");
    assertThat(ring.alive(TEXT.id())).isEmpty();
    assertThat(asked).hasSize(1);
  }

  @Test
  void whatAnotherNodeRevokesIsKnownWithinTwoSeconds() {
    keep(key(Optional.empty(), Optional.empty(), Optional.of(NOW)));
    ring.open(TEXT);
    keep(key(Optional.empty(), Optional.of(NOW), Optional.of(NOW)));
    pass(Duration.ofMillis(1_999));
    ring.open(TEXT);
    pass(Duration.ofMillis(1));
    assertRefused(TEXT, "The key was revoked");
    assertThat(ring.alive(TEXT.id())).isEmpty();
  }

  @Test
  void whoeverWouldNotAskTwiceIsNotToldOfAnEndThatIsOverElsewhere() {
    keep(key(Optional.of(NOW.plusSeconds(1)), Optional.empty(), Optional.of(NOW)));
    ring.open(TEXT);
    pass(Duration.ofSeconds(1));
    keep(key(Optional.empty(), Optional.empty(), Optional.of(NOW)));
    assertThat(ring.alive(TEXT.id())).isEmpty();
    assertThat(ring.aliveNow(TEXT.id())).isPresent();
    assertThat(asked).hasSize(2);
  }

  @Test
  void whoeverWouldNotAskTwiceDoesNotBelieveWhatALateReaderHasNoted() {
    Deque<DriverKeySnapshot> reads =
        new ArrayDeque<>(
            List.of(
                key(Optional.of(NOW), Optional.empty(), Optional.of(NOW)),
                key(Optional.of(NOW), Optional.empty(), Optional.of(NOW)),
                key(Optional.empty(), Optional.empty(), Optional.of(NOW))));
    AtomicReference<KeyRing> late = new AtomicReference<>();
    AtomicInteger looks = new AtomicInteger();
    KeyRing asking =
        new KeyRing(
            id -> Optional.of(reads.remove()),
            text -> text,
            (id, before) -> {},
            () -> {
              // Just when the store is asked anew, somebody notes what was read before the change.
              if (looks.incrementAndGet() == 3) {
                late.get().forget(TEXT.id());
                assertThat(late.get().alive(TEXT.id())).isEmpty();
              }
              return 0;
            });
    late.set(asking);
    assertThat(asking.aliveNow(TEXT.id())).isPresent();
    assertThat(reads).isEmpty();
  }

  @Test
  void whatThisNodeRevokesIsKnownAtOnce() {
    keep(key(Optional.empty(), Optional.empty(), Optional.of(NOW)));
    ring.open(TEXT);
    keep(key(Optional.empty(), Optional.of(NOW), Optional.of(NOW)));
    ring.forget(TEXT.id());
    assertRefused(TEXT, "The key was revoked");
  }

  @Test
  void whatThisNodeRevokesWhileItIsReadIsKnownAtOnce() {
    keep(key(Optional.empty(), Optional.empty(), Optional.of(NOW)));
    meanwhile =
        () -> {
          keep(key(Optional.empty(), Optional.of(NOW), Optional.of(NOW)));
          ring.forget(TEXT.id());
        };
    ring.open(TEXT);
    meanwhile = () -> {};
    assertRefused(TEXT, "The key was revoked");
  }

  @Test
  void whoeverHasTheSecretOnlyIsToldThatItWasRevoked() {
    keep(key(Optional.empty(), Optional.of(NOW), Optional.of(NOW)));
    DriverKeyText other = DriverKeyText.random();
    store.put(other.id(), store.get(TEXT.id()));
    assertRefused(other, "The key is wrong");
  }

  @Test
  void thatAKeyIsUsedIsWrittenSeldom() {
    keep(key(Optional.empty(), Optional.empty(), Optional.of(NOW)));
    for (int i = 0; i < 300; i++) {
      ring.open(TEXT);
      pass(Duration.ofSeconds(1));
    }
    assertThat(used).isEmpty();
    pass(Duration.ofSeconds(1));
    ring.open(TEXT);
    assertThat(used).containsExactly(TEXT.id());
  }

  @Test
  void aStoreThatTakesNoUseDoesNotKeepAKeyOut() {
    keep(key(Optional.empty(), Optional.empty(), Optional.empty()));
    AtomicInteger tries = new AtomicInteger();
    KeyRing failing =
        new KeyRing(
            id -> Optional.of(store.get(id)),
            text -> "hash of " + text,
            (id, before) -> {
              tries.incrementAndGet();
              throw new IllegalStateException("full");
            },
            nanos::get);
    for (int i = 0; i < 60; i++) {
      assertThat(failing.open(TEXT).id()).isEqualTo(TEXT.id());
      pass(Duration.ofSeconds(1));
    }
    assertThat(tries.get()).isEqualTo(2);
  }
}
