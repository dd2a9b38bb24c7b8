package org.metagov.gateway.fakes.discourse;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A post of a topic. */
final class FakePost {
  private final long id;
  private final FakeTopic topic;
  private final int number;
  private final FakeUser author;
  private final List<FakePoll> polls = new ArrayList<>();
  private String raw;
  private final Instant createdAt = Instant.now();
  private Instant updatedAt = createdAt;
  private int version = 1;
  private boolean locked;
  private boolean deleted;

  FakePost(long id, FakeTopic topic, FakeUser author, String raw) {
    this.id = id;
    this.topic = topic;
    this.author = author;
    this.raw = raw;
    topic.posts().add(this);
    number = topic.posts().size();
  }

  long id() {
    return id;
  }

  FakeTopic topic() {
    return topic;
  }

  int number() {
    return number;
  }

  FakeUser author() {
    return author;
  }

  String raw() {
    return raw;
  }

  List<FakePoll> polls() {
    return polls;
  }

  boolean isLocked() {
    return locked;
  }

  boolean isDeleted() {
    return deleted;
  }

  void edit(String now) {
    raw = now;
    updatedAt = Instant.now();
    version++;
  }

  void lock(boolean now) {
    locked = now;
  }

  void delete(boolean now) {
    deleted = now;
  }

  /** Returns it as the API shows it to {@code reader}. */
  JsonObject json(FakeUser reader) {
    JsonObjectBuilder post = as("post.json");
    if (!polls.isEmpty()) {
      JsonArrayBuilder shown = Json.createArrayBuilder();
      polls.forEach(poll -> shown.add(poll.json(reader, author)));
      post.add("polls", shown);
    }
    return post.build();
  }

  /** Returns it as webhooks have it. */
  JsonObject webhook() {
    return as("webhook_post.json")
        .add("topic_title", topic.title())
        .add("category_id", topic.category())
        .add("topic_archetype", topic.archetype())
        .build();
  }

  private JsonObjectBuilder as(String template) {
    return Json.createObjectBuilder(FakeTemplates.of(template))
        .add("id", id)
        .add("username", author.name())
        .add("name", author.name())
        .add("created_at", createdAt.toString())
        .add("updated_at", updatedAt.toString())
        .add("user_id", author.id())
        .add("admin", author.isAdmin())
        .add("staff", author.isAdmin())
        .add("post_number", number)
        .add("topic_id", topic.id())
        .add("topic_slug", topic.slug())
        .add("raw", raw)
        .add("cooked", "<p>" + raw.replace("&", "&amp;").replace("<", "&lt;") + "</p>")
        .add("version", version)
        .add("deleted_at", deleted ? Json.createValue("2026-01-02T00:00:00.000Z") : JsonValue.NULL)
        .add("post_url", "/t/" + topic.slug() + "/" + topic.id() + "/" + number);
  }
}
