package org.metagov.gateway.audit;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.store.AfterCompletion;
import org.metagov.gateway.store.Sql;

/**
 * Writes what is to be chained. It costs one insert, which waits for nobody: the place in the chain
 * comes later. No EJB: it is called in the middle of the transactions of others, by the thousand.
 */
@ApplicationScoped
public class AuditService {
  private static final String INSERT =
      "INSERT INTO audit_pending (community, body, written_at, mac) VALUES (?, ?, ?, ?)";

  private static final String PENDING = "SELECT id FROM audit_pending FETCH FIRST ROW ONLY";

  private static final int LONGEST_COMMUNITY = 50;

  @Inject private Sql sql;
  @Inject private AuditSeal seal;
  @Resource private TransactionSynchronizationRegistry transactions;

  /**
   * An entry that has no place yet.
   *
   * @param at when it was done
   * @param community the community it is about
   * @param body what is chained
   */
  public record Entry(Instant at, Optional<String> community, JsonObject body) {
    /** Returns the entry whose body this is. */
    static Entry of(JsonObject body) {
      return new Entry(
          Instant.parse(body.getString("at")),
          Optional.ofNullable(body.getString("community", null)),
          body);
    }

    /** Returns what it is looked for by; empty where there can be no such community. */
    Optional<String> column() {
      return community.filter(name -> Texts.fits(name, LONGEST_COMMUNITY));
    }
  }

  /**
   * Writes {@code entry} in the caller's transaction.
   *
   * @param committed what follows when it is there for good
   * @throws IllegalStateException where there is no transaction
   */
  public void append(Entry entry, Runnable committed) {
    transactions.registerInterposedSynchronization(
        new AfterCompletion(
            status -> {
              if (status == Status.STATUS_COMMITTED) {
                committed.run();
              }
            }));
    insert(entry);
  }

  /** Returns whether anything has no place yet, as far as that can be told without waiting. */
  boolean isAnyPending() {
    return !sql.selectWithoutWaiting(PENDING, row -> row.getLong(1), List.of()).isEmpty();
  }

  private void insert(Entry entry) {
    String body = JsonText.write(entry.body());
    sql.run(all -> all.write(INSERT, entry.column(), body, entry.at(), seal.pending(body)));
  }
}
