package org.metagov.gateway.secret;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256, as RFC 5869 has it: several keys out of one, none of which tells another. */
final class Hkdf {
  private static final String MAC = "HmacSHA256";
  private static final int BLOCK = 32;
  private static final int MOST_BLOCKS = 255;

  /** Each begins anew with a key; to look one up costs more than what it is for. */
  private static final ThreadLocal<Mac> MACS = ThreadLocal.withInitial(Hkdf::mac);

  private Hkdf() {}

  /** Returns a key of 32 bytes made of {@code material}; {@code salt} may be empty. */
  static byte[] extract(byte[] salt, byte[] material) {
    return mac(salt.length == 0 ? new byte[BLOCK] : salt).doFinal(material);
  }

  /** Returns the {@code length} bytes that {@code key} gives for {@code purpose}. */
  static byte[] expand(byte[] key, byte[] purpose, int length) {
    if (length < 1 || length > MOST_BLOCKS * BLOCK) {
      throw new IllegalArgumentException("expected 1 to " + MOST_BLOCKS * BLOCK + " bytes");
    }
    Mac mac = mac(key);
    byte[] all = new byte[length];
    byte[] block = {};
    for (int made = 0, count = 1; made < length; made += BLOCK, count++) {
      mac.update(block);
      mac.update(purpose);
      mac.update((byte) count);
      block = mac.doFinal();
      System.arraycopy(block, 0, all, made, Math.min(BLOCK, length - made));
    }
    Arrays.fill(block, (byte) 0);
    return all;
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = MACS.get();
      mac.init(new SecretKeySpec(key, MAC));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key of " + key.length + " bytes", e);
    }
  }

  private static Mac mac() {
    try {
      return Mac.getInstance(MAC);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + MAC, e);
    }
  }
}
