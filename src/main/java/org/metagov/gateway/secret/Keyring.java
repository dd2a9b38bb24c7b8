package org.metagov.gateway.secret;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The keys in the database, unwrapped: one that all others of the gateway are made of, which stays,
 * and those that seal, of which the newest does and the others still open.
 *
 * @param root what {@link Vault#subkey} makes keys of
 * @param keys the sealing keys, the current one first
 */
// Arrays: keys are handed to ciphers as bytes, and are never compared.
@SuppressWarnings("ArrayRecordComponent")
public record Keyring(byte[] root, List<SealingKey> keys) {
  /** The id of {@link #root}. */
  public static final String ROOT = "root";

  private static final int ID_BYTES = 6;

  /**
   * A key that seals.
   *
   * @param id what sealed values name it by
   * @param bytes the key
   * @param madeAt since when it is there
   * @param retiredAt since when another one seals; empty: it does
   */
  public record SealingKey(String id, byte[] bytes, Instant madeAt, Optional<Instant> retiredAt) {
    /** Says nothing of the key. */
    @Override
    public String toString() {
      return id;
    }
  }

  public Keyring {
    keys = List.copyOf(keys);
    if (keys.isEmpty() || keys.get(0).retiredAt().isPresent()) {
      throw new IllegalArgumentException("no key that seals");
    }
  }

  /** Returns a new key. */
  public static byte[] newKey() {
    return Aead.random(MasterKey.BYTES);
  }

  /** Returns an id for a new key. */
  public static String newId() {
    return HexFormat.of().formatHex(Aead.random(ID_BYTES));
  }

  /** Returns the key that seals. */
  public SealingKey current() {
    return keys.get(0);
  }

  Optional<SealingKey> find(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  /** Says nothing of the keys. */
  @Override
  public String toString() {
    return "keys " + keys;
  }
}
