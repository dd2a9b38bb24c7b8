package org.metagov.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamPlacesTest {
  private final StreamPlaces places = new StreamPlaces(3, 2);

  @Test
  void oneLogLeavesPlacesToOthers() {
    assertThat(places.enter("garden")).isTrue();
    assertThat(places.enter("garden")).isTrue();
    assertThat(places.isFull("garden")).isTrue();
    assertThat(places.enter("garden")).isFalse();
    assertThat(places.isFull()).isFalse();
    assertThat(places.enter("shed")).isTrue();
    assertThat(places.isFull()).isTrue();
    assertThat(places.enter("shed")).isFalse();
  }

  @Test
  void whoeverLeavesMakesRoom() {
    places.enter("garden");
    places.enter("garden");
    places.leave("garden");
    assertThat(places.isFull("garden")).isFalse();
    assertThat(places.enter("garden")).isTrue();
    places.leave("garden");
    places.leave("garden");
    assertThat(places.enter("shed")).isTrue();
    assertThat(places.enter("shed")).isTrue();
    assertThat(places.enter("garden")).isTrue();
  }
}
