package org.metagov.gateway.fakes.discourse;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A topic, or a thread of private messages. */
final class FakeTopic {
  private static final int CHUNK = 20;

  private final long id;
  private final String title;
  private final long category;
  private final boolean isPrivate;
  private final Optional<String> externalId;
  private final FakeUser author;
  private final List<String> tags;
  private final List<FakePost> posts = new ArrayList<>();
  private final Instant createdAt = Instant.now();
  private boolean deleted;
  private boolean large;
  private boolean warning;

  FakeTopic(
      long id,
      String title,
      long category,
      boolean isPrivate,
      Optional<String> externalId,
      FakeUser author,
      List<String> tags) {
    this.id = id;
    this.title = title;
    this.category = category;
    this.isPrivate = isPrivate;
    this.externalId = externalId;
    this.author = author;
    this.tags = tags;
  }

  long id() {
    return id;
  }

  String title() {
    return title;
  }

  long category() {
    return category;
  }

  Optional<String> externalId() {
    return externalId;
  }

  FakeUser author() {
    return author;
  }

  List<FakePost> posts() {
    return posts;
  }

  boolean isDeleted() {
    return deleted;
  }

  void delete(boolean now) {
    deleted = now;
    posts.get(0).delete(now);
  }

  /** Makes it one of 10,000 posts, which are not listed. */
  void enlarge() {
    large = true;
  }

  boolean isWarning() {
    return warning;
  }

  void warn() {
    warning = true;
  }

  String archetype() {
    return isPrivate ? "private_message" : "regular";
  }

  String slug() {
    String slug =
        title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    return slug.isEmpty() ? "topic" : slug;
  }

  /** Returns it as the API shows it, with its first posts and the ids of all. */
  JsonObject json(FakeUser reader, boolean withRaw) {
    JsonArrayBuilder listed = Json.createArrayBuilder();
    posts.stream().filter(post -> !post.isDeleted()).forEach(post -> listed.add(post.id()));
    List<FakePost> first = posts.stream().filter(p -> !p.isDeleted()).limit(CHUNK).toList();
    return as("topic.json")
        .add("posts_count", posts.size())
        .add("highest_post_number", posts.size())
        .add("post_stream", stream(listed).add("posts", shown(first, reader, withRaw)))
        .build();
  }

  private JsonObjectBuilder stream(JsonArrayBuilder listed) {
    JsonObjectBuilder stream = Json.createObjectBuilder();
    return large
        ? stream
            .add("isMegaTopic", true)
            .add("firstId", posts.get(0).id())
            .add("lastId", posts.get(posts.size() - 1).id())
        : stream.add("stream", listed);
  }

  /** Returns the posts before the one with {@code number}, the last of them first. */
  List<FakePost> before(long number) {
    List<FakePost> before =
        new ArrayList<>(posts.stream().filter(p -> p.number() < number && !p.isDeleted()).toList());
    Collections.reverse(before);
    return before.stream().limit(CHUNK).toList();
  }

  /** Returns posts of a topic, as it shows them: their Markdown is there if it is asked for. */
  static JsonArrayBuilder shown(List<FakePost> some, FakeUser reader, boolean withRaw) {
    JsonArrayBuilder shown = Json.createArrayBuilder();
    for (FakePost post : some) {
      JsonObjectBuilder one = Json.createObjectBuilder(post.json(reader));
      shown.add(withRaw ? one : one.remove("raw"));
    }
    return shown;
  }

  /** Returns it as webhooks have it. */
  JsonObject webhook() {
    if (author.isGone()) {
      return as("webhook_topic.json").addNull("created_by").addNull("last_poster").build();
    }
    JsonObject user =
        Json.createObjectBuilder(FakeTemplates.of("webhook_topic.json").getJsonObject("created_by"))
            .add("id", author.id())
            .add("username", author.username())
            .add("name", author.username())
            .build();
    return as("webhook_topic.json").add("created_by", user).add("last_poster", user).build();
  }

  private JsonObjectBuilder as(String template) {
    JsonArrayBuilder named = Json.createArrayBuilder();
    tags.forEach(tag -> named.add(tag(tag)));
    return Json.createObjectBuilder(FakeTemplates.of(template))
        .add("id", id)
        .add("title", title)
        .add("fancy_title", title)
        .add("slug", slug())
        .add("category_id", category)
        .add("archetype", archetype())
        .add("user_id", author.id())
        .add("created_at", createdAt.toString())
        .add("last_posted_at", createdAt.toString())
        .add("tags", named);
  }

  private static JsonObjectBuilder tag(String name) {
    return Json.createObjectBuilder()
        .add("id", 1 + Math.floorMod(name.hashCode(), 100))
        .add("name", name)
        .add("slug", name);
  }
}
