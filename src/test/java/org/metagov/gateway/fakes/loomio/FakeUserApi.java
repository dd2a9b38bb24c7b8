package org.metagov.gateway.fakes.loomio;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.metagov.gateway.fakes.loomio.FakeWorld.FakeDiscussion;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform.Answer;

/** {@code /api/b2} of Loomio 3.8: the API of a user, who sends a bearer token. */
final class FakeUserApi {
  static final String KEY = "loomio-user-key-1";
  static final String MEMBER_KEY = "loomio-member-key-1";
  static final String STRANGER_KEY = "loomio-stranger-key-1";

  private static final Map<String, Long> KEYS =
      Map.of(KEY, FakeWorld.BOT, MEMBER_KEY, FakeWorld.ADA, STRANGER_KEY, FakeWorld.STRANGER);
  private static final Set<String> POLL_TYPES =
      Set.of(
          "proposal",
          "poll",
          "count",
          "score",
          "ranked_choice",
          "meeting",
          "dot_vote",
          "check",
          "question",
          "stv");
  private static final Set<String> POLL_COLUMNS =
      Set.of(
          "title",
          "poll_type",
          "details",
          "details_format",
          "closing_at",
          "topic_id",
          "specified_voters_only",
          "hide_results",
          "shuffle_options",
          "anonymous",
          "notify_on_closing_soon",
          "notify_on_open");
  private static final Set<String> POLL_OTHERS =
      Set.of(
          "group_id",
          "options",
          "recipient_audience",
          "recipient_user_ids",
          "recipient_emails",
          "recipient_message",
          "notify_recipients");
  private static final Set<String> DISCUSSION_COLUMNS =
      Set.of("title", "description", "description_format");
  private static final Set<String> DISCUSSION_OTHERS =
      Set.of(
          "group_id",
          "private",
          "recipient_audience",
          "recipient_user_ids",
          "recipient_emails",
          "recipient_message");

  private final FakeWorld world;
  private final boolean isToday;
  private final FakeChatbots chatbots;

  FakeUserApi(FakeWorld world, boolean isToday) {
    this.world = world;
    this.isToday = isToday;
    chatbots = new FakeChatbots(world);
  }

  FakeChatbots chatbots() {
    return chatbots;
  }

  Answer answer(FakeServer.Request request, String path) {
    FakeParameters parameters = FakeParameters.of(request);
    Optional<Long> user = key(request, parameters).map(KEYS::get);
    if (user.isEmpty()) {
      return FakeTemplates.error(403, "unauthorized");
    }
    if (isToday && path.startsWith("/chatbots")) {
      return chatbots.answer(user.get(), request.method(), path, parameters);
    }
    return switch (request.method() + " " + path) {
      case "GET /groups" -> isToday ? groups(user.get()) : FakeTemplates.error(404, "unknown");
      case "GET /memberships" -> memberships(user.get(), parameters);
      case "GET /polls" -> list(user.get(), parameters);
      case "POST /polls" -> create(user.get(), parameters);
      case "POST /discussions" -> discuss(user.get(), parameters);
      default -> one(user.get(), request.method(), path);
    };
  }

  /** Today it is a token, or in the body; before 3.1.3 it was a parameter, and no token. */
  private Optional<String> key(FakeServer.Request request, FakeParameters parameters) {
    return isToday
        ? request
            .header("Authorization")
            .filter(header -> header.startsWith("Bearer "))
            .map(header -> header.substring("Bearer ".length()))
            .or(() -> FakeParameters.text(parameters.body(), "api_key"))
        : parameters.text("api_key");
  }

  private Answer one(long user, String method, String path) {
    if (method.equals("GET") && path.startsWith("/polls/")) {
      return world
          .poll(path.substring("/polls/".length()))
          .map(poll -> maySee(user, poll) ? shown(poll) : FakeTemplates.error(403, "hidden"))
          .orElseGet(() -> FakeTemplates.error(404, "unknown"));
    }
    if (method.equals("GET") && path.startsWith("/discussions/")) {
      return world
          .discussion(path.substring("/discussions/".length()))
          .map(d -> d.group().has(user) ? shown(d) : FakeTemplates.error(403, "hidden"))
          .orElseGet(() -> FakeTemplates.error(404, "unknown"));
    }
    return FakeTemplates.error(404, "unknown");
  }

