package org.metagov.gateway.plugins.discourse;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformException;

/**
 * What has been voted in a poll ({@code PollSerializer}, {@code PollOptionSerializer} of
 * Discourse's plugin Poll), under the driver's own words for the options.
 *
 * @param votes counts by option; empty as long as they are hidden
 * @param rankedChoice how a ranked choice has gone so far, round by round; empty as long as it is
 *     hidden, and before the first vote
 * @param unreadable what of Discourse's answer could not be counted
 */
record Ballots(JsonObject votes, Optional<JsonObject> rankedChoice, List<String> unreadable) {
  private static final String OUTCOME = "ranked_choice_outcome";

  /** Reads {@code poll}, which was asked with {@code options}. */
  static Ballots of(List<String> options, JsonPart poll) {
    Map<String, String> names = new HashMap<>();
    options.forEach(option -> names.put(PollMarkup.optionId(option), option));
    JsonObjectBuilder votes = Json.createObjectBuilder();
    List<String> unreadable = new ArrayList<>();
    for (JsonPart option : poll.objects("options")) {
      try {
        // As long as results are hidden there are no counts.
        if (option.has("votes")) {
          votes.add(name(names, option), option.number("votes"));
        }
      } catch (PlatformException e) {
        // One that cannot be read spoils no other; that it is missing is told with the outcome.
        unreadable.add(e.getMessage());
      }
    }
    JsonObject counted = votes.build();
    // Older versions show how it goes although they hide the counts.
    Optional<JsonObject> ranked =
        counted.isEmpty() || !poll.isObject(OUTCOME)
            ? Optional.empty()
            : Optional.of(named(names, poll.part(OUTCOME).object()));
    return new Ballots(counted, ranked, List.copyOf(unreadable));
  }

  private static String name(Map<String, String> names, JsonPart option) {
    return name(names, option.text("id"), option.text("html"));
  }

  /** An id that is not known is that of other Markdown; what it shows may be the same. */
  private static String name(Map<String, String> names, String id, String html) {
    String shown = html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    return names.getOrDefault(id, names.containsValue(shown) ? shown : html);
  }

  /**
   * Returns {@code outcome} ({@code DiscoursePoll::RankedChoice}) with each candidate, an object of
   * {@code digest} and {@code html}, replaced by its name.
   */
  private static JsonObject named(Map<String, String> names, JsonObject outcome) {
    JsonObjectBuilder named = Json.createObjectBuilder();
    outcome.forEach((member, value) -> named.add(member, named(names, value)));
    return named.build();
  }

  private static JsonValue named(Map<String, String> names, JsonValue value) {
    if (value instanceof JsonArray items) {
      JsonArrayBuilder named = Json.createArrayBuilder();
      items.forEach(item -> named.add(named(names, item)));
      return named.build();
    }
    if (value instanceof JsonObject object) {
      JsonPart candidate = new JsonPart(Forum.ANSWER, OUTCOME, object);
      return candidate.isText("digest") && candidate.isText("html")
          ? Json.createValue(name(names, candidate.text("digest"), candidate.text("html")))
          : named(names, object);
    }
    return value;
  }
}
