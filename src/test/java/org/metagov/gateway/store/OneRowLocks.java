package org.metagov.gateway.store;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Whoever needs one row waits for nobody who has another one. On the embedded database a statement
 * waits for every row that it looks at; and where it was planned while its table was empty, and an
 * index has all that it needs, it looks at all rather than use the key.
 */
public final class OneRowLocks {
  private OneRowLocks() {}

  /** Uses the row with this id, or does nothing where there is none. */
  public interface Use {
    void use(Statements sql, long id);
  }

  /** Makes the {@code i}th row of the table, and returns its id. */
  public interface Make {
    long make(Statements sql, int i);
  }

  /**
   * Requires that one of {@code count} rows of {@code table}, which is empty and stays so, can be
   * used while somebody else has written the others.
   */
  public static void requireUsableWhileOthersAreHeld(
      EmbeddedDatabase database, String table, int count, Make make, Use use) throws SQLException {
    try (Connection others = database.connect();
        Connection user = database.connect()) {
      Statements sql = Statements.on(user);
      sql.write("CALL SYSCS_UTIL.SYSCS_EMPTY_STATEMENT_CACHE()");
      use.use(sql, 0);
      long[] ids = new long[count];
      for (int i = 0; i < count; i++) {
        ids[i] = make.make(sql, i);
      }
      long used = ids[count / 2];
      others.setAutoCommit(false);
      try {
        for (long id : ids) {
          if (id != used) {
            Statements.on(others)
                .write("UPDATE " + table + " SET owner = 'other' WHERE id = ?", id);
          }
        }
        assertThatCode(() -> use.use(sql, used)).doesNotThrowAnyException();
      } finally {
        others.rollback();
      }
      sql.write("DELETE FROM " + table + " WHERE id > 0");
    }
  }
}
