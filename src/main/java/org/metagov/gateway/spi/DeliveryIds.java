package org.metagov.gateway.spi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What platforms know their deliveries by, as it can be kept and compared. */
final class DeliveryIds {
  /** Databases differ about everything else, such as blanks at the end. */
  private static final Pattern PLAIN = Pattern.compile("[!-~]{1,200}");

  private DeliveryIds() {}

  /** Returns {@code id}, or a digest of it: the same for the same, and for nothing else. */
  static String keepable(String id) {
    return PLAIN.matcher(id).matches()
        ? id
        : "sha256:" + digest(id.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the SHA-256 of {@code bytes} in hexadecimal digits. */
  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
