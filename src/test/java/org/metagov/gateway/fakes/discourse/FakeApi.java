package org.metagov.gateway.fakes.discourse;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform.Answer;

/** The HTTP API of the forum: who may call it, its paths, and what they answer. */
final class FakeApi {
  private static final Pattern ID = Pattern.compile("/(posts|t|admin/users)/(-?\\d+)(/\\w+)?");
  private static final Pattern SLUG = Pattern.compile("/t/[^/]+/(\\d+)");
  private static final Pattern EXTERNAL = Pattern.compile("/t/external_id/([^/]+)");
  private static final int PAGE = 100;

  private final FakeForum forum;
  private final FakeDiscourse people;
  private final FakeHooksApi hooks;

  FakeApi(FakeForum forum, FakeDiscourse people, FakeHooksApi hooks) {
    this.forum = forum;
    this.people = people;
    this.hooks = hooks;
  }

  /** Answers a request. */
  Answer answer(FakeServer.Request http) {
    try {
      FakeRequest request = FakeRequest.of(http);
      boolean forAdmins = request.path().startsWith("/admin/");
      Optional<FakeUser> user = forAdmins ? admin(http) : user(http);
      if (forAdmins && user.isEmpty()) {
        throw FakeRefusal.notFound();
      }
      if (request.method().equals("GET") && !request.isJson()) {
        return new Answer(200, "<!DOCTYPE html><title>The garden</title>", Map.of());
      }
      if (user.isEmpty() && !request.path().equals("/about")) {
        throw FakeRefusal.notLoggedIn();
      }
      if (request.path().startsWith("/admin/api/web_hooks")) {
        return hooks.answer(request, http.body());
      }
      return request.path().equals("/about")
          ? Answer.json(200, FakeTemplates.of("about.json"))
          : route(request, user.orElseThrow());
    } catch (FakeRefusal e) {
      return Answer.json(e.status(), e.body());
    }
  }

  private Answer route(FakeRequest request, FakeUser user) {
    String call = request.method() + " " + request.path();
    if (call.equals("GET /session/current")) {
      return Answer.json(
          200, Json.createObjectBuilder().add("current_user", user.as("user_row.json")).build());
    }
    if (call.equals("POST /posts")) {
      return create(request, user);
    }
    if (call.equals("PUT /polls/toggle_status")) {
      return toggle(request, user);
    }
    if (call.equals("GET /admin/users/list/active")) {
      return list(request);
    }
    Matcher external = EXTERNAL.matcher(request.path());
    if (request.method().equals("GET") && external.matches()) {
      FakeTopic topic = forum.topicOf(external.group(1)).orElseThrow(FakeRefusal::notFound);
      String location = people.url() + "/t/" + topic.slug() + "/" + topic.id() + ".json";
      return new Answer(301, "", Map.of("Location", location));
    }
    Matcher slug = SLUG.matcher(request.path());
    if (slug.matches() && !ID.matcher(request.path()).matches()) {
      return topic(request, user, Long.parseLong(slug.group(1)), "");
    }
    Matcher id = ID.matcher(request.path());
    if (!id.matches()) {
      throw FakeRefusal.notFound();
    }
    long number = Long.parseLong(id.group(2));
    String rest = Optional.ofNullable(id.group(3)).orElse("");
    return switch (id.group(1)) {
      case "posts" -> post(request, user, number, rest);
      case "t" -> topic(request, user, number, rest);
      default ->
          Answer.json(
              200,
              forum.users().stream()
                  .filter(u -> u.id() == number)
                  .findFirst()
                  .orElseThrow(FakeRefusal::notFound)
                  .as("admin_user.json"));
    };
  }

  private Answer create(FakeRequest request, FakeUser user) {
    FakeForum.Draft draft = new FakeForum.Draft(user, new HashMap<>(request.fields()));
    Optional<FakePost> before = forum.made(draft);
    if (before.isPresent()) {
      return Answer.json(200, before.get().json(user));
    }
    if (forum.isWatched(user)) {
      return Answer.json(200, FakeTemplates.of("pending_post.json"));
    }
    return Answer.json(200, people.made(draft).json(user));
  }

  private Answer toggle(FakeRequest request, FakeUser user) {
    String name = request.require("poll_name");
    String status = request.require("status");
    FakePost post =
        forum.posts().stream()
            .filter(p -> String.valueOf(p.id()).equals(request.require("post_id")))
            .filter(p -> !p.isDeleted())
            .findFirst()
            .orElseThrow(() -> FakeRefusal.unprocessable(FakeTemplates.text("post_deleted")));
    if (post.author().id() != user.id() && !user.isAdmin()) {
      throw FakeRefusal.forbidden();
    }
    FakePoll poll =
        post.polls().stream()
            .filter(p -> p.name().equals(name))
            .findFirst()
            .orElseThrow(() -> FakeRefusal.unprocessable(FakeTemplates.text("no_poll", name)));
    poll.close(status.equals("closed"));
    return Answer.json(
        200, Json.createObjectBuilder().add("poll", poll.json(user, post.author())).build());
  }

