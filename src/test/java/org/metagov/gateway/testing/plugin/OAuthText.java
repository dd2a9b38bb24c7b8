package org.metagov.gateway.testing.plugin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What comes to a platform that speaks OAuth: queries, forms and the proofs of PKCE. */
public final class OAuthText {
  private OAuthText() {}

  /**
   * Returns the parameters of a query or a form, each of which stands there once.
   *
   * @throws IllegalStateException where one stands there twice
   */
  public static Map<String, String> pairs(String text) {
    return parameters(text).collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * As above.
   *
   * @param twice what is taken of two values of one parameter
   */
  public static Map<String, String> pairs(String text, BinaryOperator<String> twice) {
    return parameters(text)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, twice));
  }

  private static Stream<Map.Entry<String, String>> parameters(String text) {
    return List.of(text.split("&", -1)).stream()
        .map(pair -> pair.split("=", 2))
        .map(pair -> Map.entry(decoded(pair[0]), decoded(pair[1])));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Returns the challenge that {@code verifier} proves by the method {@code S256} (RFC 7636). */
  public static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
