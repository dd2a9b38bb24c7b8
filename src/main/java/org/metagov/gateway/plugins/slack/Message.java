package org.metagov.gateway.plugins.slack;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.Pages;
import org.metagov.gateway.spi.PlatformException;

/**
 * A message in which people vote.
 *
 * @param channel where it is
 * @param ts its time, which is its id there
 */
record Message(String channel, String ts) {
  private static final Logger LOG = Logger.getLogger(Message.class.getName());

  /** By what of a message's metadata ours are known (docs.slack.dev, "Message metadata"). */
  private static final String EVENT = "metagov_vote";

  private static final String KEY = "start_key";

  /** A start is looked for within minutes. */
  private static final int MOST_PAGES = 5;

  /** Posts a message that {@link #find} finds by {@code startKey}. */
  static Message post(
      SlackApi api, String channel, String title, JsonArray blocks, String startKey) {
    JsonPart posted =
        api.call(
            "chat.postMessage",
            Json.createObjectBuilder()
                .add("channel", channel)
                .add("text", title)
                .add("blocks", blocks)
                .add(
                    "metadata",
                    Json.createObjectBuilder()
                        .add("event_type", EVENT)
                        .add("event_payload", Json.createObjectBuilder().add(KEY, startKey)))
                .build());
    return new Message(posted.text("channel"), posted.text("ts"));
  }

  /** Looks among the newest messages of the channel, whose id or name is {@code named}. */
  static Optional<Message> find(SlackApi api, String named, String startKey) {
    // It is not known that there is no message, only that the bot does not see where it would be.
    String channel =
        Channels.find(api, named)
            .orElseThrow(() -> new PlatformException("Slack shows no channel of this name"));
    JsonObject question =
        Json.createObjectBuilder()
            .add("channel", channel)
            .add("limit", 100)
            .add("include_all_metadata", true)
            .build();
    return Pages.first(MOST_PAGES)
        .byCursor(cursor -> api.page("conversations.history", question, cursor, "messages"))
        .filter(message -> isOurs(message, startKey))
        .map(message -> new Message(channel, message.text("ts")))
        .findFirst();
  }

  private static boolean isOurs(JsonPart message, String startKey) {
    return message.isObject("metadata")
        && message.part("metadata").isText("event_type", EVENT)
        && message.part("metadata").isObject("event_payload")
        && message.part("metadata").part("event_payload").isText(KEY, startKey);
  }

  /**
   * Returns where people take part.
   *
   * @throws PlatformException gone, where the message or its channel is
   */
  String url(SlackApi api) {
    try {
      return api.call(
              "chat.getPermalink",
              Json.createObjectBuilder().add("channel", channel).add("message_ts", ts).build())
          .text("permalink");
    } catch (InvalidParameterException e) {
      throw PlatformException.gone(e.getMessage());
    }
  }

  /** Writes it anew. A message that cannot be changed any more is left as it is. */
  void show(SlackApi api, String title, JsonArray blocks) {
    try {
      api.call("chat.update", here("ts", title).add("blocks", blocks).build());
    } catch (InvalidParameterException e) {
      // Deleted, or too old for the workspace's rules: the votes count all the same.
    }
  }

  /**
   * Tells {@code user}, and nobody else, if Slack will: what fails here fails nothing else, or
   * somebody who may not vote would hold up those who may.
   */
  void tell(SlackApi api, String user, String text) {
    try {
      JsonObject message =
          Json.createObjectBuilder()
              .add("channel", channel)
              .add("user", user)
              .add("text", text)
              .build();
      api.call("chat.postEphemeral", message);
    } catch (InvalidParameterException e) {
      // Somebody who has left the channel since.
    } catch (PlatformException e) {
      // What it says is Slack's, and not for the log.
      LOG.log(Level.FINE, "Somebody was not told that they may not vote: HTTP {0}", e.status());
    }
  }

  private JsonObjectBuilder here(String id, String text) {
    return Json.createObjectBuilder().add("channel", channel).add(id, ts).add("text", text);
  }

  /** Returns what webhooks name it by. */
  String correlation() {
    return Hook.correlation(channel, ts);
  }

  /** Returns {@code votes} as the result so far. */
  JsonObject outcome(JsonObjectBuilder votes) {
    return Json.createObjectBuilder()
        .add("votes", votes)
        .add("channel", channel)
        .add("message_ts", ts)
        .build();
  }
}
