package org.metagov.gateway.key;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A driver key as its holder has it: {@code mgk_<id>_<secret><checksum>}. The secret is 256 random
 * bits; by the checksum a slip of the pen is known without a look into the store, and a scanner
 * knows a key that has got into a repository. All of it is letters, digits and underscores, so that
 * a double click takes the whole.
 */
public final class DriverKeyText {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private static final String ID_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final int ID_LENGTH = 12;
  private static final int SECRET_BITS = 256;

  /** So many digits take 256 bits, and 32. */
  private static final int SECRET_LENGTH = 43;

  private static final int CHECKSUM_LENGTH = 6;
  private static final Pattern FORM =
      Pattern.compile("(mgk_([0-9a-z]{12})_[0-9A-Za-z]{43})([0-9A-Za-z]{6})");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String id;
  private final String text;

  private DriverKeyText(String id, String text) {
    this.id = id;
    this.text = text;
  }

  /** Returns a key that nobody knows yet. */
  static DriverKeyText random() {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_DIGITS.charAt(RANDOM.nextInt(ID_DIGITS.length())));
    }
    String secret = digits(new BigInteger(SECRET_BITS, RANDOM), SECRET_LENGTH);
    String body = "mgk_" + id + "_" + secret;
    return new DriverKeyText(id.toString(), body + checksum(body));
  }

  /** Reads {@code text}; empty where it is no key. */
  public static Optional<DriverKeyText> of(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches() && checksum(form.group(1)).equals(form.group(3))
        ? Optional.of(new DriverKeyText(form.group(2), text))
        : Optional.empty();
  }

  /** Returns what it is known by, which is no secret. */
  String id() {
    return id;
  }

  /** Returns the whole key. */
  String text() {
    return text;
  }

  private static String checksum(String body) {
    CRC32 sum = new CRC32();
    sum.update(body.getBytes(StandardCharsets.US_ASCII));
    return digits(BigInteger.valueOf(sum.getValue()), CHECKSUM_LENGTH);
  }

  private static String digits(BigInteger number, int length) {
    BigInteger base = BigInteger.valueOf(DIGITS.length());
    StringBuilder digits = new StringBuilder();
    BigInteger rest = number;
    for (int i = 0; i < length; i++) {
      BigInteger[] parts = rest.divideAndRemainder(base);
      digits.append(DIGITS.charAt(parts[1].intValue()));
      rest = parts[0];
    }
    return digits.reverse().toString();
  }

  /** Does not tell the secret. */
  @Override
  public String toString() {
    return "mgk_" + id + "_***";
  }
}
