package org.metagov.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PluginSharesTest {
  private static final int WORKERS = 2;
  private static final PluginDescriptor PLUGIN =
      DescriptorReader.read(InvocationTest.Fake.class, new InvocationTest.Fake());

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final AtomicBoolean crowded = new AtomicBoolean();
  private final Queue<Long> done = new ConcurrentLinkedQueue<>();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void whatIsOfferedIsDone() {
    PluginShares shares = shares(id -> false);
    shares.offer("p", 1);
    shares.offer("q", 2);
    await().until(() -> done.containsAll(List.of(1L, 2L)));
  }

  @Test
  void whatGoesOnIsDoneAgain() {
    AtomicInteger left = new AtomicInteger(3);
    PluginShares shares = shares(id -> left.decrementAndGet() > 0);
    shares.offer("p", 1);
    await().until(() -> done.size() == 3);
  }

  @Test
  void whatIsOfferedMeanwhileIsDoneOnceMore() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch offered = new CountDownLatch(1);
    PluginShares shares =
        shares(
            id -> {
              begun.countDown();
              awaitQuietly(offered);
              return false;
            });
    shares.offer("p", 1);
    begun.await();
    shares.offer("p", 1);
    shares.offer("p", 1);
    offered.countDown();
    await().until(() -> done.size() == 2);
  }

  @Test
  void whatFailsIsDoneAgainWhenItIsOfferedAgain() {
    AtomicInteger tries = new AtomicInteger();
    PluginShares shares =
        shares(
            id -> {
              if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("once");
              }
              return false;
            });
    shares.offer("p", 1);
    await().until(() -> tries.get() == 1);
    await()
        .until(
            () -> {
              shares.offer("p", 1);
              return !done.isEmpty();
            });
  }

  @Test
  void whatFailsAndStaysDueIsLeftAloneForAWhile() {
    Queue<Long> tries = new ConcurrentLinkedQueue<>();
    PluginShares shares =
        new PluginShares(
            executor,
            WORKERS,
            (plugin, most) -> List.of(1L, 2L),
            id -> {
              done.add(id);
              if (id == 1) {
                tries.add(System.nanoTime());
                throw new AssertionError("a plugin's");
              }
              return false;
            });
    await()
        .until(
            () -> {
              shares.tick(List.of(PLUGIN));
              return tries.size() == 2;
            });
    long first = tries.remove();
    assertThat(tries.remove() - first).isGreaterThanOrEqualTo(Duration.ofSeconds(1).toNanos());
    // All the while the other one was done at each look.
    assertThat(done).hasSizeGreaterThan(4);
  }

  @Test
  void offersOfOnePieceAreDoneTogetherWhileMuchComes() {
    crowded.set(true);
    PluginShares shares = shares(id -> false);
    for (int i = 0; i < 100; i++) {
      shares.offer("p", 1);
    }
    crowded.set(false);
    await().until(() -> !done.isEmpty());
    // One may have begun before all of them were offered.
    assertThat(done.size()).isLessThanOrEqualTo(2);
  }

  @Test
  void nothingRestsForEver() {
    crowded.set(true);
    shares(id -> false).offer("p", 1);
    await().until(() -> done.contains(1L));
  }

  private PluginShares shares(LongPredicate work) {
    return new PluginShares(
        executor,
        WORKERS,
        (plugin, most) -> List.of(),
        id -> {
          boolean goesOn = work.test(id);
          done.add(id);
          return goesOn;
        },
        crowded::get);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
