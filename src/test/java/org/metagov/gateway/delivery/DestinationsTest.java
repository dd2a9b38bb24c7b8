package org.metagov.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.metagov.gateway.work.Bulkhead;

class DestinationsTest {
  private final Destinations destinations = new Destinations();

  private String host(String destination) {
    return destinations.bulkheads(destination).get(0).name();
  }

  @Test
  void aDestinationLeavesAPlaceToTheOthersOnItsHost() {
    assertThat(destinations.bulkheads("a")).extracting(Bulkhead::most).containsExactly(4, 3);
    assertThat(destinations.bulkheads("a")).extracting(Bulkhead::value).containsOnly("a");
  }

  @Test
  void destinationsOnOneHostHangTogether() {
    assertThat(host("a")).isNotEqualTo(host("b"));
    destinations.learn("a", "http://driver.example/a");
    destinations.learn("b", "http://Driver.example/b");
    destinations.learn("c", "http://driver.example:8080/c");
    assertThat(host("a")).isEqualTo(host("b"));
    assertThat(host("a")).isNotEqualTo(host("c"));
    destinations.learn("b", "nowhere");
    assertThat(host("a")).isNotEqualTo(host("b"));
  }

  @Test
  void anAnswerCountsForWhoBeganBeforeIt() {
    long before = System.nanoTime();
    assertThat(destinations.hasAnsweredSince("a", before)).isFalse();
    destinations.answered("a");
    assertThat(destinations.hasAnsweredSince("a", before)).isTrue();
    assertThat(destinations.hasAnsweredSince("b", before)).isFalse();
    assertThat(destinations.hasAnsweredSince("a", System.nanoTime() + 1)).isFalse();
  }

  @Test
  void destinationsThatAreDoneWithAreForgotten() {
    for (int i = 0; i < 20_000; i++) {
      String destination = "callback/http://d" + i + ".example";
      destinations.learn(destination, "http://d" + i + ".example/cb");
      destinations.answered(destination);
    }
    assertThat(destinations.remembered()).isLessThanOrEqualTo(20_000);
  }
}
