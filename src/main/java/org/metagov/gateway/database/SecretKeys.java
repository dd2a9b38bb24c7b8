package org.metagov.gateway.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.metagov.gateway.secret.Keyring;
import org.metagov.gateway.secret.Keyring.SealingKey;
import org.metagov.gateway.secret.MasterKey;
import org.metagov.gateway.secret.MasterKeys;

/** The keys in the database, which the master key wraps. */
public final class SecretKeys {
  private final MasterKey master;

  private SecretKeys(MasterKey master) {
    this.master = master;
  }

  /**
   * Returns the keys of the database; where it has none yet, it is given some.
   *
   * @throws IllegalStateException where it has, and the master key that wraps them is not there
   */
  static SecretKeys open(Connection connection, MasterKeys masters, Instant now)
      throws SQLException {
    connection.setAutoCommit(false);
    try {
      List<Row> rows = rows(connection);
      SecretKeys keys =
          rows.isEmpty() ? make(connection, masters, now) : known(connection, masters, rows);
      connection.commit();
      return keys;
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static SecretKeys make(Connection connection, MasterKeys masters, Instant now)
      throws SQLException {
    SecretKeys keys = new SecretKeys(masters.findOrMake());
    // Of two nodes that start at once, one fails here, and knows at its next start that it has to.
    keys.insert(connection, Keyring.ROOT, now);
    keys.insert(connection, Keyring.newId(), now);
    return keys;
  }

  private static SecretKeys known(Connection connection, MasterKeys masters, List<Row> rows)
      throws SQLException {
    MasterKey given = masters.find().orElseThrow(() -> new IllegalStateException(lost(masters)));
    SecretKeys keys = new SecretKeys(given);
    if (keys.unwrapsAll(rows)) {
      return keys;
    }
    Optional<SecretKeys> previous =
        masters.previous().map(SecretKeys::new).filter(before -> before.unwrapsAll(rows));
    if (previous.isEmpty()) {
      throw new IllegalStateException(
          "the secrets in this database were sealed with another master key than that of "
              + given.origin()
              + "; give the gateway the one that was there before");
    }
    keys.wrapAgain(connection, rows, previous.get());
    return keys;
  }

  private static String lost(MasterKeys masters) {
    return "the secrets in this database are sealed, and their master key is neither in"
        + " metagov.secrets.key nor in the file "
        + masters.file()
        + "; put it back there. Without it they cannot be read, so no other one is made";
  }

  /** Reads all keys. */
  Keyring read(Connection connection) throws SQLException {
    byte[] root = null;
    List<SealingKey> keys = new ArrayList<>();
    for (Row row : rows(connection)) {
      byte[] bytes =
          master
              .unwrap(row.id, row.wrapped)
              .orElseThrow(
                  () -> new IllegalStateException("another master key has come to be in use"));
      if (row.id.equals(Keyring.ROOT)) {
        root = bytes;
      } else {
        keys.add(new SealingKey(row.id, bytes, row.madeAt, row.retiredAt));
      }
    }
    keys.sort(
        Comparator.comparing((SealingKey key) -> key.retiredAt().isPresent())
            .thenComparing(SealingKey::madeAt, Comparator.reverseOrder()));
    return new Keyring(root, keys);
  }

  /**
   * Makes another key the one that seals, unless one is being replaced already.
   *
   * @param stuck those that are, and of which nothing is left that could be sealed anew
   * @return whether it did
   */
  public boolean rotate(Connection connection, Instant now, Set<String> stuck) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement lock =
            connection.prepareStatement("UPDATE secret_key SET made_at = made_at WHERE id = ?");
        PreparedStatement retire =
            connection.prepareStatement(
                "UPDATE secret_key SET retired_at = ? WHERE id <> ? AND retired_at IS NULL")) {
      // Of two at once, one comes after the other.
      lock.setString(1, Keyring.ROOT);
      lock.executeUpdate();
      if (read(connection).keys().stream()
          .anyMatch(key -> key.retiredAt().isPresent() && !stuck.contains(key.id()))) {
        return false;
      }
      retire.setLong(1, InstantColumn.micros(now));
      retire.setString(2, Keyring.ROOT);
      retire.executeUpdate();
      insert(connection, Keyring.newId(), now);
      connection.commit();
      return true;
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** Removes a key that nothing is sealed with; the files have yet to forget it. */
  void giveUp(Connection connection, String id) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM secret_key WHERE id = ? AND retired_at IS NOT NULL")) {
      StoreTask.FORGET_KEY.becomesDue(connection);
      delete.setString(1, id);
      delete.executeUpdate();
      connection.commit();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private void insert(Connection connection, String id, Instant now) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO secret_key (id, wrapped, made_at) VALUES (?, ?, ?)")) {
      insert.setString(1, id);
      insert.setString(2, master.wrap(id, Keyring.newKey()));
      insert.setLong(3, InstantColumn.micros(now));
      insert.executeUpdate();
    }
  }

  private boolean unwrapsAll(List<Row> rows) {
    return rows.stream().allMatch(row -> master.unwrap(row.id, row.wrapped).isPresent());
  }

  private void wrapAgain(Connection connection, List<Row> rows, SecretKeys previous)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE secret_key SET wrapped = ? WHERE id = ?")) {
      for (Row row : rows) {
        byte[] key = previous.master.unwrap(row.id, row.wrapped).orElseThrow();
        update.setString(1, master.wrap(row.id, key));
        update.setString(2, row.id);
        update.executeUpdate();
      }
    }
  }

  private record Row(String id, String wrapped, Instant madeAt, Optional<Instant> retiredAt) {}

  private static List<Row> rows(Connection connection) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (Statement select = connection.createStatement();
        ResultSet row =
            select.executeQuery("SELECT id, wrapped, made_at, retired_at FROM secret_key")) {
      while (row.next()) {
        rows.add(
            new Row(
                row.getString(1),
                row.getString(2),
                InstantColumn.instant(row.getLong(3)),
                Optional.ofNullable(row.getObject(4, Long.class)).map(InstantColumn::instant)));
      }
    }
    return rows;
  }
}
