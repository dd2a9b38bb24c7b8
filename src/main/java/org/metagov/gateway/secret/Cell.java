package org.metagov.gateway.secret;

import java.nio.charset.StandardCharsets;

/**
 * Where a sealed value stands. It opens there and nowhere else: whoever can write to the database
 * cannot have the gateway show, or send, the secret of one row as that of another.
 *
 * @param table the table
 * @param row what the row is known by from before it is written, which no other row ever is: a UUID
 * @param column the column
 * @param pointer which part of the column, as a JSON pointer; empty: the whole
 */
public record Cell(String table, String row, String column, String pointer) {
  /** No name has it in it. */
  private static final String BETWEEN = "\u0000";

  public Cell {
    if (row == null || row.isEmpty()) {
      throw new IllegalArgumentException("a row of " + table + " that nothing is known by");
    }
  }

  /** Returns the place of a whole column. */
  public static Cell of(String table, String row, String column) {
    return new Cell(table, row, column, "");
  }

  byte[] under(String keyId) {
    return String.join(BETWEEN, table, row, column, pointer, keyId)
        .getBytes(StandardCharsets.UTF_8);
  }
}
