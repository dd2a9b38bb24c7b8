package org.metagov.gateway.plugins.near;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Writes Borsh: integers with the least byte first, texts and lists after their lengths. */
final class Borsh {
  private static final int U32 = 4;
  private static final int U64 = 8;
  private static final int U128 = 16;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Writes one byte: a small number, or the variant of an enum. */
  Borsh u8(int value) {
    out.write(value);
    return this;
  }

  Borsh u32(int value) {
    return integer(BigInteger.valueOf(value), U32);
  }

  Borsh u64(BigInteger value) {
    return integer(value, U64);
  }

  Borsh u128(BigInteger value) {
    return integer(value, U128);
  }

  /** Writes bytes whose number the reader knows. */
  Borsh fixed(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** Writes bytes after their number. */
  Borsh bytes(byte[] bytes) {
    return u32(bytes.length).fixed(bytes);
  }

  Borsh string(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private Borsh integer(BigInteger value, int size) {
    if (value.signum() < 0 || value.bitLength() > 8 * size) {
      throw new IllegalArgumentException(value + " is no integer of " + size + " bytes");
    }
    for (int i = 0; i < size; i++) {
      out.write(value.shiftRight(8 * i).intValue());
    }
    return this;
  }
}
