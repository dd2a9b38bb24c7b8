package org.metagov.gateway.plugins.loomio;

import java.util.Locale;
import java.util.Optional;

/** What both APIs are sent of a poll. */
final class PollForms {
  private PollForms() {}

  static Form common(NewPoll poll) {
    return new Form()
        .set("title", poll.title())
        .set("poll_type", wireName(poll.pollType()))
        .list("options", poll.options())
        .set("closing_at", poll.closingAt())
        .set("details_format", poll.detailsFormat().map(NewPoll.TextFormat::wireName))
        .set("specified_voters_only", poll.specifiedVotersOnly())
        .set("anonymous", poll.anonymous())
        .set("notify_on_closing_soon", poll.notifyOnClosingSoon().map(PollForms::wireName))
        .set("recipient_audience", poll.recipientAudience())
        .list(
            "recipient_user_ids",
            poll.recipientUserIds()
                .map(ids -> ids.stream().map(id -> Form.id("recipient_user_ids", id)).toList()))
        .list("recipient_emails", poll.recipientEmails())
        .set("recipient_message", poll.recipientMessage());
  }

  /** What is asked of {@code hide_results}, also by the original's word for it. */
  static Optional<String> hideResults(NewPoll poll) {
    return poll.hideResults()
        .map(PollForms::wireName)
        .or(() -> poll.hideResultsUntilClosed().map(hide -> hide ? "until_closed" : "off"));
  }

  /** Whether recipients hear of the poll: in 2021 they did, today somebody has to ask for it. */
  static boolean notifies(NewPoll poll) {
    return poll.notifyRecipients().orElse(poll.hasRecipients());
  }

  private static String wireName(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
