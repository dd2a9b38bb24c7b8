package org.metagov.gateway.secret;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM with a nonce that is random each time, as text: nonce, what was sealed, and tag. */
final class Aead {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /** Each begins anew with a key; to look one up costs more than to seal a short text. */
  private static final ThreadLocal<Cipher> CIPHERS = ThreadLocal.withInitial(Aead::cipher);

  private Aead() {}

  /** Returns {@code length} bytes that nobody can guess. */
  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  static String seal(byte[] key, byte[] where, byte[] clear) {
    byte[] nonce = random(NONCE);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, where, nonce);
      byte[] all = new byte[NONCE + cipher.getOutputSize(clear.length)];
      System.arraycopy(nonce, 0, all, 0, NONCE);
      cipher.doFinal(clear, 0, clear.length, all, NONCE);
      return ENCODER.encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + CIPHER, e);
    }
  }

  /**
   * Returns what was sealed.
   *
   * @throws NotSealedHere where it was sealed by another key, for another place, or was changed
   */
  static byte[] open(byte[] key, byte[] where, String sealed) {
    try {
      byte[] all = Base64.getUrlDecoder().decode(sealed);
      if (all.length < NONCE + TAG_BITS / Byte.SIZE) {
        throw new NotSealedHere();
      }
      return cipher(Cipher.DECRYPT_MODE, key, where, all).doFinal(all, NONCE, all.length - NONCE);
    } catch (AEADBadTagException | IllegalArgumentException e) {
      throw new NotSealedHere();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + CIPHER, e);
    }
  }

  private static Cipher cipher() {
    try {
      return Cipher.getInstance(CIPHER);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + CIPHER, e);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] where, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = CIPHERS.get();
    cipher.init(
        mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce, 0, NONCE));
    cipher.updateAAD(where);
    return cipher;
  }

  /** Says nothing of what it was. */
  static final class NotSealedHere extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
