package org.metagov.gateway.plugins.slack;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Optional;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.Pages;

/** Channels: people know them by their names, which {@code chat.postMessage} alone takes. */
final class Channels {
  /** Names have no capital letters ("Channel names"). */
  private static final Pattern ID = Pattern.compile("[A-Z][A-Z0-9]+");

  private static final int MOST_PAGES = 20;
  private static final int A_PAGE = 1_000;

  private Channels() {}

  /**
   * Returns the id of {@code channel}, which may be its name, with or without {@code #}; empty
   * where there is none that the bot sees.
   */
  static Optional<String> find(SlackApi api, String channel) {
    if (ID.matcher(channel).matches()) {
      return Optional.of(channel);
    }
    String name = channel.startsWith("#") ? channel.substring(1) : channel;
    JsonObject question =
        Json.createObjectBuilder()
            .add("types", "public_channel,private_channel")
            .add("exclude_archived", true)
            .add("limit", A_PAGE)
            .build();
    return Pages.first(MOST_PAGES)
        .byCursor(cursor -> api.page("conversations.list", question, cursor, "channels"))
        .filter(one -> one.isText("name", name))
        .map(one -> one.text("id"))
        .findFirst();
  }
}
