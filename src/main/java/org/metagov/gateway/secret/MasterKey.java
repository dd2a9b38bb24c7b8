package org.metagov.gateway.secret;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The one key that is not in the database: it wraps the keys that are, and nothing else. Whoever
 * has a copy of the database without it has no secret of anybody.
 */
public final class MasterKey {
  static final int BYTES = 32;

  private static final byte[] SALT =
      "metagov-gateway master key 1".getBytes(StandardCharsets.UTF_8);
  private static final byte[] WRAPPING = "wrap".getBytes(StandardCharsets.UTF_8);

  private final byte[] wrapping;
  private final String origin;

  private MasterKey(byte[] bytes, String origin) {
    wrapping = Hkdf.expand(Hkdf.extract(SALT, bytes), WRAPPING, BYTES);
    this.origin = origin;
  }

  /**
   * Reads a key: 32 bytes in Base64 or as hexadecimal digits.
   *
   * @param origin where it is from, for messages
   * @throws IllegalArgumentException where it is none, without what it is
   */
  static MasterKey of(String text, String origin) {
    byte[] bytes =
        bytes(text).orElseThrow(() -> new IllegalArgumentException("expected 32 bytes in Base64"));
    return new MasterKey(bytes, origin);
  }

  private static Optional<byte[]> bytes(String text) {
    try {
      byte[] bytes =
          text.length() == 2 * BYTES
              ? HexFormat.of().parseHex(text)
              : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
      return Optional.of(bytes).filter(all -> all.length == BYTES);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Returns the text of a new key. */
  static String randomText() {
    return Base64.getEncoder().encodeToString(Aead.random(BYTES));
  }

  /** Returns where it is from: a setting, or a file. */
  public String origin() {
    return origin;
  }

  /** Returns {@code key} as it may stand in the database under {@code id}. */
  public String wrap(String id, byte[] key) {
    return Aead.seal(wrapping, place(id), key);
  }

  /** Returns what {@link #wrap} was given; empty where another key has wrapped it. */
  public Optional<byte[]> unwrap(String id, String wrapped) {
    try {
      return Optional.of(Aead.open(wrapping, place(id), wrapped));
    } catch (Aead.NotSealedHere e) {
      return Optional.empty();
    }
  }

  private static byte[] place(String id) {
    return Cell.of("secret_key", id, "wrapped").under("master");
  }

  /** Says where it is from, and not what it is. */
  @Override
  public String toString() {
    return "the key of " + origin;
  }
}
