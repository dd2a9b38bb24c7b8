package org.metagov.gateway.fakes.near;

import java.math.BigInteger;
import java.util.Arrays;

/** Base58 with Bitcoin's alphabet, by long division. */
final class FakeBase58 {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());

  private FakeBase58() {}

  static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (BigInteger rest = new BigInteger(1, bytes); rest.signum() > 0; rest = rest.divide(BASE)) {
      text.append(ALPHABET.charAt(rest.mod(BASE).intValue()));
    }
    for (int i = 0; i < bytes.length && bytes[i] == 0; i++) {
      text.append('1');
    }
    return text.reverse().toString();
  }

  /** Returns the {@code length} bytes that {@code text} stands for. */
  static byte[] decode(String text, int length) {
    BigInteger value = BigInteger.ZERO;
    for (int i = 0; i < text.length(); i++) {
      int digit = ALPHABET.indexOf(text.charAt(i));
      if (digit < 0) {
        throw new IllegalArgumentException("not base58: " + text);
      }
      value = value.multiply(BASE).add(BigInteger.valueOf(digit));
    }
    byte[] signed = value.toByteArray();
    byte[] bytes = new byte[length];
    int kept = Math.min(length, signed.length);
    System.arraycopy(signed, signed.length - kept, bytes, length - kept, kept);
    if (!encode(bytes).equals(text)) {
      throw new IllegalArgumentException("not " + length + " bytes: " + Arrays.toString(signed));
    }
    return bytes;
  }
}
