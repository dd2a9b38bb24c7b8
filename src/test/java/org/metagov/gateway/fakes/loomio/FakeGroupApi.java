package org.metagov.gateway.fakes.loomio;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform.Answer;

/** {@code /api/b1} of 2021: the API of a group, whose key is a parameter. It cannot be searched. */
final class FakeGroupApi {
  static final String KEY = "loomio-group-key-1";
  static final String SUBGROUP_KEY = "loomio-subgroup-key-1";

  private static final Set<String> POLL_TYPES =
      Set.of("proposal", "poll", "count", "score", "ranked_choice", "meeting", "dot_vote");
  private static final Set<String> NONE = Set.of();

  private static final Set<String> POLL_MEMBERS =
      Set.of(
          "title",
          "details",
          "details_format",
          "discussion_id",
          "poll_type",
          "closing_at",
          "anonymous",
          "specified_voters_only",
          "notify_on_closing_soon",
          "voter_can_add_options",
          "options",
          "recipient_audience",
          "recipient_message",
          "recipient_user_ids",
          "recipient_emails");

  private final FakeWorld world;
  private final boolean isOf2021;

  FakeGroupApi(FakeWorld world, boolean isOf2021) {
    this.world = world;
    this.isOf2021 = isOf2021;
  }

  Answer answer(FakeServer.Request request, String path) {
    FakeParameters parameters = FakeParameters.of(request);
    Optional<FakeGroup> group = parameters.text("api_key").flatMap(this::group);
    if (group.isEmpty()) {
      return FakeTemplates.error(403, "unauthorized_of_2021");
    }
    return switch (request.method() + " " + path) {
      case "GET /memberships" -> memberships(group.get(), parameters);
      case "POST /polls" -> create(group.get(), parameters);
      case "POST /discussions" -> discuss(group.get(), parameters);
      default -> one(group.get(), request.method(), path);
    };
  }

  private Optional<FakeGroup> group(String key) {
    return switch (key) {
      case KEY -> Optional.of(world.main);
      case SUBGROUP_KEY -> Optional.of(world.subgroup);
      default -> Optional.empty();
    };
  }

  private Answer one(FakeGroup group, String method, String path) {
    if (!method.equals("GET") || !path.startsWith("/polls/")) {
      return FakeTemplates.error(404, "unknown");
    }
    return world
        .poll(path.substring("/polls/".length()))
        .map(
            poll ->
                poll.group.equals(Optional.of(group.id)) && !poll.isDiscarded()
                    ? shown(poll)
                    : FakeTemplates.error(403, "unauthorized_of_2021"))
        .orElseGet(() -> FakeTemplates.error(404, "unknown"));
  }

  /** The group's parent stands beside it, before it. */
  private Answer memberships(FakeGroup group, FakeParameters parameters) {
    long offset = parameters.offset(false);
    long limit = parameters.limit(false);
    JsonArrayBuilder groups = JsonText.array();
    if (group == world.subgroup) {
      groups.add(world.main.json());
    }
    JsonObject values =
        JsonText.object()
            .add("memberships", group.memberships(offset, limit, FakeWorld.BOT))
            .add("users", group.users(offset, limit))
            .add("groups", groups.add(group.json()))
            .build();
    return Answer.json(200, FakeTemplates.filled("answer", values));
  }

  /** The members are taken as they stand: whatever is within {@code poll} is lost. */
  private Answer create(FakeGroup group, FakeParameters parameters) {
    JsonObject asked = flat(parameters, "poll");
    String hides = isOf2021 ? "hide_results_until_closed" : "hide_results";
    List<String> unknown =
        asked.keySet().stream()
            .filter(name -> !POLL_MEMBERS.contains(name) && !name.equals(hides))
            .toList();
    if (!isOf2021 && !unknown.isEmpty()) {
      return FakeTemplates.error(400, "unpermitted");
    }
    asked = without(asked, unknown);
    if (FakeParameters.text(asked, "title").orElse("").isBlank()) {
      return FakeTemplates.invalid("title", "can't be blank");
    }
    if (!POLL_TYPES.contains(FakeParameters.text(asked, "poll_type").orElse(""))) {
      return FakeTemplates.invalid("poll_type", "is not included in the list");
    }
    List<String> options = FakeParameters.list(asked, "options");
    if (asked.containsKey("options") && !(asked.get("options") instanceof JsonArray)) {
      return FakeTemplates.invalid("options", "is not a list");
    }
    return shown(world.create(Optional.of(group), options, asked));
  }

  private Answer discuss(FakeGroup group, FakeParameters parameters) {
    JsonObject asked = flat(parameters, "discussion");
    String title = FakeParameters.text(asked, "title").orElse("");
    if (title.isBlank()) {
      return FakeTemplates.invalid("title", "can't be blank");
    }
    JsonObject discussion = FakeUserApi.json(world.discuss(group, title));
    return Answer.json(
        200,
        FakeTemplates.filled(
            "answer",
            JsonText.object().add("discussions", JsonText.array().add(discussion)).build()));
  }

  private static JsonObject flat(FakeParameters parameters, String nested) {
    return JsonText.object(
            parameters.isJson() ? parameters.body() : parameters.resource("nobody", NONE))
        .remove(nested)
        .build();
  }

  private static JsonObject without(JsonObject asked, List<String> unknown) {
    JsonObjectBuilder known = JsonText.object(asked);
    unknown.forEach(known::remove);
    return known.build();
  }

  /** The root comes twice in these answers, as it did. */
  private static Answer shown(FakePoll poll) {
    JsonValue polls = JsonText.array().add(poll.in2021()).build();
    JsonObject values =
        JsonText.object().add("poll_options", poll.optionsIn2021()).add("polls", polls).build();
    String answer = JsonText.write(FakeTemplates.filled("answer", values));
    return Answer.json(200, "{\"polls\":" + JsonText.write(polls) + "," + answer.substring(1));
  }
}
