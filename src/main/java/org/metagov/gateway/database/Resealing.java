package org.metagov.gateway.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.problem.Causes;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.secret.Vault;

/**
 * Seals with the current key what is not sealed with it yet: by another one, or not at all. A few
 * rows at a time, each transaction as good as any other to be killed in; what is sealed already is
 * passed over, so that it goes on where it was.
 */
final class Resealing {
  private static final Logger LOG = Logger.getLogger(Resealing.class.getName());
  private static final int ROWS = 50;

  /** What one transaction writes at most, roughly: a row has up to some megabytes. */
  private static final int MOST_CHARACTERS = 4 << 20;

  private final Connection connection;
  private final Dialect dialect;
  private final Vault vault;
  private final boolean takesClear;
  private final String current;

  /**
   * By {@code connection}, whose transactions this begins and ends.
   *
   * @param takesClear whether there may be what is not sealed; else nobody but an intruder has
   *     written it, and it stays as it is
   */
  Resealing(Connection connection, Dialect dialect, Vault vault, boolean takesClear) {
    this.connection = connection;
    this.dialect = dialect;
    this.vault = vault;
    this.takesClear = takesClear;
    current = Vault.prefix(vault.ring().current().id());
  }

  /**
   * Goes through all tables once.
   *
   * @param goOn asked before each transaction: false ends it
   * @return how many rows were sealed
   */
  int all(BooleanSupplier goOn) throws SQLException {
    int sealed = 0;
    connection.setAutoCommit(false);
    try {
      for (SealedTable table : SealedTable.ALL) {
        sealed += all(table, goOn);
      }
      return sealed;
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private int all(SealedTable table, BooleanSupplier goOn) throws SQLException {
    int sealed = 0;
    Object after = null;
    while (goOn.getAsBoolean()) {
      List<Object> ids = others(table, after);
      connection.commit();
      if (ids.isEmpty()) {
        break;
      }
      int characters = 0;
      for (int i = 0; i < ids.size() && characters < MOST_CHARACTERS; i++) {
        after = ids.get(i);
        int written = seal(table, after);
        characters += written;
        sealed += written > 0 ? 1 : 0;
      }
      connection.commit();
    }
    return sealed;
  }

  private List<Object> others(SealedTable table, Object after) throws SQLException {
    List<Object> ids = new ArrayList<>();
    // What others are writing now is found when it is looked for again.
    String sql = dialect.withoutWaiting(table.others(after == null, ROWS));
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      int parameter = 1;
      for (int i = 0; i < table.columns().size(); i++) {
        select.setString(parameter++, current + "%");
      }
      if (after != null) {
        select.setObject(parameter, after);
      }
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          ids.add(row.getObject(1));
        }
      }
    }
    return ids;
  }

  /** Returns how many characters were written; none where the row is gone, or cannot be opened. */
  private int seal(SealedTable table, Object id) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(table.lock())) {
      lock.setObject(1, id);
      // First: whoever changes the row meanwhile would have it changed back.
      lock.executeUpdate();
    }
    List<String> values = new ArrayList<>();
    String row;
    try (PreparedStatement select = connection.prepareStatement(table.read())) {
      select.setObject(1, id);
      try (ResultSet found = select.executeQuery()) {
        if (!found.next()) {
          return 0;
        }
        row = found.getString(1) == null ? Sealed.newRow() : found.getString(1);
        for (int i = 0; i < table.columns().size(); i++) {
          values.add(found.getString(i + 2));
        }
      }
    }
    try {
      return write(table, id, row, values);
    } catch (IllegalStateException e) {
      LOG.log(
          Level.SEVERE, "Row " + id + " of " + table.name() + " cannot be opened", Causes.brief(e));
      return 0;
    }
  }

  private int write(SealedTable table, Object id, String row, List<String> values)
      throws SQLException {
    int written = 1;
    try (PreparedStatement update = connection.prepareStatement(table.write())) {
      update.setString(1, row);
      for (int i = 0; i < values.size(); i++) {
        String value = sealed(Cell.of(table.name(), row, table.columns().get(i)), values.get(i));
        update.setString(i + 2, value);
        written += value == null ? 0 : value.length();
      }
      update.setObject(values.size() + 2, id);
      update.executeUpdate();
    }
    return written;
  }

  private String sealed(Cell cell, String value) {
    if (value == null || value.startsWith(current)) {
      return value;
    }
    boolean isClear = takesClear && !Vault.isSealed(value);
    return vault.seal(cell, isClear ? value : vault.open(cell, value));
  }
}
