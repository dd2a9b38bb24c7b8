package org.metagov.gateway.fakes.loomio;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.metagov.gateway.fakes.loomio.FakeWorld.FakeDiscussion;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform;

/**
 * A Loomio server with one group, {@code metagov}, and its subgroup {@code metagov-treasury}. Their
 * members are Ada, Bo (not of the subgroup), and the bot whose key {@link #KEY} is.
 */
public final class FakeLoomio extends FakePlatform {
  /** The key of a user who is an admin of both groups. */
  public static final String KEY = FakeUserApi.KEY;

  /** The key of a user who is a member of both groups. */
  public static final String MEMBER_KEY = FakeUserApi.MEMBER_KEY;

  /** The key of a user who is in no group. */
  public static final String STRANGER_KEY = FakeUserApi.STRANGER_KEY;

  /** The key of the group, for the API of 2021. */
  public static final String GROUP_KEY = FakeGroupApi.KEY;

  /** The key of the subgroup, for the API of 2021. */
  public static final String SUBGROUP_KEY = FakeGroupApi.SUBGROUP_KEY;

  /** The id of the group. */
  public static final long GROUP = 710_495;

  /** The id of the subgroup. */
  public static final long SUBGROUP = 710_496;

  private final FakeWorld world = new FakeWorld();
  private final Age age;
  private final FakeUserApi userApi;
  private final FakeGroupApi groupApi;
  private String hook = "";
  private Shape shape = Shape.TODAY;

  /** How webhooks look. */
  public enum Shape {
    /** Text with a link. */
    TODAY,
    /** Text in which nothing says which poll it is about. */
    WITHOUT_LINK,
    /** With the poll's URL and a kind. */
    OF_2021
  }

  /** How old a Loomio is. */
  public enum Age {
    /** The group API of 2021, which passes over what it does not know. */
    OF_2021,
    /** The group API with {@code hide_results}, which refuses what it does not know. */
    LAST_GROUP_API,
    /** The user API of before 3.1: the key is a parameter, and groups are not listed. */
    BEFORE_3_1,
    /** 3.8. */
    TODAY;

    boolean hasGroupApi() {
      return this == OF_2021 || this == LAST_GROUP_API;
    }
  }

  /** A Loomio of today. */
  public FakeLoomio() {
    this(Age.TODAY);
  }

  /** A Loomio as old as {@code age}. */
  public FakeLoomio(Age age) {
    this.age = age;
    userApi = new FakeUserApi(world, age == Age.TODAY);
    groupApi = new FakeGroupApi(world, age == Age.OF_2021);
  }

  /** Returns a Loomio that has the API of 2021, and none of today. */
  public static FakeLoomio of2021() {
    return new FakeLoomio(Age.OF_2021);
  }

  /** Sends webhooks to {@code url} from now on. */
  public synchronized void hook(String url, Shape as) {
    hook = url;
    shape = as;
  }

  /** Returns the webhooks that are registered, as the API of today shows them. */
  public synchronized List<JsonObject> webhooks() {
    return userApi.chatbots().all();
  }

  /** Lets {@code user} vote for {@code option} in all polls that are open, with {@code score}. */
  public void vote(long user, String option, long score) {
    each(FakePoll::isActive, poll -> poll.vote(user, option, score), "stance_created");
  }

  /** Lets Ada vote for the first option of all polls that are open. */
  public void vote() {
    each(FakePoll::isActive, p -> p.vote(FakeWorld.ADA, p.options.get(0), 1), "stance_created");
  }

  /** Lets the author close all polls that are open. */
  public void closeAll() {
    each(FakePoll::isOpen, poll -> poll.close(Instant.now()), "poll_closed_by_user");
  }

  /** Lets the time of all polls that are open run out. */
  public void expireAll() {
    each(FakePoll::isActive, poll -> poll.close(Instant.now()), "poll_expired");
  }

  /** Deletes all polls; Loomio tells nobody. */
  public synchronized void discardAll() {
    world.polls.forEach(FakePoll::discard);
  }

  /** Starts a discussion, as Ada. */
  public void discuss(String title) {
    FakeDiscussion discussion;
    synchronized (this) {
      discussion = world.discuss(world.main, title);
    }
    tell("new_discussion", title, "/d/" + discussion.key());
  }

