package org.metagov.gateway.auth;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.StoreClock;

/** Remembers which authorizations have come back, on whatever node. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class UsedStateService {
  private static final int AT_ONCE = 500;

  @Inject private Sql sql;
  @Inject private StoreClock clock;

  /**
   * Uses {@code state} up; of two that do so at once, one meets the primary key.
   *
   * @param until when nobody can use it any more whatever is remembered
   */
  public void use(String state, Instant until) {
    sql.update(
        "INSERT INTO used_authorization (state, expires_at) VALUES (?, ?)",
        List.of(Tokens.digest(state), until));
  }

  /**
   * Forgets some of those that are over.
   *
   * @return whether there may be more of them
   */
  public boolean purge() {
    return sql.update(
            "DELETE FROM used_authorization WHERE state IN (SELECT state FROM used_authorization"
                + " WHERE expires_at < ? ORDER BY expires_at FETCH FIRST "
                + AT_ONCE
                + " ROWS ONLY)",
            List.of(clock.now()))
        == AT_ONCE;
  }
}
