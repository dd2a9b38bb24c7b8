package org.metagov.gateway.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.background.Bell;
import org.metagov.gateway.lease.Lease;

/** The engine with a queue in memory: its workers begin when a test lets them. */
class EngineTest {
  private static final QueueTable TABLE = new QueueTable("work", "id", "due_at", List.of("host"));
  private static final int PLACES = 8;
  private static final int PER_HOST = 2;

  private final FakeQueue queue = new FakeQueue();
  private final Deque<Runnable> handed = new ArrayDeque<>();
  private long nanos;

  /** How long a look takes. */
  private long lasts;

  private boolean closed;

  private final Engine engine =
      new Engine(
          queue,
          task -> {
            if (closed) {
              throw new RejectedExecutionException();
            }
            handed.add(task);
          },
          () -> nanos);

  /** What is due, by its id, with the host that it may hang on. */
  private final class FakeQueue implements Source {
    private final Map<Long, String> due = new TreeMap<>();
    private final Set<Long> ofOthers = new HashSet<>();
    private final Set<Long> claimed = new HashSet<>();
    private final List<Long> done = new ArrayList<>();
    private final Set<Long> failing = new HashSet<>();
    private final Bell bell = new Bell();
    private int looks;
    private boolean away;
    private boolean ending;
    private final Set<String> shut = new HashSet<>();
    private Runnable duringWork = () -> {};

    @Override
    public int places() {
      return PLACES;
    }

    @Override
    public Duration idle() {
      return Duration.ofSeconds(1);
    }

    @Override
    public Bell bell() {
      return bell;
    }

    @Override
    public List<Due> due(int most, List<Bulkhead> full) {
      looks++;
      if (away) {
        throw new IllegalStateException("away");
      }
      if (ending) {
        return List.of();
      }
      nanos += lasts;
      List<Object> hosts =
          Stream.concat(full.stream(), shut().stream()).map(Bulkhead::value).toList();
      return due.entrySet().stream()
          .filter(one -> !hosts.contains(one.getValue()))
          .limit(most)
          .map(one -> new Due(one.getKey(), Map.of("host", one.getValue())))
          .toList();
    }

    @Override
    public List<Bulkhead> bulkheads(Due due) {
      String host = due.text("host");
      return List.of(
          Bulkhead.of("all", PLACES),
          // What is behind the slash tells rows apart that hang on the same host.
          new Bulkhead("host " + host.replaceAll("/.*", ""), PER_HOST, "host", host));
    }

    @Override
    public List<Bulkhead> shut() {
      return shut.stream().map(host -> new Bulkhead("shut", 0, "host", host)).toList();
    }

    @Override
    public boolean isEnding() {
      return ending;
    }

    @Override
    public boolean isAt(long id) {
      return claimed.contains(id);
    }

    @Override
    public List<Claim> own(List<Long> ids) {
      List<Claim> claims = new ArrayList<>();
      for (long id : ids) {
        if (!ofOthers.contains(id) && claimed.add(id)) {
          claims.add(new Claim(TABLE, id, new Lease("x/" + id, "t", Duration.ofMinutes(1))));
        }
      }
      return claims;
    }

    @Override
    public boolean work(Claim claim) {
      duringWork.run();
      claimed.remove(claim.id());
      if (failing.contains(claim.id())) {
        throw new IllegalStateException("cannot be recorded");
      }
      done.add(claim.id());
      due.remove(claim.id());
      return false;
    }

    @Override
    public void giveBack(Claim claim) {
      claimed.remove(claim.id());
    }
  }

  private void due(String host, long from, long to) {
    LongStream.rangeClosed(from, to).forEach(id -> queue.due.put(id, host));
  }

  private void finishOne() {
    handed.remove().run();
  }

  private void finishAll() {
    while (!handed.isEmpty()) {
      finishOne();
    }
  }

  @Test
  void manyRowsOfTheirOwnBehindOneThatIsFullAreNotPassedOverOneByOne() {
    LongStream.rangeClosed(1, 200).forEach(id -> queue.due.put(id, "hangs/" + id));
    due("quick", 201, 201);
    engine.step();
    assertThat(handed).hasSize(PER_HOST + 1);
    assertThat(queue.looks).isLessThan(30);
  }

  @Test
  void oneThatHangsTakesNoMoreThanItsShareHoweverMuchOfItIsDue() {
    due("hangs", 1, 1_000);
    due("well", 1_001, 1_003);
    engine.step();
    assertThat(queue.claimed).containsExactlyInAnyOrder(1L, 2L, 1_001L, 1_002L);
    // What is well goes on, while nothing that hangs comes to its end.
    handed.removeFirst();
    handed.removeFirst();
    finishAll();
    engine.step();
    finishAll();
    assertThat(queue.done).contains(1_001L, 1_002L, 1_003L);
    assertThat(queue.claimed).hasSize(PER_HOST);
  }

  @Test
  void placesAreSharedInTurns() {
    for (int host = 0; host < PLACES; host++) {
      due("host-" + host, 100L * host, 100L * host + 1);
    }
    engine.step();
    assertThat(queue.claimed).hasSize(PLACES).allMatch(id -> id % 100 == 0);
  }

  @Test
  void aFullEngineAsksNothing() {
    for (int host = 0; host < PLACES; host++) {
      due("host-" + host, 100L * host, 100L * host + 9);
    }
    engine.step();
    int looks = queue.looks;
    engine.step();
    engine.step();
    assertThat(queue.looks).isEqualTo(looks);
    finishAll();
    nanos += Duration.ofSeconds(2).toNanos();
    engine.step();
    assertThat(queue.looks).isGreaterThan(looks);
  }

