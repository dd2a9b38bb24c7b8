package org.metagov.gateway.plugins.near;

/** Base58 with Bitcoin's alphabet, in which NEAR writes keys and hashes. */
final class Base58 {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final char ZERO = '1';

  /** More than any key has; decoding takes the square of the length. */
  private static final int LONGEST = 200;

  private Base58() {}

  /** Returns {@code bytes} as text. */
  static String encode(byte[] bytes) {
    // Digits of base 58, the least one first; a byte needs 1.37 of them.
    int[] digits = new int[bytes.length * 2];
    int used = 0;
    for (byte b : bytes) {
      int carry = b & 0xff;
      for (int i = 0; i < used || carry > 0; i++) {
        carry += digits[i] << 8;
        digits[i] = carry % 58;
        carry /= 58;
        used = Math.max(used, i + 1);
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length && bytes[i] == 0; i++) {
      text.append(ZERO);
    }
    for (int i = used - 1; i >= 0; i--) {
      text.append(ALPHABET.charAt(digits[i]));
    }
    return text.toString();
  }

  /**
   * Returns the bytes that {@code text} stands for.
   *
   * @throws IllegalArgumentException where it is not Base58; the message does not repeat it
   */
  static byte[] decode(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("it is too long");
    }
    // The least byte first.
    int[] bytes = new int[text.length()];
    int used = 0;
    for (int c = 0; c < text.length(); c++) {
      int carry = ALPHABET.indexOf(text.charAt(c));
      if (carry < 0) {
        throw new IllegalArgumentException("character " + (c + 1) + " of it is not base58");
      }
      for (int i = 0; i < used || carry > 0; i++) {
        carry += bytes[i] * 58;
        bytes[i] = carry & 0xff;
        carry >>= 8;
        used = Math.max(used, i + 1);
      }
    }
    int zeros = 0;
    while (zeros < text.length() && text.charAt(zeros) == ZERO) {
      zeros++;
    }
    byte[] decoded = new byte[zeros + used];
    for (int i = 0; i < used; i++) {
      decoded[decoded.length - 1 - i] = (byte) bytes[i];
    }
    return decoded;
  }
}
