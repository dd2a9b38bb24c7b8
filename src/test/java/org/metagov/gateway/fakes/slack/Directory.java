package org.metagov.gateway.fakes.slack;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Who and what is in the workspace; shapes are those of the methods' pages on docs.slack.dev. */
final class Directory {
  /** Channels that everybody sees, by their names. */
  static final Map<String, String> CHANNELS = new LinkedHashMap<>();

  static {
    CHANNELS.put("general", FakeSlack.CHANNEL);
    CHANNELS.put("random", FakeSlack.ELSEWHERE);
  }

  private Directory() {}

  /** Returns the id of a channel that is named so, or has this id. */
  static String channel(String given) {
    String name = given.startsWith("#") ? given.substring(1) : given;
    return CHANNELS.getOrDefault(name, given);
  }

  static JsonObjectBuilder team() {
    return Json.createObjectBuilder()
        .add(
            "team",
            Json.createObjectBuilder()
                .add("id", FakeSlack.TEAM)
                .add("name", "Slack Softball Team")
                .add("domain", "softball"));
  }

  /** Returns one page of channels, and where the next begins. */
  static JsonObjectBuilder channels(String cursor) {
    // One each: whoever reads the first page alone does not find the second.
    int at = cursor.isEmpty() ? 0 : Integer.parseInt(cursor);
    JsonArrayBuilder page = Json.createArrayBuilder();
    CHANNELS.entrySet().stream()
        .skip(at)
        .limit(1)
        .forEach(
            each ->
                page.add(
                    Json.createObjectBuilder()
                        .add("id", each.getValue())
                        .add("name", each.getKey())
                        .add("is_channel", true)
                        .add("is_archived", false)));
    return Json.createObjectBuilder()
        .add("channels", page)
        .add(
            "response_metadata",
            Json.createObjectBuilder()
                .add("next_cursor", at + 1 < CHANNELS.size() ? String.valueOf(at + 1) : ""));
  }

  static JsonObjectBuilder users() {
    return Json.createObjectBuilder()
        .add(
            "members",
            Json.createArrayBuilder()
                .add(user(FakeSlack.ADMIN).orElseThrow())
                .add(user(FakeSlack.MEMBER).orElseThrow())
                .add(user(FakeSlack.BOT_USER).orElseThrow()));
  }

  static Optional<JsonObjectBuilder> user(String id) {
    return switch (id) {
      case FakeSlack.ADMIN -> Optional.of(user(id, "ann", true, false));
      case FakeSlack.MEMBER -> Optional.of(user(id, "bob", false, false));
      case FakeSlack.BOT_USER -> Optional.of(user(id, "metagov", false, true));
      default -> Optional.empty();
    };
  }

  private static JsonObjectBuilder user(String id, String name, boolean admin, boolean bot) {
    return Json.createObjectBuilder()
        .add("id", id)
        .add("team_id", FakeSlack.TEAM)
        .add("name", name)
        .add("deleted", false)
        .add("real_name", name)
        .add("is_admin", admin)
        .add("is_owner", false)
        .add("is_bot", bot)
        .add(
            "profile",
            Json.createObjectBuilder()
                .add("real_name", name)
                .add("display_name", name)
                .add("image_24", "https://avatars.example.org/" + id + "_24.png"));
  }
}
