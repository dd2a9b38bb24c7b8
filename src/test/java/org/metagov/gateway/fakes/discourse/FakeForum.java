package org.metagov.gateway.fakes.discourse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What is in the forum, and what Discourse lets people put there. */
final class FakeForum {
  private static final int SHORTEST_BODY = 20;
  private static final int SHORTEST_TITLE = 15;
  private static final int LONGEST_EXTERNAL_ID = 50;
  private static final long UNCATEGORIZED = 1;
  private static final Set<String> POLL_TYPES =
      Set.of("regular", "multiple", "number", "ranked_choice");
  private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w-]+");

  private final Map<String, FakeUser> users = new LinkedHashMap<>();
  private final Map<Long, FakeTopic> topics = new LinkedHashMap<>();
  private final Map<Long, FakePost> posts = new LinkedHashMap<>();
  private final Map<List<Object>, FakePost> recent = new HashMap<>();
  private final Set<String> watched = new HashSet<>();
  private long last = 30;

  /**
   * A post to be made.
   *
   * @param fields of the request, as texts
   */
  record Draft(FakeUser author, Map<String, String> fields) {
    Optional<String> field(String name) {
      return Optional.ofNullable(fields.get(name)).filter(value -> !value.isBlank());
    }
  }

  FakeForum() {
    add(new FakeUser(-1, "system", true));
    add(new FakeUser(2, "bot", true));
    add(new FakeUser(3, "alice", false));
    add(new FakeUser(4, "bob", false));
  }

  void countFrom(long id) {
    last = id;
  }

  void add(FakeUser user) {
    users.put(user.username(), user);
  }

  List<FakeUser> users() {
    return List.copyOf(users.values());
  }

  Optional<FakeUser> user(String username) {
    return users.values().stream().filter(u -> u.username().equalsIgnoreCase(username)).findFirst();
  }

  List<FakePost> posts() {
    return List.copyOf(posts.values());
  }

  FakePost post(long id) {
    return Optional.ofNullable(posts.get(id)).orElseThrow(FakeRefusal::notFound);
  }

  Optional<FakeTopic> topic(long id) {
    return Optional.ofNullable(topics.get(id));
  }

  Optional<FakeTopic> topicOf(String externalId) {
    return topics.values().stream()
        .filter(
            topic ->
                !topic.isDeleted() && topic.externalId().filter(externalId::equals).isPresent())
        .findFirst();
  }

  /** From now on a moderator has to approve what {@code username} writes. */
  void watch(String username) {
    watched.add(username);
  }

  boolean isWatched(FakeUser user) {
    return watched.contains(user.username());
  }

  /** Returns the post that was made of the very same draft before. */
  Optional<FakePost> made(Draft draft) {
    return Optional.ofNullable(recent.get(signature(draft)));
  }

  /** Makes a post of {@code draft}, and perhaps its topic. */
  FakePost make(Draft draft) {
    String raw = draft.fields().getOrDefault("raw", "").strip();
    List<FakeMarkup> polls = polls(raw);
    FakeTopic topic = topic(draft, raw);
    FakePost post = new FakePost(++last, topic, draft.author(), raw);
    polls.forEach(markup -> post.polls().add(new FakePoll(++last, markup)));
    if (draft.author().isAdmin() && draft.field("is_warning").filter("true"::equals).isPresent()) {
      topic.warn();
    }
    topics.put(topic.id(), topic);
    posts.put(post.id(), post);
    recent.put(signature(draft), post);
    return post;
  }

  private FakeTopic topic(Draft draft, String raw) {
    boolean isPrivate = draft.field("archetype").filter("private_message"::equals).isPresent();
    if (draft.field("topic_id").isPresent()) {
      requireBody(raw);
      return draft
          .field("topic_id")
          .flatMap(id -> topic(Long.parseLong(id)))
          .filter(topic -> !topic.isDeleted())
          .orElseThrow(() -> unmade("no_topic"));
    }
    String title = draft.field("title").orElseThrow(() -> unmade("blank_title")).strip();
    if (isPrivate) {
      requireRecipients(draft);
    } else if (title.length() < SHORTEST_TITLE) {
      throw unmade("short_title");
    }
    requireBody(raw);
    requireExternalId(draft);
    return new FakeTopic(
        ++last,
        title,
        draft.field("category").map(Long::parseLong).orElse(UNCATEGORIZED),
        isPrivate,
        draft.field("external_id"),
        draft.author(),
        List.of(draft.fields().getOrDefault("tags", "").split(",")).stream()
            .filter(tag -> !tag.isEmpty())
            .toList());
  }

  private static void requireBody(String raw) {
    if (raw.length() < SHORTEST_BODY) {
      throw unmade("short_body");
    }
  }

  private void requireRecipients(Draft draft) {
    List<String> names = List.of(draft.field("target_recipients").orElse("").split(","));
    if (names.stream().anyMatch(name -> user(name).isEmpty())) {
      throw unmade("no_recipients");
    }
  }

  private void requireExternalId(Draft draft) {
    draft
        .field("external_id")
        .ifPresent(
            id -> {
              if (id.length() > LONGEST_EXTERNAL_ID) {
                throw unmade("long_external_id");
              }
              if (!EXTERNAL_ID.matcher(id).matches()) {
                throw unmade("bad_external_id");
              }
              if (topics.values().stream()
                  .anyMatch(t -> t.externalId().filter(id::equals).isPresent())) {
                throw unmade("taken_external_id");
              }
            });
  }

  private static List<FakeMarkup> polls(String raw) {
    List<FakeMarkup> polls = FakeMarkup.in(raw);
    if (polls.stream().map(FakeMarkup::name).distinct().count() < polls.size()) {
      throw FakeRefusal.unmade("poll", FakeTemplates.text("same_polls"));
    }
    for (FakeMarkup poll : polls) {
      if (poll.attribute("type").filter(type -> !POLL_TYPES.contains(type)).isPresent()) {
        throw FakeRefusal.unmade("poll", FakeTemplates.text("bad_argument", "type"));
      }
      List<String> ids = new ArrayList<>();
      poll.options().forEach(option -> ids.add(option.id()));
      if (new HashSet<>(ids).size() < ids.size()) {
        throw FakeRefusal.unmade("poll", FakeTemplates.text("same_options"));
      }
      if (ids.size() < 2) {
        throw FakeRefusal.unmade("poll", FakeTemplates.text("few_options"));
      }
      if (poll.attribute("type").filter("multiple"::equals).isPresent()
          && poll.attribute("max")
              .map(Integer::parseInt)
              .filter(max -> max > ids.size())
              .isPresent()) {
        throw FakeRefusal.unmade("poll", FakeTemplates.text("bad_settings"));
      }
    }
    return polls;
  }

  private static FakeRefusal unmade(String text) {
    return FakeRefusal.unmade("create_post", FakeTemplates.text(text));
  }

  private static List<Object> signature(Draft draft) {
    return List.of(draft.author().id(), draft.fields());
  }
}
