package org.metagov.gateway.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a browser holds of a session: a secret in a cookie, which no script reads, and a token that
 * its page sends as a header, which no other page can. The one follows from the other by a key of
 * the gateway's, so that each is of no use alone.
 */
final class SessionText {
  /** Comes before the id in the name of the cookie: what is on another port has its own. */
  static final String COOKIE = "metagov-session-";

  private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final int ID_LENGTH = 12;
  private static final int SECRET_BYTES = 32;
  private static final Pattern TOKEN = Pattern.compile("mgs_([0-9a-z]{12})_([0-9a-f]{64})");
  private static final Pattern SECRET = Pattern.compile("[-_0-9A-Za-z]{43}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String id;
  private final String secret;

  private SessionText(String id, String secret) {
    this.id = id;
    this.secret = secret;
  }

  /** Returns one that nobody knows yet. */
  static SessionText random() {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
    }
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    return new SessionText(
        id.toString(), Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  /**
   * Returns what {@code token} and the cookie that it names are together; empty where they are not
   * of one session. Nothing is looked up for that.
   *
   * @param cookies the value of the cookie of a name
   * @param mac the keyed hash that tokens are made by
   */
  static Optional<SessionText> of(
      String token, UnaryOperator<String> cookies, UnaryOperator<String> mac) {
    Matcher form = TOKEN.matcher(token);
    if (!form.matches()) {
      return Optional.empty();
    }
    String id = form.group(1);
    return Optional.ofNullable(cookies.apply(COOKIE + id))
        .filter(secret -> SECRET.matcher(secret).matches())
        .map(secret -> new SessionText(id, secret))
        .filter(found -> isSame(found.token(mac), token));
  }

  /** Returns what it is known by, which is no secret. */
  String id() {
    return id;
  }

  /** Returns what stands in the cookie. */
  String secret() {
    return secret;
  }

  /** Returns what the header has to say. */
  String token(UnaryOperator<String> mac) {
    return "mgs_" + id + "_" + mac.apply(id + "." + secret);
  }

  static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }

  /** Does not tell the secret. */
  @Override
  public String toString() {
    return "mgs_" + id + "_***";
  }
}
