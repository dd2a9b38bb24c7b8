package org.metagov.gateway.plugins.discourse;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * A webhook, by what of it is signed. Discourse signs the body alone ({@code
 * emit_web_hook_event.rb}): {@code {"<type>":{...}}}. What has happened, {@code X-Discourse-Event},
 * and the number of the attempt, {@code X-Discourse-Event-Id}, anybody on the way can put in front
 * of it.
 *
 * @param event what is said to have happened
 * @param type what it has happened to; empty where that means nothing here
 * @param subject that, as signed
 */
record Hook(String event, Optional<String> type, JsonPart subject) {
  private static final List<String> TYPES = List.of("post", "topic", "user");

  /** Below the seven days for which the gateway remembers ids. */
  private static final Duration OLDEST = Duration.ofDays(6);

  /** Reads {@code request}. */
  static Hook of(WebhookRequest request) {
    JsonPart body = JsonPart.ofWebhook("Discourse's webhook", request.json());
    Optional<String> type = TYPES.stream().filter(body::isObject).findFirst();
    return new Hook(
        request.header("X-Discourse-Event").orElse(""), type, type.map(body::part).orElse(body));
  }

  /** Returns whether the event is said to have happened to what is signed. */
  boolean is(String name) {
    return event.equals(name) && type.filter(t -> name.startsWith(t + "_")).isPresent();
  }

  boolean isAbout(String wanted) {
    return type.filter(wanted::equals).isPresent() && event.startsWith(wanted + "_");
  }

  /** Returns whether it tells that something has begun to be: that happens once. */
  boolean isCreation() {
    return (is("post_created") || is("topic_created")) && subject.isNumber("id");
  }

  /**
   * Returns what makes it the same as another one. A post is created once, whatever body says so.
   * Of the rest it is the body: Discourse sends the same bytes when it tries again, under another
   * number.
   */
  String deliveryId(WebhookRequest request, String forum) {
    return isCreation()
        ? event + "-" + subject.number("id") + "-" + Integer.toHexString(forum.hashCode())
        : type.orElse("other") + "-" + request.bodyDigest();
  }

  /**
   * Returns what it is about, in the order of which drivers hear of it: a topic with its posts, or
   * a user; nothing, where it is about neither.
   */
  String lane() {
    return switch (type.orElse("")) {
      case "topic" -> lane("topic", "id");
      case "post" -> lane("topic", "topic_id");
      case "user" -> lane("user", "id");
      default -> "";
    };
  }

  private String lane(String of, String member) {
    return subject.isNumber(member) ? of + "-" + subject.number(member) : "";
  }

  /**
   * Returns whether it tells of a creation that cannot have been just now: its id may have been
   * forgotten since, or another event is passed off as one.
   */
  boolean isStale(Instant now) {
    return isCreation()
        && (subject.has("deleted_at")
            || newest().filter(time -> time.isBefore(now.minus(OLDEST))).isPresent());
  }

  /** Posts may be given an earlier time of creation, not one of their last change. */
  private Optional<Instant> newest() {
    return Stream.of("created_at", "updated_at", "last_posted_at")
        .flatMap(name -> time(name).stream())
        .max(Instant::compareTo);
  }

  private Optional<Instant> time(String name) {
    try {
      return subject.isText(name)
          ? Optional.of(OffsetDateTime.parse(subject.text(name)).toInstant())
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
