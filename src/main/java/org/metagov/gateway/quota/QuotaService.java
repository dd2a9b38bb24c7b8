package org.metagov.gateway.quota;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.Connection;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Statements;

/**
 * Counts what communities take, in the transactions that add it and end it. The row of the
 * community stays locked to the end of the transaction: whoever takes from several communities does
 * so in the order of their names.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class QuotaService {
  private static final String OF = " WHERE community = ? AND quota = ?";
  private static final String ADD =
      "UPDATE community_use SET held = held + ?, bytes = bytes + ?" + OF;
  private static final String ADD_WITHIN = ADD + " AND held + ? <= ? AND bytes + ? <= ?";
  private static final String OPEN =
      "INSERT INTO community_use (community, quota, held, bytes) VALUES (?, ?, 0, 0)";

  @PersistenceContext private EntityManager entities;
  @Inject private Settings settings;

  /**
   * Takes {@code rows} more of {@code quota} for {@code community}, of {@code bytes} together.
   *
   * @return false, with nothing taken, where that is more than it may have
   */
  public boolean take(String community, Quota quota, long rows, long bytes) {
    Statements sql = sql();
    if (takeWithin(sql, community, quota, rows, bytes)) {
      return true;
    }
    boolean isNew =
        sql.first("SELECT 1 FROM community_use" + OF, row -> 1, community, quota.name()).isEmpty();
    if (isNew) {
      sql.write(OPEN, community, quota.name());
    }
    return isNew && takeWithin(sql, community, quota, rows, bytes);
  }

  private boolean takeWithin(Statements sql, String community, Quota quota, long rows, long bytes) {
    return sql.write(
            ADD_WITHIN,
            rows,
            bytes,
            community,
            quota.name(),
            rows,
            (long) settings.get(quota.rows()),
            bytes,
            settings.get(quota.bytes()))
        == 1;
  }

  /** Gives back what {@link #take} took; zero of it only locks what the community has. */
  public void give(String community, Quota quota, long rows, long bytes) {
    sql().write(ADD, -rows, -bytes, community, quota.name());
  }

  private Statements sql() {
    return Statements.on(entities.unwrap(Connection.class));
  }
}
