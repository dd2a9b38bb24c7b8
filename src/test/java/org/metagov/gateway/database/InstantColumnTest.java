package org.metagov.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InstantColumnTest {
  private final InstantColumn column = new InstantColumn();

  @Test
  void aTimeIsWrittenInMicroseconds() {
    assertThat(column.convertToDatabaseColumn(Instant.parse("1970-01-01T00:00:01.000002999Z")))
        .isEqualTo(1_000_002);
    assertThat(column.convertToDatabaseColumn(Instant.parse("1969-12-31T23:59:59.999999Z")))
        .isEqualTo(-1);
    assertThat(column.convertToDatabaseColumn(null)).isNull();
    assertThat(column.convertToEntityAttribute(null)).isNull();
  }

  @Test
  void whatIsReadIsWhatWasWritten() {
    Stream.of("2026-03-29T02:30:00.123456Z", "1969-07-20T20:17:40Z", "9999-12-31T23:59:59.999999Z")
        .map(Instant::parse)
        .forEach(
            time ->
                assertThat(column.convertToEntityAttribute(column.convertToDatabaseColumn(time)))
                    .isEqualTo(time));
  }

  @Test
  void aTimeThatIsTooFarOffIsWrittenAsTheFarthest() {
    Instant last = InstantColumn.instant(InstantColumn.micros(Instant.MAX));
    assertThat(last).isAfter(Instant.EPOCH.plus(290_000 * 365L, ChronoUnit.DAYS));
    assertThat(InstantColumn.micros(last)).isEqualTo(InstantColumn.micros(Instant.MAX));
    assertThat(InstantColumn.micros(Instant.MIN)).isLessThan(0);
    assertThat(InstantColumn.instant(InstantColumn.micros(Instant.MIN))).isAfter(Instant.MIN);
  }
}
