package org.metagov.gateway.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.store.Conflicts;

class KeyRotationTest {

  @ParameterizedTest
  @CsvSource({"40001, true", "40XL1, true", "55P03, true", "42X05, false"})
  void whatIsThrownTellsWhetherItWasAConflict(String state, boolean conflict) {
    RuntimeException thrown = KeyRotation.failed(new SQLException("rows of others", state));

    assertThat(Conflicts.isConflict(thrown)).isEqualTo(conflict);
  }
}
