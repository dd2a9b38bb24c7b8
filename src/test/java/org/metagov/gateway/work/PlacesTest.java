package org.metagov.gateway.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private static final Bulkhead PLUGIN = Bulkhead.of("plugin", 2);
  private static final Bulkhead FORUM = Bulkhead.of("forum", 1);
  private static final Bulkhead OTHER = Bulkhead.of("other", 1);

  private final Places places = new Places(10);

  @Test
  void aPlaceIsTakenBehindAllBulkheadsOrNone() {
    assertThat(places.take(List.of(PLUGIN, FORUM))).isEmpty();
    assertThat(places.take(List.of(PLUGIN, FORUM))).contains(FORUM);
    // The one that was refused has taken no place of its plugin.
    assertThat(places.take(List.of(PLUGIN, OTHER))).isEmpty();
    assertThat(places.take(List.of(PLUGIN, Bulkhead.of("third", 1)))).contains(PLUGIN);
    assertThat(places.free()).isEqualTo(8);
  }

  @Test
  void theLastPlacesAreForWhatHasNoneYet() {
    Places some = new Places(8);
    for (String host : List.of("a", "b", "c")) {
      some.take(List.of(Bulkhead.of(host, 3)));
      some.take(List.of(Bulkhead.of(host, 3)));
    }
    assertThat(some.free()).isEqualTo(2);
    assertThat(some.take(List.of(Bulkhead.of("a", 3)))).contains(Bulkhead.of("a", 3));
    assertThat(some.take(List.of(Bulkhead.of("d", 3)))).isEmpty();
    assertThat(some.take(List.of(Bulkhead.of("e", 3)))).isEmpty();
    assertThat(some.free()).isZero();
  }

  @Test
  void whatIsGivenBackIsForTheNextOne() {
    places.take(List.of(PLUGIN, FORUM));
    assertThat(places.full(List.of(PLUGIN, FORUM))).containsExactly(FORUM);
    places.release(List.of(PLUGIN, FORUM));
    assertThat(places.full(List.of(PLUGIN, FORUM))).isEmpty();
    assertThat(places.free()).isEqualTo(10);
    assertThat(places.take(List.of(PLUGIN, FORUM))).isEmpty();
  }
}
