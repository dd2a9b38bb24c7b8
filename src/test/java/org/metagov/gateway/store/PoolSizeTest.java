package org.metagov.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.database.Database;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

class PoolSizeTest {
  @Test
  void numbersAreGivenForThePoolThatIsThereWhereNothingIsSet() {
    Settings settings = Settings.read(Set.of(), key -> Optional.empty());
    assertThat(settings.get(Setting.DB_POOL_SIZE)).isEqualTo(PoolSize.USUAL);
    assertThat(new PoolSize(settings).share(64)).isEqualTo(64);
  }

  @Test
  void aDatabaseThatTakesFewerConnectionsIsToldOf() {
    assertThat(Database.tooFew(40, 40)).isEmpty();
    assertThat(Database.tooFew(17, 40)).get().asString().contains("metagov.db.pool-size is 40");
  }

  @ParameterizedTest
  @CsvSource({"10, 64, 16", "20, 24, 12", "100, 64, 160", "10, 2, 1"})
  void aSmallerPoolHasFewerWorkersAndALargerOneMore(int connections, int usual, int share) {
    assertThat(new PoolSize(connections).share(usual)).isEqualTo(share);
  }

  @ParameterizedTest
  @CsvSource({"10, 16, 4", "40, 16, 16", "100, 16, 16", "10, 1, 1"})
  void noServerIsAskedForMoreBecauseOurPoolIsLarge(int connections, int usual, int share) {
    assertThat(new PoolSize(connections).shareAtMost(usual)).isEqualTo(share);
  }
}
