package org.metagov.gateway.audit;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.store.AfterCompletion;

/**
 * Writes what is to be chained. It costs one insert, which waits for nobody: the place in the chain
 * comes later.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class AuditService {
  private static final String INSERT =
      "INSERT INTO audit_pending (community, body, written_at, mac) VALUES (?, ?, ?, ?)";

  private static final int LONGEST_COMMUNITY = 50;

  @PersistenceContext private EntityManager entities;
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
   */
  public void append(Entry entry, Runnable committed) {
    insert(entry);
    transactions.registerInterposedSynchronization(
        new AfterCompletion(
            status -> {
              if (status == Status.STATUS_COMMITTED) {
                committed.run();
              }
            }));
  }

  private void insert(Entry entry) {
    Connection connection = entities.unwrap(Connection.class);
    String body = JsonText.write(entry.body());
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, entry.column().orElse(null));
      insert.setString(2, body);
      insert.setLong(3, InstantColumn.micros(entry.at()));
      insert.setString(4, seal.pending(body));
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }
}
