package org.metagov.gateway.plugins.opencollective;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.spi.InvalidParameterException;

/** The collective's conversations, and comments. */
record Conversations(Api api) {
  private static final int SHORTEST_TITLE = 3;
  private static final int LONGEST_TITLE = 255;
  private static final int LONGEST_TAG = 32;
  private static final int MOST_TAGS = 30;

  /**
   * Starts a conversation.
   *
   * @throws InvalidParameterException where the platform would not keep it: it tells so by a text
   *     only, as it tells of failures of its own
   */
  Part create(String title, String html, List<String> tags) {
    int length = title.strip().length();
    if (length < SHORTEST_TITLE || length > LONGEST_TITLE) {
      throw new InvalidParameterException(
          "The title must have " + SHORTEST_TITLE + " to " + LONGEST_TITLE + " characters");
    }
    if (tags.size() > MOST_TAGS || tags.stream().anyMatch(tag -> tag.length() > LONGEST_TAG)) {
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
    return Failures.blamedOnCaller(
        () -> api.ask(Queries.CREATE_CONVERSATION, variables, "createConversation"));
  }

  /** Returns the conversation {@code id}. */
  Part get(String id) {
    return api.ask(
        Queries.CONVERSATION, Json.createObjectBuilder().add("id", id).build(), "conversation");
  }

  /** Returns the first conversation with {@code tag}, which the platform keeps as it is. */
  Optional<Part> find(String tag) {
    JsonObject variables =
        Json.createObjectBuilder().add("slug", api.slug()).add("tag", tag).build();
    return api
        .ask(Queries.FIND_CONVERSATIONS, variables, "collective")
        .part("conversations")
        .parts("nodes")
        .stream()
        .filter(conversation -> conversation.texts("tags").contains(tag))
        .min(Comparator.comparing(conversation -> conversation.text("createdAt")));
  }

  /** Gives the conversation {@code id} another title, cut to what the platform takes. */
  Part rename(String id, String title) {
    String fitting = title;
    if (title.length() > LONGEST_TITLE) {
      int end = Character.isHighSurrogate(title.charAt(LONGEST_TITLE - 1)) ? 1 : 0;
      fitting = title.substring(0, LONGEST_TITLE - end);
    }
    JsonObject variables = Json.createObjectBuilder().add("id", id).add("title", fitting).build();
    return api.ask(Queries.EDIT_CONVERSATION, variables, "editConversation");
  }

  /** Comments on the conversation or the expense with the id {@code id}. */
  Part comment(String on, String id, String html) {
    JsonObject comment =
        Json.createObjectBuilder()
            .add("html", html)
            .add(on, Json.createObjectBuilder().add("id", id))
            .build();
    JsonObject variables = Json.createObjectBuilder().add("comment", comment).build();
    return api.ask(Queries.CREATE_COMMENT, variables, "createComment");
  }

  /** Returns where people see {@code conversation}. */
  String url(Part conversation) {
    return api.web()
        + "/"
        + api.slug()
        + "/conversations/"
        + conversation.text("slug")
        + "-"
        + conversation.text("id");
  }
}
