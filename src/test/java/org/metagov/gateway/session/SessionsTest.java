package org.metagov.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.access.Approach;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.access.CurrentCaller;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.key.DriverKeySnapshot;
import org.metagov.gateway.problem.ProblemException;

class SessionsTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final Duration IDLE = Duration.ofMinutes(30);

  private static final Approach APPROACH =
      new Approach(
          "127.0.0.1",
          8080,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          false);

  private final SessionText text = SessionText.random();
  private final Map<String, SessionSnapshot> store = new HashMap<>();
  private final Map<String, DriverKeySnapshot> keys = new HashMap<>();
  private final List<Instant> used = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private Sessions sessions = knowing(Optional.of("mark of the settings"));

  private Sessions knowing(Optional<String> mark) {
    return new Sessions(
        id -> Optional.ofNullable(store.get(id)).map(session -> at(session, now())),
        id -> Optional.ofNullable(keys.get(id)),
        secret -> "hash of " + secret,
        SessionsTest::mac,
        mark,
        IDLE,
        (id, now, notBefore) -> used.add(now),
        nanos::get,
        new CurrentCaller());
  }

  private Instant now() {
    return NOW.plusNanos(nanos.get());
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static SessionSnapshot at(SessionSnapshot session, Instant time) {
    return new SessionSnapshot(
        session.id(),
        session.hash(),
        session.owner(),
        session.keyMark(),
        session.createdAt(),
        session.seenAt(),
        session.endsAt(),
        time);
  }

  private void keep(String owner, String mark) {
    store.put(
        text.id(),
        new SessionSnapshot(
            text.id(),
            "hash of " + text.secret(),
            owner,
            mark,
            NOW,
            NOW,
            NOW.plus(Duration.ofHours(8)),
            NOW));
  }

  private void keepKey(Scope scope) {
    keys.put(
        "k1",
        new DriverKeySnapshot(
            "k1",
            "garden",
            "h",
            scope,
            false,
            "LOOPBACK",
            NOW,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            NOW));
  }

  private Caller open() {
    return sessions.open(text.token(SessionsTest::mac), name -> text.secret(), APPROACH);
  }

  private void assertOver() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(this::open)
        .satisfies(refusal -> assertThat(refusal.type().status()).isEqualTo(401));
  }

  /** Stands for the keyed hash: 64 digits that differ where the text does. */
  private static String mac(String text) {
    return "%064x".formatted(Integer.toUnsignedLong(text.hashCode()));
  }

  @Test
  void itMayDoWhatItsKeyMayDoNow() {
    keep("KEY/k1", "");
    keepKey(Scope.ADMINISTER);
    assertThat(open())
        .returns(Scope.ADMINISTER, Caller::scope)
        .returns(Optional.of("k1"), Caller::keyId)
        .returns(Optional.of(text.id()), Caller::session)
        .returns(Optional.of("k1"), Caller::limit);
    keepKey(Scope.READ);
    assertThat(open().scope()).isEqualTo(Scope.READ);
    keys.clear();
    assertOver();
  }

  @Test
  void oneByTheKeyOfTheSettingsEndsWhenAnotherIsSet() {
    keep("KEY", "mark of the settings");
    assertThat(open()).returns(Caller.Kind.KEY, Caller::kind).returns(true, Caller::everywhere);
    sessions = knowing(Optional.of("mark of another"));
    assertOver();
    sessions = knowing(Optional.empty());
    assertOver();
  }

  @Test
  void whoeverHasGuessedTheIdHasNothing() {
    keep("KEY", "mark of the settings");
    store.put(
        text.id(),
        new SessionSnapshot(
            text.id(), "hash of another", "KEY", "mark of the settings", NOW, NOW, NOW, NOW));
    assertOver();
  }

  @Test
  void nobodyThereForHalfAnHourEndsIt() {
    keep("KEY", "mark of the settings");
    pass(IDLE.minusSeconds(1));
    assertThat(open()).isNotNull();
    assertThat(used).containsExactly(NOW.plus(IDLE).minusSeconds(1));
    pass(Duration.ofSeconds(1));
    assertOver();
  }

  @Test
  void thatItIsUsedIsWrittenSeldom() {
    keep("KEY", "mark of the settings");
    pass(Duration.ofSeconds(59));
    open();
    assertThat(used).isEmpty();
  }

  @Test
  void whatWasEndedElsewhereIsOverWithinTwoSeconds() {
    keep("KEY", "mark of the settings");
    open();
    store.clear();
    pass(Duration.ofSeconds(2));
    assertOver();
  }

  @Test
  void whatWasEndedHereIsOverAtOnce() {
    keep("KEY", "mark of the settings");
    open();
    store.clear();
    sessions.forget(text.id());
    assertOver();
  }
}
