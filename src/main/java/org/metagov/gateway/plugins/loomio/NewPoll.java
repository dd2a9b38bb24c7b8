package org.metagov.gateway.plugins.loomio;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.Name;

/**
 * What the group is asked. The members are those of the original, with its types; {@code stv},
 * {@code check}, {@code question}, {@code hide_results}, {@code shuffle_options}, {@code
 * notify_recipients} and {@code notify_on_open} were added.
 */
public record NewPoll(
    @Doc("Title of the poll") String title,
    @Doc(
            "A proposal has agree, disagree, abstain and block; a meeting has dates or times in the"
                + " form of ISO 8601; a question has none; for the others anything goes")
        List<String> options,
    @Doc("When it closes: a date (the beginning of that day, UTC) or a date and time (ISO 8601)")
        String closingAt,
    @Doc("The voting style of the poll") @Default("proposal") PollType pollType,
    @Doc("Key or handle of the subgroup to create the poll in") Optional<String> subgroup,
    @Doc("The main text of the poll") Optional<String> details,
    @Doc("The format of details") Optional<TextFormat> detailsFormat,
    @Doc("Whether only invited people can vote, not everybody in the group or thread")
        Optional<Boolean> specifiedVotersOnly,
    @Doc("Whether results are hidden until the poll is closed")
        Optional<Boolean> hideResultsUntilClosed,
    @Doc("Until when results are hidden") Optional<HideResults> hideResults,
    @Doc("Whether each voter sees the options in another order") Optional<Boolean> shuffleOptions,
    @Doc("Whether the identities of voters are hidden") Optional<Boolean> anonymous,
    @Doc("Id of the discussion to add this poll to") Optional<BigDecimal> discussionId,
    @Doc("Whether voters can add options; only without group_id in the config")
        Optional<Boolean> voterCanAddOptions,
    @Doc("'group': the whole group is notified") Optional<String> recipientAudience,
    @Doc("Whom to remind 24 hours before the poll closes") Optional<Reminder> notifyOnClosingSoon,
    @Doc("Ids of users to notify or invite") Optional<List<BigDecimal>> recipientUserIds,
    @Doc("Email addresses of people to invite") Optional<List<String>> recipientEmails,
    @Doc("Message in the invitation") Optional<String> recipientMessage,
    @Doc("Whether recipients are notified; if absent they are") Optional<Boolean> notifyRecipients,
    @Doc("Whether voters are notified when the poll opens; if absent Loomio decides")
        Optional<Boolean> notifyOnOpen) {
  private static final int DATE = 10;

  /** Refuses a poll in which nobody could vote: Loomio would take it, and never open it. */
  public NewPoll {
    if (!isTime(closingAt)) {
      throw new IllegalArgumentException("closing_at is not a date or time of ISO 8601");
    }
    if (options.isEmpty() && pollType != PollType.QUESTION) {
      throw new IllegalArgumentException("a poll needs options");
    }
  }

  /** Returns whether people are invited by it, or vote in secret: Loomio may refuse that late. */
  boolean isForSome() {
    return hasRecipients() || anonymous.orElse(false);
  }

  boolean hasRecipients() {
    return Stream.of(recipientAudience, recipientUserIds, recipientEmails)
        .anyMatch(Optional::isPresent);
  }

  /** Until when results are hidden. */
  public enum HideResults {
    OFF,
    UNTIL_VOTE,
    UNTIL_CLOSED
  }

  /** Who is reminded. */
  public enum Reminder {
    NOBODY,
    AUTHOR,
    UNDECIDED_VOTERS,
    VOTERS
  }

  /** How a text is written. */
  public enum TextFormat {
    HTML,
    @Name("md")
    MARKDOWN;

    /** Returns the name on the wire. */
    String wireName() {
      return this == HTML ? "html" : "md";
    }
  }

  private static boolean isTime(String text) {
    try {
      if (text.length() == DATE) {
        LocalDate.parse(text);
      } else {
        DateTimeFormatter.ISO_DATE_TIME.parse(text);
      }
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
