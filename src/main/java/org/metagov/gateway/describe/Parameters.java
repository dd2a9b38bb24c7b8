package org.metagov.gateway.describe;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Map;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.operation.Route;

/** What the parameters of routes mean: a name means the same everywhere. */
final class Parameters {
  private static final String INSTANCE =
      "Which of several instances of the plugin in the community; absent: the only one, or the one"
          + " that is called nothing";

  private static final Map<String, String> MEANING =
      Map.ofEntries(
          Map.entry("action", "The action: `<plugin>.<action>`"),
          Map.entry("after", "Where the page begins: behind this"),
          Map.entry("all", "`true`: all that there are of the same key"),
          Map.entry("authorize community", "Where to install it; absent: in a new community"),
          Map.entry("authorize state", "What `redirect_uri` is given back, at most 300 characters"),
          Map.entry("authorized state", "What the platform was given"),
          Map.entry("code", "What the platform gives a token for"),
          Map.entry("community", "The name of a community"),
          Map.entry(
              "community_platform_id",
              "Only those of the place on the platform that is called so, such as a Slack team"),
          Map.entry("performAction community_platform_id", INSTANCE),
          Map.entry("performPublicAction community_platform_id", INSTANCE),
          Map.entry("startProcess community_platform_id", INSTANCE),
          Map.entry("testPlugin community_platform_id", INSTANCE),
          Map.entry("countWebhooks community_platform_id", INSTANCE),
          Map.entry(
              "authorize community_platform_id",
              "What the platform shows first for installing; absent: what the community has"),
          Map.entry(
              "enablePlugin community_platform_id",
              "Which of several instances of the plugin, or a new one; absent: the one that is there,"
                  + " or the first one"),
          Map.entry("listProcesses community_platform_id", "Only those of instances called so"),
          Map.entry("created_by", "Only those that it has made, as it stands in `created_by`"),
          Map.entry("id", "A number, as an earlier answer had it"),
          Map.entry("invitation", "That the browser may install the plugin in this community"),
          Map.entry("key", "The id of a driver key"),
          Map.entry("external_id", "A Metagov id"),
          Map.entry("external_id_list", "Metagov ids, with commas between them, at most 200"),
          Map.entry("getLink platform_identifier", "The one account's id on its platform"),
          Map.entry("getLink platform_type", "The plugin of the one account's platform"),
          Map.entry("getUsers limit", "How many there are on a page, 1 to 200; absent: up to 1000"),
          Map.entry("Last-Event-ID", "As `after`: what a browser sends that was cut off"),
          Map.entry("hours", "How many hours back, 1 to 168"),
          Map.entry(
              "disablePlugin X-Metagov-Community",
              "The community that has to have the plugin; absent: whichever has it"),
          Map.entry("event", "The id of an event"),
          Map.entry("event_type", "Only those of this type"),
          Map.entry("limit", "How many there are on a page, 1 to 200"),
          Map.entry(
              "link_quality",
              "Only those that are so sure: `confirmed (strong)`, `confirmed (weak)`, `unconfirmed`"
                  + " or `unknown`"),
          Map.entry(
              "link_type",
              "Only those that are known so: `oauth`, `manual admin`, `email matching` or"
                  + " `unknown`"),
          Map.entry("made", "What becomes of keys that it has made: `keep` or `revoke`"),
          Map.entry("mac", "With `seq`: what that entry was chained with"),
          Map.entry(
              "metagov_id",
              "To link the account to this person: what `POST /api/internal/identity/pass` has made,"
                  + " or the number itself of a Metagov id without accounts"),
          Map.entry("name", "Only those called so: `<plugin>.<process>`"),
          Map.entry("order", "Which come first: `oldest` or `newest`"),
          Map.entry("plugin", "The name of a plugin"),
          Map.entry("platform_identifier", "Only those with this id on their platform"),
          Map.entry("platform_type", "Only those of the platform of this plugin"),
          Map.entry("process", "The governance process: `<plugin>.<process>`"),
          Map.entry("redirect_uri", "Where the browser is in the end: an allowed address"),
          Map.entry("receiver", "The name of a receiver"),
          Map.entry("search", "Only those whose name, or name for people, holds this text"),
          Map.entry("since", "Only what was begun or written then or later"),
          Map.entry("source", "Only those of this plugin"),
          Map.entry("until", "Only what was written before then"),
          Map.entry("seq", "The number of an entry whose head was told"),
          Map.entry("slug", "The `webhook_slug` of the plugin's config"),
          Map.entry("state", "Only those in this state"),
          Map.entry("status", "Only those with this status: `created`, `pending` or `completed`"),
          Map.entry(
              "to_platform_identifier", "The other account's id, where it has to be that one"),
          Map.entry("to_platform_type", "The plugin of the other account's platform"),
          Map.entry("type", "`app`, if it is absent, too, or `user`"),
          Map.entry("X-Metagov-Community", "The community that the call is for"));

