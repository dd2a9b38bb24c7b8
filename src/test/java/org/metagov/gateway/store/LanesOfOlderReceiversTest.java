package org.metagov.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Receivers with a lane in every community, brought up to date. */
class LanesOfOlderReceiversTest extends OlderDerby {
  LanesOfOlderReceiversTest() {
    super("29");
  }

  @Override
  void fill() throws SQLException {
    receiver("log", "ACTIVE", 7);
    receiver("paused", "PAUSED", 8);
    receiver("gone", "REMOVED", 9);
  }

  private void receiver(String name, String state, long created) throws SQLException {
    write(
        ("INSERT INTO receiver (name, url, filter, state, origin, created_at, version)"
                + " VALUES ('%s', 'http://a', '{}', '%s', 'API', %d, 1)")
            .formatted(name, state, created));
  }

  @Test
  void eachHasThoseThatItNeedsFromItsBeginning() throws SQLException {
    assertThat(
            rows(
                "SELECT destination, since, community FROM lane_change ORDER BY since",
                row -> row.getString(1) + " " + row.getLong(2) + " " + row.getString(3)))
        .containsExactly("receiver/log 7 null", "receiver/paused 8 null");
  }

  @Test
  void thereIsOneOpeningOfLogsAtATime() throws SQLException {
    assertThat(rows("SELECT name FROM log_opening", row -> row.getString(1)))
        .containsExactly("logs");
  }
}
