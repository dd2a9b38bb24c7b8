package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakeDriver.Message;
import org.metagov.gateway.testing.Visitor;

/**
 * The driver that most communities have, as it was while it spoke HTTP (policykit/policykit at
 * 05f4137, 2021-11): the calls it makes, in the order in which it makes them, and no others. What
 * it reads has to be there; it takes any status but a 2xx for a failure, where it is not said that
 * it does not.
 */
final class PolicyKit {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Api gateway;
  private final String callback;

  /** One that hears of outcomes at {@code callback}. */
  PolicyKit(Api gateway, String callback) {
    this.gateway = gateway;
    this.callback = callback;
  }

  private static Reply fine(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isBetween(200, 299);
    return reply;
  }

  /** Returns the name of a new community, which it leaves to the gateway. */
  String create() {
    Reply made = gateway.post("/api/internal/community", "{\"readable_name\":\"\",\"plugins\":[]}");
    return fine(made).json().getString("slug");
  }

  /** Sends a browser to a platform; returns what stands in the address where it ends. */
  Map<String, String> browse(String plugin, String query, UnaryOperator<String> yes) {
    Visitor visitor = new Visitor(gateway, plugin);
    String page =
        visitor.leaveFor(
            "redirect_uri=https%3A%2F%2Fdriver.example.org%2F"
                + plugin
                + "&state=48151623&"
                + query);
    Reply ended = visitor.comeBack(yes.apply(page));
    Map<String, String> told =
        Arrays.stream(
                URI.create(ended.header("Location").orElseThrow()).getRawQuery().split("&", -1))
            .map(pair -> pair.split("=", 2))
            .collect(
                Collectors.toMap(
                    pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    assertThat(told).doesNotContainKey("error").containsEntry("state", "48151623");
    return told;
  }

  /** Reads the settings page: what is enabled, and what may be. */
  JsonObject settings(String community) {
    JsonObject schemas = fine(gateway.get("/api/internal/plugin-schemas")).json();
    assertThat(schemas).isNotEmpty();
    for (String plugin : schemas.keySet()) {
      JsonObject metadata =
          fine(gateway.get("/api/internal/plugin/" + plugin + "/metadata")).json();
      assertThat(metadata.getString("auth_type")).isIn("none", "api_key", "oauth");
    }
    JsonObject read = fine(gateway.get("/api/internal/community/" + community)).json();
    for (JsonObject plugin : read.getJsonArray("plugins").getValuesAs(JsonObject.class)) {
      assertThat(plugin.getInt("id")).isPositive();
      assertThat(plugin.keySet()).contains("name", "config", "auth_type");
    }
    return read;
  }

  /** Writes back what it has read, under another name for people. */
  void rename(JsonObject community, String readableName) {
    String body =
        "{\"slug\":\"%s\",\"readable_name\":\"%s\",\"plugins\":%s}"
            .formatted(
                community.getString("slug"),
                readableName,
                community.getJsonArray("plugins").getValuesAs(JsonObject.class).stream()
                    .map(
                        plugin ->
                            "{\"name\":\"%s\",\"config\":%s}"
                                .formatted(plugin.getString("name"), plugin.get("config")))
                    .collect(Collectors.joining(",", "[", "]")));
    Reply written =
        fine(gateway.put("/api/internal/community/" + community.getString("slug"), body));
    assertThat(written.json().getString("readable_name")).isEqualTo(readableName);
  }

  /** Enables a plugin; returns it. */
  JsonObject enable(String community, String plugin, String config) {
    return fine(gateway.as(community).post("/api/internal/plugin/" + plugin, config)).json();
  }

  /** Disables one: it says nowhere whose it is. That there is none is fine. */
  void disable(JsonObject plugin) {
    String path = "/api/internal/plugin/" + plugin.getString("name") + "/" + plugin.getInt("id");
    assertThat(gateway.delete(path).status()).isEqualTo(204);
    assertThat(gateway.delete(path).status()).isEqualTo(404);
  }

  /** Performs an action; {@code parameters} null: it sends no body at all. */
  JsonObject act(String community, String action, String parameters) {
    String body = parameters == null ? null : "{\"parameters\":" + parameters + "}";
    Reply done = fine(gateway.as(community).post("/api/internal/action/" + action, body));
    return done.text().isEmpty() ? JsonValue.EMPTY_JSON_OBJECT : done.json();
  }

  /**
   * Performs an action of a policy, as {@code metagov.perform_action} does
   * (integrations/metagov/api.py): whatever is answered has to be JSON.
   */
  JsonObject perform(String community, String action, String parameters) {
    Reply done =
        fine(
            gateway
                .as(community)
                .post("/api/internal/action/" + action, "{\"parameters\":" + parameters + "}"));
    assertThat(done.text()).isNotEmpty();
    return done.json();
  }

  /** Starts a vote; returns where it is. It looks at once what has come of it. */
  String start(String community, String process, String parameters) {
    Reply begun =
        fine(
            gateway
                .as(community)
                .post(
                    "/api/internal/process/" + process,
                    "{\"callback_url\":\"" + callback + "\"," + parameters.substring(1)));
    String location = begun.header("Location").orElseThrow();
    look(location);
    return location;
  }

  JsonObject look(String location) {
    JsonObject process = fine(gateway.get(location)).json();
    assertThat(process.getString("status")).isIn("created", "pending", "completed");
    assertThat(process.getJsonObject("errors")).isEmpty();
    assertThat(process.get("outcome")).isInstanceOf(JsonObject.class);
    return process;
  }

  /**
   * Closes it, more often than once; whatever is answered then is logged there, and that is all.
   */
  JsonObject close(String location) {
    JsonObject closed = fine(gateway.delete(location)).json();
    assertThat(gateway.delete(location).status()).isEqualTo(400);
    return closed;
  }

  /**
   * Returns the event of {@code source} with {@code text} in it that {@code driver} hears of. What
   * it reads of each is asserted (integrations/metagov/views.py, {@code internal_receive_action}):
   * who has caused it becomes a user of PolicyKit's, so that nobody must not be.
   */
  static JsonObject heard(
      FakeDriver driver, String community, String source, String type, String text) {
    JsonObject event =
        Awaitility.await(source + "." + type)
            .atMost(PATIENCE)
            .until(
                () ->
                    driver.messages("/events").stream()
                        .map(Message::json)
                        .filter(told -> told.getString("community").equals(community))
                        .filter(told -> told.getString("source").equals(source))
                        .filter(told -> told.getString("event_type").equals(type))
                        .filter(told -> told.toString().contains(text))
                        .findFirst(),
                Optional::isPresent)
            .orElseThrow();
    JsonObject initiator = event.getJsonObject("initiator");
    assertThat(initiator.getString("provider")).isEqualTo(source);
    assertThat(initiator.get("user_id")).isNotIn(JsonValue.NULL, null);
    assertThat(event.get("data")).isInstanceOf(JsonObject.class);
    return event;
  }

  /**
   * Returns the outcomes that came to {@code path} of {@code process}, up to its end: {@code name}
   * and {@code community} decide who takes them, and {@code votes} has all {@code options} from the
   * first one on.
   */
  static List<JsonObject> calledBack(
      FakeDriver driver, String path, String process, String community, String... options) {
    Awaitility.await("the last callback of " + process)
        .atMost(PATIENCE)
        .until(
            () ->
                driver.messages(path).stream()
                    .map(Message::json)
                    .anyMatch(told -> told.getString("status").equals("completed")));
    List<JsonObject> all = driver.messages(path).stream().map(Message::json).toList();
    assertThat(all)
        .allSatisfy(
            told -> {
              assertThat(told.getString("name")).isEqualTo(process);
              assertThat(told.getString("community")).isEqualTo(community);
              assertThat(told.getJsonObject("outcome").getJsonObject("votes"))
                  .containsOnlyKeys(options);
            });
    return all.stream().map(told -> told.getJsonObject("outcome")).toList();
  }

  /** Reads who has voted for what, as it does of each vote on Slack, GitHub and Loomio. */
  static Map<String, List<String>> votes(JsonObject outcome) {
    return outcome.getJsonObject("votes").entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                option -> {
                  JsonObject votes = option.getValue().asJsonObject();
                  List<String> users =
                      votes.getJsonArray("users").getValuesAs(JsonString::getString);
                  assertThat(votes.getInt("count")).isEqualTo(users.size());
                  return users;
                }));
  }
}
