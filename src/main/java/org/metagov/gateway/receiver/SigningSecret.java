package org.metagov.gateway.receiver;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that a receiver knows the gateway by: a symmetric one of Standard Webhooks 1.0 (the
 * specification's "Signature scheme"), {@code whsec_} and 24 to 64 bytes in Base64.
 */
public final class SigningSecret {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int LEAST_BYTES = 24;
  private static final int MOST_BYTES = 64;
  private static final int NEW_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String text;
  private final SecretKeySpec key;

  private SigningSecret(String text, byte[] key) {
    this.text = text;
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException with what was expected, and without the text
   */
  public static SigningSecret of(String text) {
    if (text.startsWith(PREFIX)) {
      try {
        byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
        if (key.length >= LEAST_BYTES && key.length <= MOST_BYTES) {
          return new SigningSecret(text, key);
        }
      } catch (IllegalArgumentException e) {
        // Told below, without the text that the decoder quotes.
      }
    }
    throw new IllegalArgumentException(
        "expected %s and %d to %d bytes in Base64".formatted(PREFIX, LEAST_BYTES, MOST_BYTES));
  }

  /** Returns a secret that nobody knows yet. */
  public static SigningSecret random() {
    byte[] key = new byte[NEW_BYTES];
    RANDOM.nextBytes(key);
    return of(PREFIX + Base64.getEncoder().encodeToString(key));
  }

  /**
   * Returns the signature of a message.
   *
   * @param timestamp in seconds since the epoch
   */
  public String sign(String messageId, long timestamp, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] signature =
          mac.doFinal((messageId + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Returns the secret as it is handed to its receiver, and kept. */
  public String text() {
    return text;
  }

  /** Does not tell the secret. */
  @Override
  public String toString() {
    return PREFIX + "***";
  }
}
