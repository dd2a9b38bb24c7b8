package org.metagov.gateway.plugins.loomio;

import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * What a webhook of Loomio's is about. Nobody has signed it, so it is a reason to look, and no
 * more.
 *
 * @param polls the keys of the polls that it links to, in whatever member
 * @param isAnything whether it may be about any poll: today a webhook is text for a chat; in 2021
 *     it said its kind, and linked to the poll if it was about one
 */
record Notice(Set<String> polls, boolean isAnything) {
  private static final Pattern LINK = Pattern.compile("/p/([A-Za-z0-9]{1,64})(?![A-Za-z0-9])");
  private static final int MOST = 50;

  static Notice of(WebhookRequest webhook) {
    Set<String> polls =
        LINK.matcher(webhook.text())
            .results()
            .map((MatchResult link) -> link.group(1))
            .limit(MOST)
            .collect(Collectors.toUnmodifiableSet());
    return new Notice(polls, polls.isEmpty() && !webhook.json().containsKey("kind"));
  }

  /** Returns the one poll that it is about; nothing, where it is about several or any. */
  String lane() {
    return polls.size() == 1 ? "poll-" + polls.iterator().next() : "";
  }
}