  @Test
  void whatWasSeenIsBegunWithoutAskingAgain() {
    for (int host = 0; host < PLACES; host++) {
      due("host-" + host, 100L * host, 100L * host + 5);
    }
    engine.step();
    int looks = queue.looks;
    for (int i = 0; i < 5 * PLACES; i++) {
      finishOne();
      engine.step();
    }
    assertThat(queue.looks).isEqualTo(looks);
    assertThat(queue.done).hasSize(5 * PLACES).doesNotHaveDuplicates();
  }

  @Test
  void aPlaceThatBecomesFreeGoesToWhoHasWaitedForATurn() {
    for (int host = 0; host < 2 * PLACES; host++) {
      due("host-" + host, 100L * host, 100L * host + 2);
    }
    engine.step();
    for (int i = 0; i < PLACES; i++) {
      finishOne();
      engine.step();
    }
    assertThat(queue.done).allMatch(id -> id % 100 == 0);
    assertThat(queue.claimed).hasSize(PLACES).allMatch(id -> id % 100 == 0);
  }

  @Test
  void afterALongLookTheStoreIsLeftAloneWhileWhatItHasToldIsBegun() {
    due("hangs", 1, 3);
    lasts = Duration.ofMillis(10).toNanos();
    engine.step();
    int looks = queue.looks;
    due("quick", 4, 4);
    finishOne();
    engine.step();
    assertThat(queue.looks).isEqualTo(looks);
    assertThat(queue.claimed).containsExactlyInAnyOrder(2L, 3L);
    nanos += Duration.ofMillis(100).toNanos();
    engine.step();
    assertThat(queue.claimed).contains(4L);
  }

  @Test
  void whatWasSeenIsNotBegunOnceItIsShutOrTooOldOrTheServerEnds() {
    due("slow", 1, 6);
    due("shut", 11, 16);
    engine.step();
    assertThat(queue.claimed).containsExactlyInAnyOrder(1L, 2L, 11L, 12L);
    queue.shut.add("shut");
    finishAll();
    engine.step();
    assertThat(queue.claimed).containsExactlyInAnyOrder(3L, 4L);
    queue.ending = true;
    finishAll();
    engine.step();
    assertThat(queue.claimed).isEmpty();
    queue.ending = false;
    // Somebody else has done it meanwhile.
    queue.due.clear();
    nanos += Duration.ofSeconds(1).toNanos();
    engine.step();
    assertThat(queue.claimed).isEmpty();
  }

  @Test
  void aPlaceThatBecomesFreeIsForWhatWasLeftBehind() {
    due("slow", 1, 3);
    engine.step();
    long heard = queue.bell.count();
    finishOne();
    assertThat(queue.bell.count()).isGreaterThan(heard);
    engine.step();
    assertThat(queue.claimed).contains(3L);
  }

  @Test
  void nobodyIsWokenWhereNothingWasLeftBehind() {
    due("quick", 1, 2);
    engine.step();
    long heard = queue.bell.count();
    finishAll();
    assertThat(queue.bell.count()).isEqualTo(heard);
  }

  @Test
  void whatBecomesDueAgainWhileItIsWorkedOnIsNotForgotten() {
    due("quick", 1, 1);
    engine.step();
    queue.duringWork = queue.bell::ring;
    long heard = queue.bell.count();
    finishOne();
    assertThat(queue.bell.count()).isEqualTo(heard + 2);
  }

  @Test
  void nothingIsHandedOutTwice() {
    due("slow", 1, 1);
    engine.step();
    engine.step();
    assertThat(handed).hasSize(1);
  }

  @Test
  void whatAnotherNodeWasQuickerToClaimTakesNoPlace() {
    due("a", 1, 2);
    queue.ofOthers.addAll(List.of(1L, 2L));
    engine.step();
    assertThat(handed).isEmpty();
    queue.ofOthers.clear();
    engine.step();
    // Not at once: somebody is at it.
    assertThat(handed).isEmpty();
    nanos += Duration.ofMillis(100).toNanos();
    engine.step();
    assertThat(handed).hasSize(2);
  }

  @Test
  void whatFailsAndStaysDueIsLeftAloneForAMomentAndHoldsNobodyUp() {
    due("a", 1, 1);
    queue.failing.add(1L);
    engine.step();
    finishAll();
    due("a", 2, 3);
    engine.step();
    finishAll();
    assertThat(queue.done).containsExactly(2L, 3L);
    queue.failing.clear();
    nanos += Duration.ofSeconds(3).toNanos();
    engine.step();
    finishAll();
    assertThat(queue.done).contains(1L);
  }

  @Test
  void whatHasNoWorkerIsGivenBack() {
    due("a", 1, 2);
    closed = true;
    engine.step();
    assertThat(queue.claimed).isEmpty();
    closed = false;
    nanos += Duration.ofSeconds(3).toNanos();
    engine.step();
    assertThat(handed).hasSize(2);
  }

  @Test
  void aLookIsNeverMoreThanAFifthOfTheTime() {
    long slow = Duration.ofMillis(10).toNanos();
    assertThat(Engine.rest(slow)).isEqualTo(4 * slow);
    assertThat(Engine.rest(100 * slow)).isEqualTo(10 * slow);
    assertThat(Engine.rest(Duration.ofMillis(5).toNanos())).isZero();
  }

  @Test
  void aStoreThatIsAwayIsAskedAgain() {
    due("a", 1, 1);
    queue.away = true;
    engine.step();
    queue.away = false;
    engine.step();
    finishAll();
    assertThat(queue.done).containsExactly(1L);
  }
}