  private Answer list(FakeRequest request) {
    long page = request.parameter("page").map(Long::parseLong).orElse(1L);
    JsonArrayBuilder rows = Json.createArrayBuilder();
    forum.users().stream()
        .skip((page - 1) * PAGE)
        .limit(PAGE)
        .forEach(user -> rows.add(user.as("user_row.json")));
    return Answer.json(200, rows.build());
  }

  private Answer post(FakeRequest request, FakeUser user, long id, String rest) {
    FakePost post = forum.post(id);
    if (post.isDeleted() && !user.isAdmin()) {
      throw FakeRefusal.notFound();
    }
    if (request.method().equals("GET") && rest.isEmpty()) {
      return Answer.json(200, post.json(user));
    }
    if (!user.isAdmin() && post.author().id() != user.id()) {
      throw FakeRefusal.forbidden();
    }
    switch (request.method() + rest) {
      case "DELETE" -> {
        people.delete(id);
        return new Answer(200, "", Map.of());
      }
      case "PUT/recover" -> {
        post.delete(false);
        people.tell("post", "post_recovered", post.webhook());
        return Answer.json(200, post.json(user));
      }
      case "PUT/locked" -> {
        // Anything else than this word unlocks.
        post.lock("true".equals(request.fields().get("locked")));
        return Answer.json(200, Json.createObjectBuilder().add("locked", post.isLocked()).build());
      }
      default -> throw FakeRefusal.notFound();
    }
  }

  private Answer topic(FakeRequest request, FakeUser user, long id, String rest) {
    Optional<FakeTopic> found = forum.topic(id);
    switch (request.method() + rest) {
      case "GET" -> {
        return Answer.json(
            200, visible(found).json(user, request.parameter("include_raw").isPresent()));
      }
      case "GET/posts" -> {
        List<FakePost> some = some(request, visible(found));
        JsonArrayBuilder shown =
            FakeTopic.shown(some, user, request.parameter("include_raw").isPresent());
        return Answer.json(
            200,
            Json.createObjectBuilder()
                .add("post_stream", Json.createObjectBuilder().add("posts", shown))
                .add("id", id)
                .build());
      }
      case "DELETE" -> {
        found
            .filter(topic -> !topic.isDeleted() && user.isAdmin())
            .orElseThrow(() -> FakeRefusal.unprocessable(FakeTemplates.text("delete_failed")))
            .delete(true);
        return new Answer(200, "", Map.of());
      }
      case "PUT/recover" -> {
        found
            .filter(topic -> topic.isDeleted() && user.isAdmin())
            .orElseThrow(FakeRefusal::forbidden)
            .delete(false);
        return new Answer(200, "", Map.of());
      }
      default -> throw FakeRefusal.notFound();
    }
  }

  /** The posts with the ids that are asked for, or those before a number. */
  private static List<FakePost> some(FakeRequest request, FakeTopic topic) {
    Optional<Long> before = request.parameter("post_number").map(Long::parseLong);
    if (before.isPresent()) {
      return topic.before(before.get());
    }
    List<String> ids =
        request.query().stream()
            .filter(p -> p.getKey().equals("post_ids[]"))
            .map(Map.Entry::getValue)
            .toList();
    return topic.posts().stream()
        .filter(post -> !post.isDeleted() && ids.contains(String.valueOf(post.id())))
        .toList();
  }

  private static FakeTopic visible(Optional<FakeTopic> topic) {
    return topic.filter(t -> !t.isDeleted()).orElseThrow(FakeRefusal::notFound);
  }

  /** An admin's page does not exist for anybody else, whatever is wrong. */
  private Optional<FakeUser> admin(FakeServer.Request request) {
    try {
      return user(request).filter(FakeUser::isAdmin);
    } catch (FakeRefusal e) {
      return Optional.empty();
    }
  }

  private Optional<FakeUser> user(FakeServer.Request request) {
    Optional<String> name = request.header("Api-Username");
    String key = request.header("Api-Key").orElse("");
    if (key.isEmpty()) {
      return Optional.empty();
    }
    if (people.isRevoked()) {
      throw FakeRefusal.badCredentials();
    }
    boolean reads = request.method().equals("GET");
    boolean posts = request.method().equals("POST") && request.target().startsWith("/posts");
    if (name.isEmpty()
        && (key.equals(FakeDiscourse.MEMBER_KEY)
            || (key.equals(FakeDiscourse.READING_KEY) && reads)
            || (key.equals(FakeDiscourse.POSTING_KEY) && posts))) {
      return forum.user("alice");
    }
    if (key.equals(FakeDiscourse.KEY) && name.map("bot"::equalsIgnoreCase).orElse(true)) {
      return forum.user("bot");
    }
    Optional<FakeUser> named =
        name.filter(n -> key.equals(FakeDiscourse.KEY_FOR_ALL)).flatMap(forum::user);
    if (named.isEmpty()) {
      throw FakeRefusal.badCredentials();
    }
    return named;
  }
}
