package org.metagov.gateway.it;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.OAuthText;

/**
 * What the gateway has sent to a platform to be let in by: tokens that the platform has given,
 * those of the operator, and what people's browsers have brought.
 */
final class SentSecrets {
  private static final Set<String> NAMES =
      Set.of("client_secret", "code", "code_verifier", "refresh_token", "token", "access_token");

  /** Shorter texts may stand anywhere. */
  private static final int SHORTEST = 12;

  private SentSecrets() {}

  static Stream<String> in(FakeServer.Request request) {
    Stream<String> shown =
        request.header("Authorization").stream().map(text -> text.replaceFirst("^\\S+ ", ""));
    boolean form =
        request.header("Content-Type").orElse("").startsWith("application/x-www-form-urlencoded")
            && !request.body().isEmpty();
    Stream<String> told =
        form
            ? OAuthText.pairs(request.body()).entrySet().stream()
                .filter(pair -> NAMES.contains(pair.getKey()))
                .map(Map.Entry::getValue)
            : Stream.of();
    return Stream.concat(shown, told).filter(text -> text.length() >= SHORTEST);
  }
}