  /** Lets {@code count} more people join the group. */
  public synchronized void join(int count) {
    for (int i = 0; i < count; i++) {
      int number = world.main.size();
      world.main.member(100_000 + number, "Member " + number);
    }
  }

  /** Returns how many polls there are, of whatever state. */
  public synchronized int count() {
    return world.polls.size();
  }

  /** Returns the polls as the API of today shows them. */
  public synchronized List<JsonObject> polls() {
    return world.polls.stream().map(FakePoll::today).toList();
  }

  /** Returns the discussions as the API of today shows them. */
  public synchronized List<JsonObject> discussions() {
    return world.discussions.values().stream().map(FakeUserApi::json).toList();
  }

  @Override
  protected JsonObject control(String command, JsonObject parameters) {
    switch (command) {
      case "hook" ->
          hook(
              parameters.getString("url"),
              Shape.valueOf(parameters.getString("shape", "today").toUpperCase(Locale.ROOT)));
      case "vote" -> {
        if (parameters.containsKey("option")) {
          vote(
              parameters.getJsonNumber("user").longValueExact(),
              parameters.getString("option"),
              parameters.getInt("score", 1));
        } else {
          vote();
        }
      }
      case "close" -> closeAll();
      case "expire" -> expireAll();
      case "discard" -> discardAll();
      case "discuss" -> discuss(parameters.getString("title"));
      case "join" -> join(parameters.getInt("count"));
      case "feel" -> feel(Mood.valueOf(parameters.getString("mood").toUpperCase(Locale.ROOT)));
      case "polls" -> {
        var all = JsonText.array();
        polls().forEach(all::add);
        return JsonText.object().add("polls", all).build();
      }
      default -> throw new IllegalArgumentException("no such command: " + command);
    }
    return JsonValue.EMPTY_JSON_OBJECT;
  }

  @Override
  protected Answer busy() {
    return FakeTemplates.busy();
  }

  @Override
  protected Answer answer(FakeServer.Request request) {
    String path = request.target().replaceAll("\\?.*", "");
    int polls;
    Answer answer;
    List<FakePoll> created;
    synchronized (this) {
      polls = world.polls.size();
      answer = answer(request, path);
      created = List.copyOf(world.polls.subList(polls, world.polls.size()));
    }
    created.forEach(poll -> tell("poll_created", poll));
    return answer;
  }

  private Answer answer(FakeServer.Request request, String path) {
    if (!age.hasGroupApi() && path.startsWith("/api/b2/")) {
      return userApi.answer(request, path.substring("/api/b2".length()));
    }
    if (age.hasGroupApi() && path.startsWith("/api/b1/")) {
      return groupApi.answer(request, path.substring("/api/b1".length()));
    }
    return FakeTemplates.error(404, "unknown");
  }

  private void each(Predicate<FakePoll> which, Consumer<FakePoll> what, String kind) {
    List<FakePoll> touched = new ArrayList<>();
    synchronized (this) {
      world.polls.stream().filter(which).forEach(touched::add);
      touched.forEach(what);
    }
    touched.forEach(poll -> tell(kind, poll));
  }

  private void tell(String kind, FakePoll poll) {
    tell(kind, poll.title(), "/p/" + poll.key);
  }

  /** Sends a webhook, outside of any lock: whoever gets it may ask back. */
  private void tell(String kind, String title, String path) {
    String body;
    List<String> to;
    synchronized (this) {
      to = new ArrayList<>(userApi.chatbots().toldOf(kind));
      if (!hook.isEmpty()) {
        to.add(hook);
      }
      body = to.isEmpty() ? "" : webhook(kind, title, path);
    }
    to.forEach(url -> send(url, Map.of("Content-Type", "application/json; charset=utf-8"), body));
  }

  private String webhook(String kind, String title, String path) {
    String url = url() + path + "/" + title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String link = shape == Shape.WITHOUT_LINK ? title : "[" + title + "](" + url + ")";
    JsonObjectBuilder values = JsonText.object().add("text", "Ada: " + kind + " **" + link + "**");
    if (shape == Shape.OF_2021) {
      values.add("kind", kind).add("url", url).add("title", title);
    }
    String template = shape == Shape.OF_2021 ? "webhook-of-2021" : "webhook";
    return JsonText.write(FakeTemplates.filled(template, values.build()));
  }
}
