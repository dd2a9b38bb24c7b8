package org.metagov.gateway.plugins.github;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who may choose what, and until when.
 *
 * @param closingAt when it ends
 * @param maxVotes how many people's votes end it
 * @param eligible nobody else may vote; none, or an empty list: anybody may
 * @param ineligible these may not, whatever the others say
 * @param options what may be chosen; empty: anything
 */
public record Terms(
    Optional<Instant> closingAt,
    Optional<Integer> maxVotes,
    Optional<List<String>> eligible,
    Optional<List<String>> ineligible,
    Optional<List<String>> options) {

  boolean counts(Ballot ballot) {
    return eligible.map(all -> all.isEmpty() || has(all, ballot.login())).orElse(true)
        && !ineligible.map(all -> has(all, ballot.login())).orElse(false)
        && options.map(all -> all.contains(ballot.option())).orElse(true);
  }

  private static boolean has(List<String> logins, String login) {
    return logins.stream().anyMatch(login::equalsIgnoreCase);
  }

  /** Returns whether so many have voted that it is over. */
  boolean isEnough(int voters) {
    // None at all is no limit, as it never was.
    return maxVotes.filter(most -> most > 0).map(most -> voters >= most).orElse(false);
  }

  /** Returns when it has ended, where that is past at {@code now}. */
  Optional<Instant> ended(Instant now) {
    return closingAt.filter(end -> !now.isBefore(end));
  }
}
