package org.metagov.gateway.identity;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.secret.Vault;

/**
 * What stands for somebody's Metagov id in an address that their browser opens. The number itself
 * is no secret: whoever puts that of somebody else there would sign in as them.
 *
 * @param text what stands there
 * @param expiresAt until when
 */
record IdentityPass(String text, Instant expiresAt) {
  private static final Duration TERM = Duration.ofMinutes(10);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 16;

  /** Its own name, and what is sealed under that. */
  private static final Pattern TEXT = Pattern.compile("([0-9a-f]{32})\\.([A-Za-z0-9_-]{20,500})");

  private static final Pattern CLEAR = Pattern.compile("(\\d{1,18}) (\\S{1,40}) (\\S{1,40})");

  /** In the place of a key, where whoever has made it needed none. */
  private static final String NO_KEY = "*";

  /**
   * What a pass stands for.
   *
   * @param id a Metagov id
   * @param key the driver key that it was made by; empty where that was none
   */
  record Opened(long id, Optional<String> key) {}

  /** Returns one for {@code id}, made by {@code key}, which is good from {@code now} on. */
  static IdentityPass of(long id, Optional<String> key, Instant now) {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    String name = HexFormat.of().formatHex(bytes);
    Instant end = now.plus(TERM);
    String sealed = Vault.get().sealToSend(cell(name), id + " " + end + " " + key.orElse(NO_KEY));
    return new IdentityPass(name + "." + sealed, end);
  }

  /** Returns what {@code text} stands for at {@code now}; empty where that is nothing. */
  static Optional<Opened> open(String text, Instant now) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    return Vault.get()
        .openSent(cell(parts.group(1)), parts.group(2))
        .map(CLEAR::matcher)
        .filter(Matcher::matches)
        .filter(clear -> now.isBefore(Instant.parse(clear.group(2))))
        .map(
            clear ->
                new Opened(
                    Long.parseLong(clear.group(1)),
                    Optional.of(clear.group(3)).filter(key -> !key.equals(NO_KEY))));
  }

  private static Cell cell(String name) {
    return Cell.of("metagov id", name, "query");
  }

  /** Says nothing of what it is. */
  @Override
  public String toString() {
    return "pass";
  }
}