  private static final Map<String, String> EXAMPLES =
      Map.ofEntries(
          Map.entry("action", "randomness.random-int"),
          Map.entry("community", "garden"),
          Map.entry("key", "5vd2m8f0qk1z"),
          Map.entry("plugin", "randomness"),
          Map.entry("process", "randomness.delayed-stochastic-vote"),
          Map.entry("receiver", "default"),
          Map.entry("slug", "3kX9"),
          Map.entry("X-Metagov-Community", "garden"));

  private Parameters() {}

  /** Returns the parameters of {@code route}, without those in its path that {@code filled}. */
  static JsonArray of(Route route, String filled, Audience audience) {
    var parameters = JsonText.array();
    for (Route.Parameter parameter : route.parameters()) {
      if (!parameter.in().equals("path") || !parameter.name().equals(filled)) {
        parameters.add(of(route, parameter, audience));
      }
    }
    if (!route.open() && route.verb().equals("POST")) {
      parameters.add(JsonText.object().add("$ref", "#/components/parameters/IdempotencyKey"));
    }
    return parameters.build();
  }

  private static JsonObject of(Route route, Route.Parameter parameter, Audience audience) {
    String name = parameter.name();
    // A test finds a name that nobody has explained.
    String meaning =
        MEANING.getOrDefault(route.operation().id() + " " + name, MEANING.getOrDefault(name, name));
    JsonObjectBuilder schema = JsonText.object();
    if (name.equals("limit")) {
      schema.add("type", "integer").add("minimum", 1).add("maximum", 200);
    } else if (parameter.pattern() != null || "0".equals(parameter.absent())) {
      schema.add("type", "integer").add("format", "int64");
    } else {
      schema.add("type", "string");
    }
    boolean ofCommunity = name.equals("X-Metagov-Community");
    audience
        .community()
        .filter(enabled -> ofCommunity)
        .ifPresent(enabled -> schema.add("default", enabled.community()));
    if (parameter.absent() != null && !parameter.absent().isEmpty()) {
      schema.add("default", value(parameter.absent()));
    }
    JsonObjectBuilder described =
        JsonText.object()
            .add("name", name)
            .add("in", parameter.in())
            .add("description", meaning + ".")
            .add(
                "required",
                parameter.in().equals("path") || (ofCommunity && parameter.absent() == null))
            .add("schema", schema);
    if (EXAMPLES.containsKey(name)) {
      described.add("example", EXAMPLES.get(name));
    }
    return described.build();
  }

  private static JsonValue value(String text) {
    return text.matches("\\d+")
        ? JsonText.provider().createValue(Long.parseLong(text))
        : JsonText.string(text);
  }

  /** Returns the parameter that every POST of a driver can have. */
  static JsonObject shared() {
    return JsonText.object()
        .add(
            "IdempotencyKey",
            JsonText.object()
                .add("name", "Idempotency-Key")
                .add("in", "header")
                .add(
                    "description",
                    "A text of your choice: sent again with the same one, the request is not done"
                        + " again but answered as the first time.")
                .add("required", false)
                .add(
                    "schema",
                    JsonText.object()
                        .add("type", "string")
                        .add("minLength", 1)
                        .add("maxLength", 255))
                .add("example", "7f3a"))
        .build();
  }
}
