package org.metagov.gateway.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReachTest {
  private static Reach reach(List<String> communities, String... seen) {
    EventFilter filter =
        new EventFilter(
            Optional.ofNullable(communities), Optional.empty(), Optional.empty(), false);
    return new Reach(filter, seen.length == 0 ? Optional.empty() : Optional.of(Set.of(seen)));
  }

  @Test
  void whoeverNamesNothingHearsOfEverything() {
    assertThat(reach(null).covers("garden")).isTrue();
    assertThat(reach(null).named()).isEmpty();
  }

  @Test
  void whoeverNamesCommunitiesHearsOfThem() {
    Reach reach = reach(List.of("orchard", "garden", "garden"));
    assertThat(reach.covers("garden")).isTrue();
    assertThat(reach.covers("gardens")).isFalse();
    assertThat(reach.named()).contains(List.of("garden", "orchard"));
  }

  @Test
  void onlyALookShowsWhatAPatternNames() {
    Reach reach = reach(List.of("orchard", "gard*"));
    assertThat(reach.covers("gardens")).isTrue();
    assertThat(reach.covers("yard")).isFalse();
    assertThat(reach.named()).isEmpty();
  }

  @Test
  void nobodyHearsOfMoreThanHisKeySees() {
    assertThat(reach(null, "b", "a").named()).contains(List.of("a", "b"));
    assertThat(reach(List.of("a", "c"), "b", "a").named()).contains(List.of("a"));
    assertThat(reach(List.of("*c"), "bc", "a").named()).contains(List.of("bc"));
    assertThat(reach(null, "a").covers("b")).isFalse();
    assertThat(reach(List.of("b"), "a").covers("b")).isFalse();
  }

  @Test
  void whoeverNamesNoCommunityHearsOfNone() {
    assertThat(reach(List.of()).covers("garden")).isFalse();
    assertThat(reach(List.of()).named()).contains(List.of());
  }
}
