package org.metagov.gateway.spi;

import java.util.Map;
import java.util.Optional;

/**
 * What a platform has sent somebody back with.
 *
 * @param code what the platform gives a token for; good once, and for minutes
 * @param redirectUri where the platform has sent them: most platforms want to hear it again
 * @param codeVerifier PKCE's: send it as {@code code_verifier} with the code
 * @param parameters what else stood in the query, such as GitHub's {@code installation_id}: as
 *     little to be believed as anything in an address
 */
public record AuthorizationGrant(
    String code, String redirectUri, String codeVerifier, Map<String, String> parameters) {
  /** Keeps a copy. */
  public AuthorizationGrant {
    parameters = Map.copyOf(parameters);
  }

  /** Returns the parameter {@code name}. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** Says nothing of what it is. */
  @Override
  public String toString() {
    return "grant";
  }
}
