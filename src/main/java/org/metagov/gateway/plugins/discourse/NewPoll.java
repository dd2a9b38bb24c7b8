package org.metagov.gateway.plugins.discourse;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.Name;

/** What a poll is started with. */
public record NewPoll(
    @Doc("What is asked; also the title of the topic, if the poll is a new one. Plain text")
        String title,
    @Doc("What can be chosen, as plain text; required unless poll_type is number")
        Optional<List<String>> options,
    @Doc("What stands above the poll. Markdown") Optional<String> details,
    @Doc("When it closes by itself: a date (midnight UTC) or a date with time and offset")
        Optional<String> closingAt,
    @Doc("required if creating the poll as a new post.") Optional<Long> topicId,
    @Doc(
            "optional if creating the poll as a new topic, and ignored if creating it as a new"
                + " post.")
        Optional<Long> category,
    @Default("regular") Type pollType,
    @Doc("whether votes are public") @Name("public") Optional<Boolean> isPublic,
    @Doc("when to show results") Optional<Results> results,
    @Doc(
            "Must be at least 1. For 'number' poll type, this is the minimum number. For 'multiple'"
                + " poll type, this is the minimum number of options that a user can vote for. For"
                + " 'regular' poll type, this option is ignored.")
        Optional<Long> min,
    @Doc(
            "Must be at least 1, but less than or equal with the number of options. For 'number'"
                + " poll type, this is the maximum number. For 'multiple' poll type, this is the"
                + " maximum number of options that a user can vote for. For 'regular' poll type,"
                + " this option is ignored.")
        Optional<Long> max,
    @Doc(
            "For 'number' poll type, the step in between numbers. Ignored for other poll types. The"
                + " minimum step value is 1.")
        Optional<Long> step,
    Optional<ChartType> chartType,
    @Doc("who may vote: names of groups") Optional<List<String>> groups) {

  /** How people choose. */
  public enum Type {
    REGULAR,
    MULTIPLE,
    NUMBER,
    /** People put the options in an order, and the winner is found in rounds. */
    RANKED_CHOICE;

    final String word = name().toLowerCase(Locale.ROOT);
  }

  /** When results are shown. */
  public enum Results {
    ALWAYS,
    ON_VOTE,
    ON_CLOSE,
    STAFF_ONLY;

    final String word = name().toLowerCase(Locale.ROOT);
  }

  /** How results are drawn. */
  public enum ChartType {
    PIE,
    BAR;

    final String word = name().toLowerCase(Locale.ROOT);
  }

  /** Refuses a time that is none. */
  public NewPoll {
    if (closingAt.filter(text -> !isTime(text)).isPresent()) {
      throw new IllegalArgumentException(
          "closing_at is neither a date, such as 2026-04-22, nor a time, such as"
              + " 2026-04-22T18:00:00Z");
    }
  }

  private static boolean isTime(String text) {
    try {
      if (text.contains("T")) {
        OffsetDateTime.parse(text);
      } else {
        LocalDate.parse(text);
      }
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
