package org.metagov.gateway.database;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An instant in a {@code BIGINT} column: microseconds since 1970 in UTC. A {@code TIMESTAMP} would
 * pass through the zone of the JVM, which moves times that its summer time leaves out.
 */
@Converter
public class InstantColumn implements AttributeConverter<Instant, Long> {
  private static final long MICROS = 1_000_000;
  private static final Instant FIRST = Instant.ofEpochSecond(Long.MIN_VALUE / MICROS);
  private static final Instant LAST = Instant.ofEpochSecond(Long.MAX_VALUE / MICROS);

  @Override
  public Long convertToDatabaseColumn(Instant instant) {
    return instant == null ? null : micros(instant);
  }

  @Override
  public Instant convertToEntityAttribute(Long micros) {
    return micros == null ? null : instant(micros);
  }

  /** Returns what is written of {@code instant}; one that no column holds is the nearest it can. */
  public static long micros(Instant instant) {
    if (instant.isBefore(FIRST)) {
      return micros(FIRST);
    }
    return instant.isAfter(LAST)
        ? micros(LAST)
        : instant.getEpochSecond() * MICROS + instant.getNano() / 1_000;
  }

  /** Returns what {@code micros} in a column mean. */
  public static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
