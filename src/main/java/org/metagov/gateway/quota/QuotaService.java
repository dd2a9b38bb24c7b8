package org.metagov.gateway.quota;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;

/**
 * Counts what communities take, in the transactions that add it and end it. The row of the
 * community stays locked to the end of the transaction: whoever takes from several communities does
 * so in the order of their names, and whoever takes of several kinds in the order of {@link Quota},
 * from its end. No EJB: it is called in the middle of the transactions of others, by the thousand.
 */
@ApplicationScoped
public class QuotaService {
  private static final String OF = " WHERE community = ? AND quota = ?";
  private static final String ADD =
      "UPDATE community_use SET held = held + ?, bytes = bytes + ?" + OF;
  private static final String ADD_WITHIN = ADD + " AND held + ? <= ? AND bytes + ? <= ?";
  private static final String OPEN =
      "INSERT INTO community_use (community, quota, held, bytes) VALUES (?, ?, 0, 0)";

  @Inject private Sql sql;
  @Inject private Settings settings;

  /**
   * Takes {@code rows} more of {@code quota} for {@code owner}, of {@code bytes} together. The
   * first of it may meet somebody else's: see {@link Conflicts#retryInsert}.
   *
   * @param owner a community, or {@link Quota#ownerOf}
   * @return false, with nothing taken, where that is more than it may have
   */
  public boolean take(String owner, Quota quota, long rows, long bytes) {
    return sql.within(
        all -> {
          if (takeWithin(all, owner, quota, rows, bytes)) {
            return true;
          }
          // Again, whoever has opened it: that may have been somebody else, just now.
          open(all, owner, quota);
          return takeWithin(all, owner, quota, rows, bytes);
        });
  }

  /** As {@link #take}, however much that is: for what cannot be refused any more. */
  public void add(String owner, Quota quota, long rows, long bytes) {
    sql.within(
        all -> {
          if (!change(all, owner, quota, rows, bytes)) {
            open(all, owner, quota);
            return change(all, owner, quota, rows, bytes);
          }
          return true;
        });
  }

  /** Gives back what was taken; zero of it only locks what the community has. */
  public void give(String owner, Quota quota, long rows, long bytes) {
    sql.within(all -> change(all, owner, quota, -rows, -bytes));
  }

  private static boolean change(Statements sql, String owner, Quota quota, long rows, long bytes) {
    return sql.write(ADD, rows, bytes, owner, quota.name()) == 1;
  }

  private boolean takeWithin(Statements sql, String owner, Quota quota, long rows, long bytes) {
    return sql.write(
            ADD_WITHIN,
            rows,
            bytes,
            owner,
            quota.name(),
            rows,
            (long) settings.get(quota.rows()),
            bytes,
            quota.bytes().map(settings::get).orElse(Long.MAX_VALUE))
        == 1;
  }

  /** Sees to it that there is a count of it. */
  private static void open(Statements sql, String owner, Quota quota) {
    if (sql.first("SELECT 1 FROM community_use" + OF, row -> 1, owner, quota.name()).isEmpty()) {
      sql.write(OPEN, owner, quota.name());
    }
  }
}
