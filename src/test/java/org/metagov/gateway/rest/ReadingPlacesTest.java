package org.metagov.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.rest.ReadingPlaces.Place;
import org.metagov.gateway.testing.Patience;

class ReadingPlacesTest {
  private static final Duration ALWAYS = Duration.ofHours(1);

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void whoHasJustComeMayStay() {
    ReadingPlaces places = new ReadingPlaces(2, ALWAYS);
    Place first = places.enter().orElseThrow();
    Place second = places.enter().orElseThrow();
    assertThat(places.enter()).isEmpty();
    second.close();
    assertThat(places.enter()).isPresent();
    assertThat(first.isLost()).isFalse();
  }

  @Test
  void whoHasBeenThereForLongestMakesWay() throws Exception {
    ReadingPlaces places = new ReadingPlaces(2, Duration.ZERO);
    CountDownLatch there = new CountDownLatch(1);
    Future<String> slow = threads.submit(() -> wait(places, there));
    there.await();
    Place second = places.enter().orElseThrow();
    Place third = places.enter().orElseThrow();
    assertThat(Patience.await(slow)).isEqualTo("lost, not interrupted any more");
    assertThat(second.isLost()).isFalse();
    assertThat(third.isLost()).isFalse();
  }

  @Test
  void whoHasLeftIsNotInterrupted() {
    ReadingPlaces places = new ReadingPlaces(1, Duration.ZERO);
    places.enter().orElseThrow().close();
    assertThat(places.enter()).isPresent();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  private static String wait(ReadingPlaces places, CountDownLatch there) {
    try (Place place = places.enter().orElseThrow()) {
      there.countDown();
      TimeUnit.HOURS.sleep(1);
      return "lost: " + place.isLost();
    } catch (InterruptedException e) {
      // The place is closed by now.
      return Thread.currentThread().isInterrupted()
          ? "interrupted"
          : "lost, not interrupted any more";
    }
  }

  @Test
  void whoIsNotInTheReadWhenItIsInterruptedIsNotInterruptedAfterwards() throws Exception {
    ReadingPlaces places = new ReadingPlaces(1, Duration.ZERO);
    CountDownLatch there = new CountDownLatch(1);
    Future<Boolean> slow =
        threads.submit(
            () -> {
              try (Place place = places.enter().orElseThrow()) {
                there.countDown();
                while (!place.isLost()) {
                  Thread.onSpinWait();
                }
              }
              return Thread.currentThread().isInterrupted();
            });
    there.await();
    assertThat(places.enter()).isPresent();
    assertThat(Patience.await(slow)).isFalse();
  }
}
