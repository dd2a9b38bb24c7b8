package org.metagov.gateway.plugins.github;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.Pages;

/**
 * An issue of a repository (docs.github.com, "REST API endpoints for issues").
 *
 * @param path where it is in the API now: it may have been transferred, and its repository renamed
 */
record Issue(Api api, String path, JsonPart json) {
  /** What GitHub lets a repository be called. */
  private static final Pattern REPOSITORY = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,100}");

  /** A start is looked for within minutes. */
  private static final int MOST_PAGES = 5;

  /** Opens one. */
  static JsonPart create(Api api, String repository, String title, String body) {
    return api.call(
        Call.post(
            issues(api, repository),
            Json.createObjectBuilder().add("title", title).add("body", body).build()));
  }

  /**
   * Returns the path of a repository's issues.
   *
   * @throws InvalidParameterException where no repository is called so
   */
  static String issues(Api api, String repository) {
    if (!REPOSITORY.matcher(repository).matches()) {
      throw new InvalidParameterException(
          "repo_name is the name of a repository, without an owner");
    }
    return "/repos/" + api.owner() + "/" + repository + "/issues";
  }

  /** Looks for the one that the app has opened with {@code mark} in its text. */
  static Optional<JsonPart> find(Api api, String repository, String mark) {
    String path = issues(api, repository) + "?state=all&sort=created&direction=desc&";
    return api.listed(Pages.first(MOST_PAGES), path)
        .filter(issue -> isOurs(api, issue, mark))
        .findFirst();
  }

  /** Reads the one at {@code path}. */
  static Issue read(Api api, String path) {
    return of(api, api.call(Call.get(path)), path);
  }

  private static Issue of(Api api, JsonPart json, String before) {
    return new Issue(api, path(api, json).orElse(before), json);
  }

  /** Returns where the issue {@code json} is, if it says so. */
  static Optional<String> path(Api api, JsonPart json) {
    return json.findText("url")
        .filter(url -> url.startsWith(api.url() + "/repos/"))
        .map(url -> url.substring(api.url().length()))
        .filter(path -> path.matches("(/[A-Za-z0-9._-]+)+"));
  }

  boolean isClosed() {
    return json.isText("state", "closed");
  }

  Optional<Instant> closedAt() {
    return json.findTime("closed_at");
  }

  /**
   * Closes it.
   *
   * @return what it is then; as it was, where GitHub does not let the app close it
   */
  Issue closed() {
    JsonObject body =
        Json.createObjectBuilder().add("state", "closed").add("state_reason", "completed").build();
    try {
      return of(api, api.call(new Call("PATCH", path, Optional.of(body))), path);
    } catch (RefusedException e) {
      // Archived meanwhile, or the right was taken: the votes count all the same.
      return this;
    }
  }

  List<JsonPart> comments() {
    return api.all(path + "/comments");
  }

  List<JsonPart> reactions() {
    return api.all(path + "/reactions");
  }

  /** Says {@code text} below it, if that was not said before; where GitHub lets the app. */
  void say(String text, String mark) {
    try {
      if (comments().stream().noneMatch(comment -> isOurs(api, comment, mark))) {
        api.call(
            Call.post(
                path + "/comments",
                Json.createObjectBuilder().add("body", text + "\n\n" + mark).build()));
      }
    } catch (RefusedException e) {
      // Locked or archived meanwhile: the votes count all the same.
    }
  }

  private static boolean isOurs(Api api, JsonPart text, String mark) {
    return text.isText("body")
        && text.text("body").contains(mark)
        && text.isObject("user")
        && text.part("user").isText("login", api.bot());
  }
}
