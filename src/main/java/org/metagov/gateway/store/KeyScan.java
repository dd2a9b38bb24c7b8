package org.metagov.gateway.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.List;
import org.metagov.gateway.database.Database;
import org.metagov.gateway.database.InstantColumn;

/**
 * Scans for keys of rows that may need work, without waiting for whoever is writing them: each is
 * claimed by its key afterwards, and only then read for good.
 */
@ApplicationScoped
public class KeyScan {
  /**
   * Returns the numbers that {@code select} finds, at most {@code most} of them.
   *
   * @param select native SQL of one numeric column with parameters ?1, ?2, ...
   */
  public List<Long> ids(EntityManager entities, String select, int most, Object... parameters) {
    return rows(entities, select, most, parameters).stream()
        .map(row -> ((Number) row).longValue())
        .toList();
  }

  /** As {@link #ids}, where the column holds text. */
  public List<String> texts(EntityManager entities, String select, int most, Object... parameters) {
    return rows(entities, select, most, parameters).stream().map(Object::toString).toList();
  }

  private static List<?> rows(
      EntityManager entities, String select, int most, Object... parameters) {
    // A parameter, too: Derby compiles each text anew.
    int last = parameters.length + 1;
    Query query =
        entities.createNativeQuery(
            Database.get().withoutWaiting(select + " FETCH FIRST ?" + last + " ROWS ONLY"));
    for (int i = 0; i < parameters.length; i++) {
      query.setParameter(i + 1, column(parameters[i]));
    }
    return query.setParameter(last, (long) most).getResultList();
  }

  private static Object column(Object parameter) {
    return parameter instanceof Instant time ? InstantColumn.micros(time) : parameter;
  }
}
