package org.metagov.gateway.plugins.slack;

import java.util.List;
import java.util.Optional;
import org.metagov.gateway.spi.InvalidParameterException;

/**
 * Who may vote, and where they do.
 *
 * @param channel where the message is; none: in a conversation of those who may vote
 * @param eligible nobody else may vote; none, or an empty list: anybody may
 * @param ineligible these may not, whatever the others say
 */
record Electorate(
    Optional<String> channel, Optional<List<String>> eligible, Optional<List<String>> ineligible) {

  boolean includes(String user) {
    return eligible.map(all -> all.isEmpty() || all.contains(user)).orElse(true)
        && !ineligible.map(all -> all.contains(user)).orElse(false);
  }

  /** Returns the channel, and opens the conversation where there is none. */
  String channel(SlackApi api) {
    List<String> voters = eligible.orElse(List.of());
    if (channel.isEmpty() && voters.isEmpty()) {
      throw new InvalidParameterException("eligible_voters or channel are required");
    }
    return channel.orElseGet(() -> Slack.opened(api, voters));
  }
}
