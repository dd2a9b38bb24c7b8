package org.metagov.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.delivery.CallsInFlight.Place;

class CallsInFlightTest {
  private final CallsInFlight calls = new CallsInFlight(10);

  private List<Place> take(String destination, int times) {
    return Stream.generate(() -> calls.take(destination))
        .limit(times)
        .flatMap(Optional::stream)
        .toList();
  }

  @Test
  void aDestinationHasThreePlaces() {
    List<Place> places = take("a", 5);
    assertThat(places).hasSize(3);
    assertThat(calls.running("a")).isEqualTo(3);
    calls.release(places.get(0));
    assertThat(take("a", 2)).hasSize(1);
  }

  @Test
  void aHostHasFourForAllItsDestinations() {
    calls.learn("a", "http://driver.example/a");
    calls.learn("b", "http://Driver.example/b");
    calls.learn("c", "http://driver.example:8080/c");
    List<Place> places = take("a", 3);
    assertThat(take("b", 3)).hasSize(1);
    assertThat(take("c", 3)).hasSize(3);
    places.forEach(calls::release);
    assertThat(take("b", 3)).hasSize(2);
  }

  @Test
  void aPlaceIsGivenBackWhereItWasTaken() {
    List<Place> before = take("a", 3);
    calls.learn("a", "http://driver.example/a");
    before.forEach(calls::release);
    assertThat(calls.running("a")).isZero();
    assertThat(take("a", 3)).hasSize(3);
    calls.learn("b", "http://driver.example/b");
    assertThat(take("b", 3)).hasSize(1);
  }

  @Test
  void thereAreNoMoreThanWorkers() {
    List<Place> all =
        IntStream.range(0, 5).boxed().flatMap(i -> take("d" + i, 3).stream()).toList();
    assertThat(all).hasSize(10);
    all.forEach(calls::release);
    assertThat(take("a", 3)).hasSize(3);
  }

  @Test
  void anAnswerCountsWhileTheDestinationIsWorkedOn() {
    Place one = take("a", 1).get(0);
    Place two = take("a", 1).get(0);
    long before = System.nanoTime();
    assertThat(calls.hasAnsweredSince("a", before)).isFalse();
    calls.answered("a");
    assertThat(calls.hasAnsweredSince("a", before)).isTrue();
    assertThat(calls.hasAnsweredSince("a", System.nanoTime() + 1)).isFalse();
    calls.release(one);
    assertThat(calls.hasAnsweredSince("a", before)).isTrue();
    calls.release(two);
    assertThat(calls.hasAnsweredSince("a", before)).isFalse();
  }

  @Test
  void destinationsThatAreDoneWithAreForgotten() {
    for (int i = 0; i < 20_000; i++) {
      String destination = "callback/http://d" + i + ".example";
      calls.learn(destination, "http://d" + i + ".example/cb");
      Place place = calls.take(destination).orElseThrow();
      calls.answered(destination);
      calls.release(place);
      calls.answered(destination);
    }
    assertThat(calls.remembered()).isLessThanOrEqualTo(10_000);
  }
}
