package org.metagov.gateway.session;

import static jakarta.ejb.TransactionAttributeType.REQUIRED;
import static jakarta.ejb.TransactionAttributeType.REQUIRES_NEW;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.audit.Audit;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;

/** Reads and writes sessions: each call is one transaction. */
@Stateless
@TransactionAttribute(REQUIRES_NEW)
public class SessionService {
  /** One person's browsers; with one more the oldest is over, so that nobody is kept out. */
  static final int MOST_OF_A_KEY = 20;

  private static final String COLUMNS =
      "id, hash, owner, key_mark, created_at, seen_at, ends_at FROM driver_session";

  @PersistenceContext private EntityManager entities;
  @Inject private Audit audit;
  @Inject private Settings settings;
  @Inject private StoreClock clock;

  /** Returns the session {@code id}, if there is one. */
  @TransactionAttribute(REQUIRED)
  public Optional<SessionSnapshot> find(String id) {
    Instant now = clock.now();
    return sql().first("SELECT " + COLUMNS + " WHERE id = ?", row -> read(row, now), id);
  }

  /**
   * Keeps a new session, and forgets those whose time is over.
   *
   * @param hash of its secret
   * @param owner whose key it is exchanged for
   * @param keyMark what that key is known by again
   */
  public SessionSnapshot begin(String id, String hash, String owner, String keyMark) {
    Instant now = clock.now();
    Instant end = now.plus(settings.get(Setting.SESSION_LONGEST));
    Statements sql = sql();
    sql.write("DELETE FROM driver_session WHERE ends_at <= ?", now);
    sql.list(
            "SELECT id FROM driver_session WHERE owner = ? ORDER BY created_at DESC, id"
                + " OFFSET ? ROWS",
            row -> row.getString(1),
            owner,
            MOST_OF_A_KEY - 1)
        .forEach(old -> sql.write("DELETE FROM driver_session WHERE id = ?", old));
    sql.write(
        "INSERT INTO driver_session (id, hash, owner, key_mark, created_at, seen_at, ends_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        id,
        hash,
        owner,
        keyMark,
        now,
        now,
        end);
    audit.named("session", id);
    audit.here(List.of());
    return new SessionSnapshot(id, hash, owner, keyMark, now, now, end, now);
  }

  /** Notes that a session is in use, unless its time is over meanwhile. */
  public void seen(String id, Instant now, Instant notBefore) {
    sql()
        .write(
            "UPDATE driver_session SET seen_at = ? WHERE id = ? AND seen_at > ? AND seen_at < ?",
            now,
            id,
            notBefore,
            now);
  }

  /** Ends the session {@code id}, if it is there. */
  public void end(String id) {
    audit.named("session", id);
    sql().write("DELETE FROM driver_session WHERE id = ?", id);
    audit.here(List.of());
  }

  /**
   * Ends all sessions of a key.
   *
   * @return their ids
   */
  public List<String> endAll(String owner) {
    Statements sql = sql();
    List<String> ids =
        sql.list(
            "SELECT id FROM driver_session WHERE owner = ? ORDER BY id",
            row -> row.getString(1),
            owner);
    ids.forEach(id -> sql.write("DELETE FROM driver_session WHERE id = ?", id));
    audit.here(List.of());
    return ids;
  }

  private static SessionSnapshot read(ResultSet row, Instant now) throws SQLException {
    return new SessionSnapshot(
        row.getString("id"),
        row.getString("hash"),
        row.getString("owner"),
        row.getString("key_mark"),
        InstantColumn.instant(row.getLong("created_at")),
        InstantColumn.instant(row.getLong("seen_at")),
        InstantColumn.instant(row.getLong("ends_at")),
        now);
  }

  private Statements sql() {
    return Statements.on(entities.unwrap(Connection.class));
  }
}
