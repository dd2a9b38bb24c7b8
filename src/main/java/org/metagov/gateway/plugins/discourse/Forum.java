package org.metagov.gateway.plugins.discourse;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformRequest;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Refusals;
import org.metagov.gateway.spi.Refusals.Refusal;

/**
 * The API of one forum (docs.discourse.org), for one of its users. What Discourse refuses by an
 * error of its own shape is an {@link InvalidParameterException} with its text, where a write is
 * concerned.
 */
final class Forum {
  /** What parts of answers are parts of. */
  static final String ANSWER = "Discourse's answer";

  private static final Pattern USERNAME = Pattern.compile("[\\x21-\\x7e]{1,100}");
  private static final int GONE = 410;
  private static final Pattern TOPIC =
      Pattern.compile("/t/(?:[^/]+/)?(\\d{1,18})(?:\\.json)?(?:[/?]|$)");
  private static final int MOVED = 301;
  private static final int FOUND = 302;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int UNPROCESSABLE = 422;

  /**
   * What was there once is gone where Discourse says 403 ({@code invalid_access}, {@code
   * not_logged_in}), as for a revoked key and for what is hidden from its user, or 404 or 410 for
   * what is deleted ({@code ApplicationController.rescue_discourse_actions}).
   */
  private static final Refusals READING = Refusals.of("Discourse", Forum::refusal);

  /** With which it refuses a write; 410: what it is about is deleted. */
  private static final Refusals WRITING =
      READING.caller(BAD_REQUEST, FORBIDDEN, NOT_FOUND, GONE, UNPROCESSABLE);

  private final PluginInstance<Discourse.Config> instance;
  private final Optional<String> username;

  /** The forum of {@code instance}; {@code username} is who acts, empty for the key's own user. */
  Forum(PluginInstance<Discourse.Config> instance, Optional<String> username) {
    this.instance = instance;
    this.username = username;
    if (username.filter(name -> !USERNAME.matcher(name).matches()).isPresent()) {
      throw new InvalidParameterException("'" + username.get() + "' is not a username");
    }
  }

  /** Returns the address of the forum, without a trailing slash. */
  static URI address(PluginInstance<Discourse.Config> instance) {
    return instance
        .serverUrl()
        .orElseThrow(() -> new InvalidParameterException("server_url is not set"));
  }

  /**
   * Returns the address that people use, and that the forum calls its own: it may be reached at
   * another one from here, such as within a private network.
   */
  static URI publicAddress(PluginInstance<Discourse.Config> instance) {
    return instance
        .config()
        .publicUrl()
        .map(Forum::withoutSlash)
        .orElseGet(() -> address(instance));
  }

  private static URI withoutSlash(URI url) {
    return URI.create(url.toString().replaceAll("/+$", ""));
  }

  /** Returns {@code object}, called {@code path}, of an answer. */
  private static JsonPart part(String path, JsonObject object) {
    return new JsonPart(ANSWER, path, object);
  }

  /** Returns where people read {@code post}. */
  static String url(PluginInstance<Discourse.Config> instance, JsonPart post) {
    return "%s/t/%s/%d/%d"
        .formatted(
            publicAddress(instance),
            post.findText("topic_slug").orElse("-"),
            post.number("topic_id"),
            post.number("post_number"));
  }

  /** Makes a post. The answer is the post, or says that a moderator has to approve it. */
  JsonPart create(JsonObject post) {
    return part("post", written(request("POST", "/posts.json").json(post)).jsonObject());
  }

  /** Returns whether this user may make posts: an empty one is refused for being empty. */
  boolean mayPost() {
    PlatformResponse answer =
        request("POST", "/posts.json")
            .json(JsonValue.EMPTY_JSON_OBJECT)
            .accept(Refusals.statuses())
            .send();
    return (answer.status() == BAD_REQUEST || answer.status() == UNPROCESSABLE)
        && WRITING.find(answer).isPresent();
  }

  /** Returns whether this user may read. */
  boolean mayRead() {
    return request("GET", "/session/current.json").accept(Refusals.statuses()).send().status() / 100
        == 2;
  }

  /** Returns a post, which may be deleted. */
  JsonPart post(long id) {
    return part("post", there("/posts/" + id + ".json", "the post " + id));
  }

  /** Returns the id of the topic that was made with {@code externalId}. */
  Optional<Long> topicOf(String externalId) {
    // Not followed: it may lead to another name of the same server, where the key is not sent.
    PlatformResponse answer =
        request("GET", "/t/external_id/" + externalId + ".json")
            .accept(MOVED, FOUND, NOT_FOUND)
            .send();
    if (answer.status() == NOT_FOUND && READING.find(answer).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        answer
            .header("Location")
            .map(TOPIC::matcher)
            .filter(Matcher::find)
            .map(topic -> Long.parseLong(topic.group(1)))
            .orElseThrow(() -> READING.exception(answer, "the topic of a poll")));
  }

