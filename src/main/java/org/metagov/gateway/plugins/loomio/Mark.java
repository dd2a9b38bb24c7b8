package org.metagov.gateway.plugins.loomio;

import jakarta.json.JsonString;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.StartKey;

/**
 * The line below a poll's text by which it is found again: Loomio keeps nothing else of ours.
 *
 * @param startKey the key of its start
 */
record Mark(String startKey) {
  private static final String WORDS = "Started by the Metagov Gateway, reference ";

  /** Returns the text of {@code poll} with the mark below it. */
  String below(NewPoll poll) {
    boolean html = poll.detailsFormat().filter(NewPoll.TextFormat.HTML::equals).isPresent();
    String text = poll.details().orElse("");
    if (html) {
      return text + "<p><em>" + WORDS + startKey + "</em></p>";
    }
    return (text.isBlank() ? "" : text + "\n\n") + "*" + WORDS + startKey + "*";
  }

  /** Returns whether the text of {@code poll} has the mark. */
  boolean isOn(JsonPart poll) {
    return poll.object().get("details") instanceof JsonString text && isIn(text.getString());
  }

  boolean isIn(String details) {
    return new StartKey(startKey).isIn(details);
  }
}
