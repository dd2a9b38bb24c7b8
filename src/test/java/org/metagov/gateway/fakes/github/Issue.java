package org.metagov.gateway.fakes.github;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An issue with what people have put below it: {@code issue} of GitHub's description. */
final class Issue {
  final long id;
  final int number;
  final String repository;
  final Person author;
  final String title;
  final String body;
  final Instant createdAt;
  final List<Comment> comments = new ArrayList<>();
  final List<Reaction> reactions = new ArrayList<>();
  Optional<Instant> closedAt = Optional.empty();
  boolean locked;

  /** What somebody has said: {@code issue-comment} of GitHub's description. */
  record Comment(long id, Person author, String body, Instant createdAt, Instant updatedAt) {}

  /** What somebody thinks of it: {@code reaction} of GitHub's description. */
  record Reaction(long id, Person author, String content, Instant createdAt) {}

  Issue(
      long id,
      int number,
      String repository,
      Person author,
      String title,
      String body,
      Instant now) {
    this.id = id;
    this.number = number;
    this.repository = repository;
    this.author = author;
    this.title = title;
    this.body = body;
    createdAt = now;
  }

  JsonObject json(String api, String web) {
    String path = "/repos/octo-org/" + repository + "/issues/" + number;
    return Json.createObjectBuilder()
        .add("id", id)
        .add("node_id", "MDU6SXNzdWUx")
        .add("url", api + path)
        .add("repository_url", api + "/repos/octo-org/" + repository)
        .add("comments_url", api + path + "/comments")
        .add("html_url", web + "/octo-org/" + repository + "/issues/" + number)
        .add("number", number)
        .add("state", closedAt.isPresent() ? "closed" : "open")
        .add("state_reason", closedAt.isPresent() ? Json.createValue("completed") : JsonValue.NULL)
        .add("title", title)
        .add("body", body)
        .add("user", author.json())
        .add("labels", JsonValue.EMPTY_JSON_ARRAY)
        .add("assignees", JsonValue.EMPTY_JSON_ARRAY)
        .add("locked", locked)
        .add("comments", comments.size())
        .add("created_at", createdAt.toString())
        .add("updated_at", createdAt.toString())
        .add("closed_at", time(closedAt))
        .add("author_association", "NONE")
        .build();
  }

  private static JsonValue time(Optional<Instant> time) {
    return time.<JsonValue>map(at -> Json.createValue(at.toString())).orElse(JsonValue.NULL);
  }

  JsonArray commentsJson(String api) {
    JsonArrayBuilder all = Json.createArrayBuilder();
    comments.forEach(comment -> all.add(json(api, comment)));
    return all.build();
  }

  JsonObject json(String api, Comment comment) {
    return Json.createObjectBuilder()
        .add("id", comment.id())
        .add("node_id", "MDEyOklzc3VlQ29tbWVudDE=")
        .add("url", api + "/repos/octo-org/" + repository + "/issues/comments/" + comment.id())
        .add("issue_url", api + "/repos/octo-org/" + repository + "/issues/" + number)
        .add("body", comment.body())
        .add("user", comment.author().json())
        .add("created_at", comment.createdAt().toString())
        .add("updated_at", comment.updatedAt().toString())
        .add("author_association", "MEMBER")
        .build();
  }

  JsonArray reactionsJson() {
    JsonArrayBuilder all = Json.createArrayBuilder();
    for (Reaction reaction : reactions) {
      JsonObjectBuilder json =
          Json.createObjectBuilder()
              .add("id", reaction.id())
              .add("node_id", "MDg6UmVhY3Rpb24x")
              .add("user", reaction.author().json())
              .add("content", reaction.content())
              .add("created_at", reaction.createdAt().toString());
      all.add(json);
    }
    return all.build();
  }
}