  /** Returns a topic with its first posts, and the ids of all. */
  JsonPart topic(long id) {
    return part("topic", there("/t/" + id + ".json", "the topic " + id));
  }

  /** Returns posts of a topic, with their Markdown. */
  List<JsonPart> posts(long topic, List<Long> ids) {
    return somePosts(
        topic, ids.stream().map(id -> "post_ids%5B%5D=" + id).collect(Collectors.joining("&")));
  }

  /** Returns the posts of a topic that come before the one with {@code number}, as above. */
  List<JsonPart> postsBefore(long topic, long number) {
    return somePosts(topic, "asc=false&post_number=" + number);
  }

  private List<JsonPart> somePosts(long topic, String which) {
    String path = "/t/" + topic + "/posts.json?include_raw=true&" + which;
    return part("topic", there(path, "the topic " + topic)).part("post_stream").objects("posts");
  }

  /** Closes the poll of a post, and returns it. */
  JsonPart closePoll(long post, String poll) {
    Map<String, List<String>> fields =
        Map.of(
            "post_id", List.of(String.valueOf(post)),
            "poll_name", List.of(poll),
            "status", List.of("closed"));
    PlatformResponse answer = written(request("PUT", "/polls/toggle_status").form(fields));
    return part("answer", answer.jsonObject()).part("poll");
  }

  /** Returns the webhooks of the forum behind the first {@code offset}, and what there can be. */
  JsonPart webhooks(int offset) {
    String path = "/admin/api/web_hooks.json?offset=" + offset;
    return part("webhooks", request("GET", path).send(WRITING, "its webhooks").jsonObject());
  }

  /** Sends JSON. */
  void send(String method, String path, JsonObject body) {
    written(request(method, path).json(body));
  }

  /** Sends a form. */
  JsonPart put(String path, Map<String, List<String>> fields) {
    return part("answer", written(request("PUT", path).form(fields)).jsonObject());
  }

  /** Sends what needs no body, and whose answer is empty or says nothing new. */
  void tell(String method, String path) {
    PlatformResponse answer = written(request(method, path));
    if (!answer.text().isBlank()) {
      answer.jsonObject();
    }
  }

  /**
   * Returns a page of the active users, from 1; empty where this user must not see them. A page has
   * 100 ({@code AdminUserIndexQuery.find_users}).
   */
  Optional<List<JsonPart>> users(int page) {
    PlatformResponse answer =
        request("GET", "/admin/users/list/active.json?show_emails=false&page=" + page)
            .accept(FORBIDDEN, NOT_FOUND)
            .send();
    return answer.status() == FORBIDDEN || answer.status() == NOT_FOUND
        ? Optional.empty()
        : Optional.of(new JsonPart(ANSWER, "users", answer.json()).objects());
  }

  /** Returns what admins see of a user; empty where there is none any more. */
  Optional<JsonPart> user(long id) {
    PlatformResponse answer =
        request("GET", "/admin/users/" + id + ".json").accept(NOT_FOUND).send();
    return answer.status() == NOT_FOUND
        ? Optional.empty()
        : Optional.of(part("user", answer.jsonObject()));
  }

  /**
   * Reads something that was there once.
   *
   * @throws PlatformException where it is not there any more
   */
  private JsonObject there(String path, String what) {
    return request("GET", path).send(READING, what).jsonObject();
  }

  private PlatformRequest request(String method, String path) {
    PlatformRequest request =
        instance
            .http()
            .request(method, address(instance) + path)
            .header("Accept", "application/json")
            .header("Api-Key", instance.config().apiKey());
    username.ifPresent(name -> request.header("Api-Username", name));
    return request;
  }

  private static PlatformResponse written(PlatformRequest request) {
    return request.send(WRITING, "it");
  }

  /** Finds the texts in {@code {"errors":[...]}}; {@code error_type} is their code. */
  private static Optional<Refusal> refusal(PlatformResponse answer) {
    if (answer.json() instanceof JsonObject object
        && object.get("errors") instanceof JsonArray errors
        && !errors.isEmpty()) {
      String texts =
          errors.stream()
              .map(error -> error instanceof JsonString text ? text.getString() : error.toString())
              .collect(Collectors.joining(" "));
      return Optional.of(new Refusal(object.getString("error_type", ""), texts));
    }
    return Optional.empty();
  }
}
