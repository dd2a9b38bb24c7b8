package org.metagov.gateway.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class VitalsTest {
  private final Vitals vitals = new Vitals();

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aDeadThreadIsNamedAndOneThatHangsIsNot() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    Thread hanging = thread(() -> await(end));
    Thread dead = thread(() -> {});
    dead.join();
    vitals.mind("engine of lane", hanging);
    vitals.mind("writer of the inbox", dead);
    assertThat(vitals.dead()).containsExactly("writer of the inbox");
    end.countDown();
    hanging.join();
    assertThat(vitals.dead()).containsExactly("engine of lane", "writer of the inbox");
  }

  @Test
  void whatEndsAsIsMeantIsNotMissed() throws InterruptedException {
    Thread ended = thread(() -> {});
    ended.join();
    vitals.mind("engine of lane", ended);
    vitals.mindLooks("lane", () -> 0);
    vitals.letGo();
    assertThat(vitals.dead()).isEmpty();
    assertThat(vitals.sinceLook()).isEmpty();
  }

  @Test
  void anEngineThatDoesNotLookIsTold() {
    long last = System.nanoTime() - Duration.ofMinutes(2).toNanos();
    vitals.mindLooks("lane", () -> last);
    vitals.mindLooks("inbox_lane", System::nanoTime);
    assertThat(vitals.sinceLook().get("lane")).isGreaterThanOrEqualTo(Duration.ofMinutes(2));
    assertThat(vitals.sinceLook().get("inbox_lane")).isLessThan(Duration.ofMinutes(1));
  }
}
