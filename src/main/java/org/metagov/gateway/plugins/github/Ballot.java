package org.metagov.gateway.plugins.github;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.spi.JsonPart;

/**
 * What one person has chosen at one time.
 *
 * @param user their number: names change
 * @param login their name
 * @param at when, by GitHub's clock, in whole seconds
 * @param changed when it became what it is
 * @param id in the order in which they were cast
 */
record Ballot(
    BigInteger user, String login, String option, Instant at, Instant changed, BigInteger id) {
  /** Returns the ballot that a reaction or a comment is; empty where it is no person's. */
  static Optional<Ballot> of(JsonPart cast, String option) {
    if (!cast.isObject("user") || !cast.part("user").isText("type", "User")) {
      return Optional.empty();
    }
    JsonPart user = cast.part("user");
    Instant at = cast.at("created_at").time();
    return Optional.of(
        new Ballot(
            user.integer("id"),
            user.text("login"),
            option,
            at,
            cast.findTime("updated_at").orElse(at),
            cast.integer("id")));
  }
}
