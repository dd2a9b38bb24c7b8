package org.metagov.gateway.fakes.opencollective;

import java.util.Optional;
import java.util.Set;

/**
 * Who calls the API.
 *
 * @param user the slug of their account; empty: nobody in particular
 * @param kind of the token, as errors call it
 * @param scopes what the token is good for
 * @param secondFactor what is against them where they decide for an account
 */
record Caller(Optional<String> user, String kind, Set<String> scopes, SecondFactor secondFactor) {
  static final Caller NOBODY = new Caller(Optional.empty(), "", Set.of(), SecondFactor.NOT_ASKED);

  Caller with(SecondFactor other) {
    return new Caller(user, kind, scopes, other);
  }

  /** By {@code validateRequest} of the platform's library for two-factor authentication. */
  void requireSecondFactor() {
    switch (secondFactor) {
      case NOT_ASKED -> {}
      case NOT_PRE_AUTHORIZED ->
          throw new Fault("notPreAuthorized", kind.equals("Personal Token") ? "personal" : "OAuth");
      case NOT_CONFIGURED -> throw new Fault("twoFactorNeeded");
    }
  }

  /** Returns the account; {@code what} says in {@code scope} what it is wanted for. */
  String require(String scope, String what) {
    String account = user.orElseThrow(() -> new Fault("loggedOut", what));
    if (!scopes.contains(scope)) {
      throw new Fault("scope", kind, scope);
    }
    return account;
  }
}
