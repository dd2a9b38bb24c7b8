package org.metagov.gateway.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/**
 * A request with a key.
 *
 * @param id the digest of the key and all that it is scoped to
 * @param route the path it is sent to
 * @param bodyHash what the body is known again by
 * @param digest what earlier versions have known it by: for a day after an update
 */
public record KeyedRequest(String id, String route, String bodyHash, String digest) {
  private static final int LONGEST = 255;

  /**
   * Returns the request that {@code key} stands for.
   *
   * @param bodyHash of {@code body}; a keyed one, since there may be weak secrets in it to be
   *     guessed
   * @throws ProblemException 400 where the key is empty or longer than 255 characters
   */
  public static KeyedRequest of(
      String key, String caller, String route, String community, String bodyHash, byte[] body) {
    if (key.isBlank() || key.length() > LONGEST) {
      throw new ProblemException(
          ProblemType.INVALID, "An Idempotency-Key has 1 to " + LONGEST + " characters");
    }
    String scope = String.join("\n", caller, route, String.valueOf(community), key);
    return new KeyedRequest(
        digest(scope.getBytes(StandardCharsets.UTF_8)), route, bodyHash, digest(body));
  }

  /** Returns whether {@code kept} is what its body is known again by. */
  boolean isOf(String kept) {
    return kept.equals(bodyHash) || kept.equals(digest);
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
