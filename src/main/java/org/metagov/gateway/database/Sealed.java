package org.metagov.gateway.database;

import jakarta.json.JsonObject;
import java.util.Objects;
import java.util.UUID;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.secret.Vault;

/**
 * What an entity has in a sealed column. It is sealed when it is written, and opened when it is
 * asked for: by then the entity knows which row it is.
 */
public final class Sealed {
  private final Cell cell;
  private String clear;
  private JsonObject json;
  private String sealed;

  private Sealed(Cell cell, String clear, JsonObject json, String sealed) {
    this.cell = cell;
    this.clear = clear;
    this.json = json;
    this.sealed = sealed;
  }

  /** Returns what is to stand in {@code cell}; null where {@code clear} is. */
  public static Sealed of(Cell cell, String clear) {
    return clear == null ? null : new Sealed(cell, clear, null, null);
  }

  /** As {@link #of(Cell, String)}, for a JSON object. */
  public static Sealed of(Cell cell, JsonObject json) {
    return json == null ? null : new Sealed(cell, JsonText.write(json), json, null);
  }

  static Sealed read(String column) {
    return new Sealed(null, null, null, column);
  }

  /** Returns what stands in {@code cell}; null where {@code value} is. */
  public static String text(Cell cell, Sealed value) {
    return value == null ? null : value.open(cell);
  }

  /** As {@link #text}, for a JSON object. */
  public static JsonObject json(Cell cell, Sealed value) {
    if (value == null) {
      return null;
    }
    if (value.json == null) {
      value.json = JsonText.parse(value.open(cell)).asJsonObject();
    }
    return value.json;
  }

  /** Returns what a new row is known by, and no other ever is. */
  public static String newRow() {
    return UUID.randomUUID().toString();
  }

  /** Returns what is written. */
  String column() {
    if (sealed == null) {
      sealed = Vault.get().seal(cell, clear);
    }
    return sealed;
  }

  private String open(Cell where) {
    if (clear == null) {
      clear = Vault.get().open(where, sealed);
    }
    return clear;
  }

  /** So that what was not changed is not written again. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Sealed it
        && ((clear != null && it.clear != null)
            ? clear.equals(it.clear)
            : Objects.equals(sealed, it.sealed));
  }

  /** Whatever is equal may be so by what is sealed, or by what is clear. */
  @Override
  public int hashCode() {
    return Sealed.class.hashCode();
  }

  /** Says nothing of what it is. */
  @Override
  public String toString() {
    return "sealed";
  }
}