  private Answer groups(long user) {
    JsonArrayBuilder groups = JsonText.array();
    List.of(world.main, world.subgroup).stream()
        .filter(group -> group.has(user))
        .forEach(group -> groups.add(group.json()));
    return Answer.json(200, side().add("groups", groups).build());
  }

  private Answer memberships(long user, FakeParameters parameters) {
    Optional<FakeGroup> group = world.group(parameters.number("group_id", -1));
    if (group.isEmpty()) {
      return FakeTemplates.error(404, "unknown");
    }
    if (!isToday && !group.get().isAdmin(user)) {
      return FakeTemplates.error(403, "unauthorized");
    }
    long offset = parameters.offset(isToday);
    long limit = group.get().has(user) ? parameters.limit(isToday) : 0;
    int total = group.get().has(user) ? group.get().size() : 0;
    return Answer.json(
        200,
        side()
            .add("memberships", group.get().memberships(offset, limit, user))
            .add("users", group.get().users(offset, limit))
            .add("groups", JsonText.array().add(group.get().json()))
            .add("meta", JsonText.object().add("root", "memberships").add("total", total))
            .build());
  }

  private Answer list(long user, FakeParameters parameters) {
    Optional<FakeGroup> group = world.group(parameters.number("group_id", -1));
    if (group.isEmpty()) {
      return FakeTemplates.error(404, "unknown");
    }
    if (!group.get().has(user)) {
      return FakeTemplates.error(403, "unauthorized");
    }
    String status = parameters.text("status").orElse("active");
    List<FakePoll> polls =
        world.polls.stream()
            .filter(poll -> poll.group.equals(Optional.of(group.get().id)) && !poll.isDiscarded())
            .filter(
                poll ->
                    switch (status) {
                      case "all" -> true;
                      case "closed" -> !poll.isOpen();
                      default -> poll.isActive();
                    })
            .sorted((a, b) -> Long.compare(b.id, a.id))
            .toList();
    List<FakePoll> page =
        polls.stream().skip(parameters.offset(isToday)).limit(parameters.limit(isToday)).toList();
    JsonArrayBuilder shown = JsonText.array();
    page.forEach(poll -> shown.add(poll.today()));
    return Answer.json(
        200,
        side()
            .add("polls", shown)
            .add("meta", JsonText.object().add("root", "polls").add("total", polls.size()))
            .build());
  }

  private Answer create(long user, FakeParameters parameters) {
    JsonObject asked = parameters.resource("poll", POLL_COLUMNS);
    String thread = isToday ? "topic_id" : "discussion_id";
    if (!permits(renamed(asked, thread), POLL_COLUMNS, POLL_OTHERS)) {
      return FakeTemplates.error(400, "unpermitted");
    }
    Optional<FakeGroup> group =
        FakeParameters.text(asked, thread)
            .map(
                topic ->
                    world.discussions.values().stream()
                        .filter(d -> Long.toString(isToday ? d.topic() : d.id()).equals(topic))
                        .findFirst()
                        .map(FakeDiscussion::group))
            .orElseGet(() -> FakeParameters.text(asked, "group_id").flatMap(this::group));
    boolean wantsGroup = asked.containsKey(thread) || asked.containsKey("group_id");
    if (wantsGroup && group.filter(g -> g.has(user)).isEmpty()) {
      return FakeTemplates.error(403, "unauthorized");
    }
    if (FakeParameters.text(asked, "title").orElse("").isBlank()) {
      return FakeTemplates.invalid("title", "can't be blank");
    }
    if (!POLL_TYPES.contains(FakeParameters.text(asked, "poll_type").orElse(""))) {
      return FakeTemplates.invalid("poll_type", "is not included in the list");
    }
    if (FakeParameters.text(asked, "closing_at")
        .flatMap(FakeWorld::time)
        .filter(Instant.now()::isAfter)
        .isPresent()) {
      return FakeTemplates.invalid("closing_at", "must be in the future");
    }
    // Without a group it is the user's own, whom nobody else sees.
    FakePoll poll = world.create(group, FakeParameters.list(asked, "options"), asked);
    boolean invitesStrangers =
        FakeParameters.list(parameters.body(), "recipient_user_ids").stream()
            .anyMatch(id -> group.filter(g -> g.has(Long.parseLong(id))).isEmpty());
    return invitesStrangers ? FakeTemplates.error(403, "unauthorized") : shown(poll);
  }

