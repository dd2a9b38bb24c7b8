package org.metagov.gateway.fakes.opencollective;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The conversations of all accounts; the newest comes last. */
final class Conversations {
  private static final String BLANKS = "[\\s\\x0B\\p{Z}\\uFEFF]";
  private static final int SHORTEST_TITLE = 3;
  private static final int LONGEST_TITLE = 255;
  private static final int LONGEST_TAG = 32;
  private static final int MOST_TAGS = 30;
  private static final int LONGEST_SUMMARY = 240;

  private final Map<String, Map<String, Object>> byId = new LinkedHashMap<>();
  private final Supplier<Instant> clock;
  private int last;

  Conversations(Supplier<Instant> clock) {
    this.clock = clock;
  }

  List<Map<String, Object>> all() {
    return List.copyOf(byId.values());
  }

  void forget() {
    byId.clear();
  }

  Map<String, Object> get(String id) {
    return find(id).orElseThrow(() -> new Fault("notFound"));
  }

  Optional<Map<String, Object>> find(String id) {
    if (!isPublic(id) && !id.matches("[0-9a-z]{8}")) {
      throw new Fault("invalidId", "conversation", id);
    }
    return Optional.ofNullable(byId.get(id));
  }

  /** Returns whether an id is of today's kind, not encoded from a number. */
  static boolean isPublic(String id) {
    return id.startsWith("conv_");
  }

  Map<String, Object> create(
      String author, String account, String title, String html, List<String> tags) {
    String now = clock.get().toString();
    Map<String, Object> conversation = new LinkedHashMap<>();
    conversation.put("tags", sanitized(tags));
    title(conversation, title);
    String id = "conv_%08d".formatted(++last);
    conversation.put("id", id);
    conversation.put("createdAt", now);
    conversation.put("updatedAt", now);
    String text = html.replaceAll("<[^>]*>", "");
    conversation.put("summary", text.substring(0, Math.min(LONGEST_SUMMARY, text.length())));
    conversation.put("body", comment(html));
    conversation.put("comments", new ArrayList<>());
    conversation.put("author", author);
    conversation.put("collective", account);
    byId.put(id, conversation);
    return conversation;
  }

  /** Adds a comment to the conversation {@code id}. */
  Map<String, Object> comment(String id, String html) {
    Map<String, Object> comment = comment(html);
    comments(get(id)).add(comment);
    return comment;
  }

  /** Returns a comment that belongs to nothing yet. */
  Map<String, Object> comment(String html) {
    Map<String, Object> comment = new LinkedHashMap<>();
    comment.put("id", "com_%08d".formatted(++last));
    comment.put("createdAt", clock.get().toString());
    comment.put("html", html);
    comment.put("reactions", new LinkedHashMap<String, Object>());
    return comment;
  }

  // Safe: create() has put it there.
  @SuppressWarnings("unchecked")
  static List<Object> comments(Map<String, Object> conversation) {
    return (List<Object>) conversation.get("comments");
  }

  // Safe: comment() has put them there.
  @SuppressWarnings("unchecked")
  static Map<String, Object> reactions(Map<String, Object> conversation) {
    return (Map<String, Object>) ((Map<String, Object>) conversation.get("body")).get("reactions");
  }

  /** Changes the title; the tags stay. */
  static void title(Map<String, Object> conversation, String title) {
    String trimmed = title.replaceAll(BLANKS + "+$|^" + BLANKS + "+", "");
    int length = trimmed.codePointCount(0, trimmed.length());
    int seen = length - trimmed.replaceAll("[^\\uFE0E\\uFE0F]", "").length();
    if (seen < SHORTEST_TITLE || length > LONGEST_TITLE) {
      throw new Fault("titleLength");
    }
    conversation.put("title", trimmed);
    String slug = trimmed.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    conversation.put("slug", slug.replaceAll("^-|-$", ""));
  }

  /** Returns tags as the platform keeps them; null where nothing is left. */
  static List<String> sanitized(List<String> tags) {
    List<String> clean =
        tags.stream()
            .flatMap(tag -> Stream.of(tag.split(",", -1)))
            .map(tag -> tag.strip().toLowerCase(Locale.ROOT))
            .map(tag -> tag.replaceAll("\\s+", " ").replaceAll("^#+", "").strip())
            .map(tag -> tag.replaceAll("^open-?source$", "open source"))
            .filter(tag -> !tag.isEmpty())
            .distinct()
            .toList();
    if (clean.size() > MOST_TAGS) {
      throw new Fault("tagCount");
    }
    clean.stream()
        .filter(tag -> tag.length() > LONGEST_TAG)
        .findFirst()
        .ifPresent(
            tag -> {
              throw new Fault("tagLength", tag);
            });
    return clean.isEmpty() ? null : clean;
  }

  /** Returns the conversations of an account, those with {@code tag} only if there is one. */
  List<Object> of(Object account, Object tag) {
    List<Object> found =
        new ArrayList<>(
            byId.values().stream()
                .filter(conversation -> conversation.get("collective").equals(account))
                .filter(conversation -> tag == null || hasTag(conversation, tag))
                .toList());
    Collections.reverse(found);
    return found;
  }

  private static boolean hasTag(Map<String, Object> conversation, Object tag) {
    return conversation.get("tags") instanceof List<?> tags && tags.contains(tag);
  }
}
