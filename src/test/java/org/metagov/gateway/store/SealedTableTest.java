package org.metagov.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.metagov.gateway.metric.Metric;

class SealedTableTest {
  /** A number that comes with its first 1 shows no increase: no alert would tell of it. */
  @Test
  void whatCannotBeOpenedInATableIsCountedFromZero() {
    assertThat(Metric.UNREADABLE.labels().get(0).values())
        .containsExactlyElementsOf(SealedTable.ALL.stream().map(SealedTable::name).toList());
  }
}