  private Answer discuss(long user, FakeParameters parameters) {
    JsonObject asked = parameters.resource("discussion", DISCUSSION_COLUMNS);
    if (!permits(asked, DISCUSSION_COLUMNS, DISCUSSION_OTHERS)) {
      return FakeTemplates.error(400, "unpermitted");
    }
    Optional<FakeGroup> group = FakeParameters.text(asked, "group_id").flatMap(this::group);
    if (group.filter(g -> g.has(user)).isEmpty()) {
      return FakeTemplates.error(403, "unauthorized");
    }
    String title = FakeParameters.text(asked, "title").orElse("");
    if (title.isBlank()) {
      return FakeTemplates.invalid("title", "can't be blank");
    }
    boolean isPrivate = FakeParameters.text(asked, "private").orElse("").equals("true");
    if (isPrivate && group.get().privacy.equals("public_only")) {
      return FakeTemplates.invalid("private", "must be public");
    }
    return shown(world.discuss(group.get(), title));
  }

  /** Returns {@code asked}, in which {@code topic_id} stands for {@code thread}. */
  private static JsonObject renamed(JsonObject asked, String thread) {
    JsonObjectBuilder all = JsonText.object(asked).remove(thread);
    return asked.containsKey(thread) ? all.add("topic_id", asked.get(thread)).build() : asked;
  }

  private static boolean permits(JsonObject asked, Set<String> columns, Set<String> others) {
    return asked.keySet().stream().allMatch(n -> columns.contains(n) || others.contains(n));
  }

  private Optional<FakeGroup> group(String id) {
    return id.matches("\\d{1,18}") ? world.group(Long.parseLong(id)) : Optional.empty();
  }

  private boolean maySee(long user, FakePoll poll) {
    boolean member = poll.group.flatMap(world::group).map(g -> g.has(user)).orElse(true);
    return member && !poll.isDiscarded();
  }

  private Answer shown(FakePoll poll) {
    JsonArrayBuilder groups = JsonText.array();
    poll.group.flatMap(world::group).ifPresent(group -> groups.add(group.json()));
    return Answer.json(
        200,
        side()
            .add("polls", JsonText.array().add(poll.today()))
            .add("poll_options", poll.optionsToday())
            .add("groups", groups)
            .build());
  }

  private Answer shown(FakeDiscussion discussion) {
    return Answer.json(
        200,
        side()
            .add("discussions", JsonText.array().add(isToday ? json(discussion) : old(discussion)))
            .add("groups", JsonText.array().add(discussion.group().json()))
            .build());
  }

  private static JsonObject old(FakeDiscussion discussion) {
    return JsonText.object(json(discussion)).remove("topic_id").build();
  }

  static JsonObject json(FakeDiscussion discussion) {
    return FakeTemplates.filled(
        "discussion",
        JsonText.object()
            .add("id", discussion.id())
            .add("key", discussion.key())
            .add("title", discussion.title())
            .add("group_id", discussion.group().id)
            .add("topic_id", discussion.topic())
            .build());
  }

  private static JsonObjectBuilder side() {
    return JsonText.object(FakeTemplates.filled("answer", JsonValue.EMPTY_JSON_OBJECT));
  }
}
