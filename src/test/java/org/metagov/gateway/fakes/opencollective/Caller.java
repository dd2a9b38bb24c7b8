package org.metagov.gateway.fakes.opencollective;

import java.util.Optional;
import java.util.Set;

/**
 * Who calls the API.
 *
 * @param user the slug of their account; empty: nobody in particular
 * @param kind of the token, as errors call it
 * @param scopes what the token is good for
 */
record Caller(Optional<String> user, String kind, Set<String> scopes) {
  static final Caller NOBODY = new Caller(Optional.empty(), "", Set.of());

  /** Returns the account; {@code what} says in {@code scope} what it is wanted for. */
  String require(String scope, String what) {
    String account = user.orElseThrow(() -> new Fault("loggedOut", what));
    if (!scopes.contains(scope)) {
      throw new Fault("scope", kind, scope);
    }
    return account;
  }
}
