package org.metagov.gateway.plugins.opencollective;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;

/** The collective's conversations, and comments. */
record Conversations(Api api) {
  /**
   * Characters, of which the platform's validator counts no variation selectors, and its database
   * counts all ({@code server/models/Conversation.ts}).
   */
  private static final int SHORTEST_TITLE = 3;

  private static final int LONGEST_TITLE = 255;
  private static final int LONGEST_TAG = 32;
  private static final int MOST_TAGS = 30;

  private static final Pattern VARIATION_SELECTORS = Pattern.compile("[\\uFE0E\\uFE0F]");
  private static final Pattern COMMA = Pattern.compile(",");
  private static final Pattern HASHES_BEFORE = Pattern.compile("^#+");

  /**
   * Starts a conversation.
   *
   * @throws InvalidParameterException where the platform would not keep it: it tells so by a text
   *     only, as it tells of failures of its own
   */
  JsonPart create(String title, String html, List<String> tags) {
    String kept = trimmed(title);
    if (length(VARIATION_SELECTORS.matcher(kept).replaceAll("")) < SHORTEST_TITLE
        || length(kept) > LONGEST_TITLE) {
      throw new InvalidParameterException(
          "The title must have " + SHORTEST_TITLE + " to " + LONGEST_TITLE + " characters");
    }
    Set<String> keptTags = kept(tags);
    if (keptTags.size() > MOST_TAGS
        || keptTags.stream().anyMatch(tag -> tag.length() > LONGEST_TAG)) {
      throw new InvalidParameterException(
          "There can be " + MOST_TAGS + " tags of at most " + LONGEST_TAG + " characters");
    }
    JsonObject variables =
        Json.createObjectBuilder()
            .add("account", Json.createObjectBuilder().add("slug", api.slug()))
            .add("title", title)
            .add("html", html)
            .add("tags", Json.createArrayBuilder(tags))
            .build();
    return api.forCaller().ask(Queries.CREATE_CONVERSATION, variables, "createConversation");
  }

  /** Returns a title as the platform keeps it: without JavaScript's blanks around it. */
  static String trimmed(String title) {
    int start = 0;
    int end = title.length();
    while (start < end && isBlank(title.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(title.charAt(end - 1))) {
      end--;
    }
    return title.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || c == '\uFEFF';
  }

  /** Returns what becomes of tags: {@code server/lib/tags.ts} of the platform. */
  private static Set<String> kept(List<String> tags) {
    return tags.stream()
        .flatMap(COMMA::splitAsStream)
        .map(tag -> trimmed(tag).toLowerCase(Locale.ROOT))
        .map(tag -> trimmed(HASHES_BEFORE.matcher(tag).replaceAll("")))
        .filter(tag -> !tag.isEmpty())
        .collect(Collectors.toSet());
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Returns the conversation {@code id}. */
  JsonPart get(String id) {
    JsonObject variables = Json.createObjectBuilder().add("id", id).build();
    // The query is always the same: it is the id that there can be no conversation with.
    return api.with(Failures.REFUSALS.gone(Failures.UNPROCESSABLE))
        .ask(Queries.CONVERSATION, variables, "conversation");
  }

  /** Returns the first conversation with {@code tag}, which the platform keeps as it is. */
  Optional<JsonPart> find(String tag) {
    JsonObject variables =
        Json.createObjectBuilder().add("slug", api.slug()).add("tag", tag).build();
    return api
        .ask(Queries.FIND_CONVERSATIONS, variables, "collective")
        .part("conversations")
        .items("nodes")
        .stream()
        .filter(
            conversation ->
                conversation.items("tags").stream().map(JsonPart::text).anyMatch(tag::equals))
        .min(Comparator.comparing(conversation -> conversation.text("createdAt")));
  }

  /** Gives the conversation {@code id} another title, cut to what the platform takes. */
  JsonPart rename(String id, String title) {
    String fitting =
        length(title) > LONGEST_TITLE
            ? title.substring(0, title.offsetByCodePoints(0, LONGEST_TITLE))
            : title;
    JsonObject variables = Json.createObjectBuilder().add("id", id).add("title", fitting).build();
    return api.ask(Queries.EDIT_CONVERSATION, variables, "editConversation");
  }

  /** Comments on the conversation or the expense with the id {@code id}. */
  JsonPart comment(String on, String id, String html) {
    JsonObject comment =
        Json.createObjectBuilder()
            .add("html", html)
            .add(on, Json.createObjectBuilder().add("id", id))
            .build();
    JsonObject variables = Json.createObjectBuilder().add("comment", comment).build();
    return api.ask(Queries.CREATE_COMMENT, variables, "createComment");
  }

  /** Returns where people see {@code conversation}. */
  String url(JsonPart conversation) {
    return api.web()
        + "/"
        + api.slug()
        + "/conversations/"
        + conversation.text("slug")
        + "-"
        + conversation.text("id");
  }
}
