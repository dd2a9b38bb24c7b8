package org.metagov.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of what came last, of a table in memory whose ids have gaps. */
class ListingTest {
  private final NavigableSet<Long> table = new TreeSet<>();
  private int looked;

  private Listing<Long> page(long before, int most, long lookedAt, long each) {
    Listing.Source<Long> source =
        new Listing.Source<>(
            (after, count) -> {
              looked += count;
              return table.tailSet(after, false).stream().limit(count).toList();
            },
            ids -> ids.stream().filter(id -> id % each == 0).toList());
    Listing.Ids ids =
        table.isEmpty() ? new Listing.Ids(0, 0) : new Listing.Ids(table.first(), table.last());
    return Listing.newest(source, id -> id, ids, before, most, lookedAt);
  }

  private List<Long> all(int most, long lookedAt, long each) {
    List<Long> all = new ArrayList<>();
    Listing<Long> page = page(Long.MAX_VALUE, most, lookedAt, each);
    all.addAll(page.rows());
    while (page.next().isPresent()) {
      assertThat(page.rows()).hasSizeLessThanOrEqualTo(most);
      page = page(page.next().getAsLong(), most, lookedAt, each);
      all.addAll(page.rows());
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 50, 300})
  void pageAfterPageIsAllOfItTheNewestFirst(int most) {
    LongStream.rangeClosed(40, 400).filter(id -> id % 11 != 0).forEach(table::add);
    LongStream.rangeClosed(9_000, 9_100).forEach(table::add);
    for (long each : new long[] {1, 3, 97}) {
      assertThat(all(most, Long.MAX_VALUE, each))
          .isEqualTo(table.descendingSet().stream().filter(id -> id % each == 0).toList());
      assertThat(all(most, 100, each)).isEqualTo(all(most, Long.MAX_VALUE, each));
    }
  }

  @Test
  void aPageThatIsFullAndAllThereIsHasNoNextOne() {
    LongStream.rangeClosed(1, 50).forEach(table::add);
    assertThat(page(Long.MAX_VALUE, 50, Long.MAX_VALUE, 1).next()).isEmpty();
    assertThat(page(Long.MAX_VALUE, 49, Long.MAX_VALUE, 1).next()).hasValue(2);
    assertThat(page(1, 50, Long.MAX_VALUE, 1).next()).isEmpty();
  }

  @Test
  void ofAnEmptyTableNothingIsLookedAt() {
    assertThat(page(Long.MAX_VALUE, 50, Long.MAX_VALUE, 1))
        .isEqualTo(Listing.of(List.of(), 50, id -> 0));
    assertThat(looked).isZero();
  }

  @Test
  void noMoreIsLookedAtThanThePageTakes() {
    LongStream.rangeClosed(1, 100_000).forEach(table::add);
    page(Long.MAX_VALUE, 50, Long.MAX_VALUE, 1);
    assertThat(looked).isEqualTo(51);
    looked = 0;
    assertThat(page(Long.MAX_VALUE, 50, Listing.LOOKED_AT, 99_999_999))
        .isEqualTo(new Listing<>(List.of(), OptionalLong.of(90_001)));
    assertThat(looked).isEqualTo((int) Listing.LOOKED_AT);
  }
}
