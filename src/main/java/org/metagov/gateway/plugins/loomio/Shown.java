package org.metagov.gateway.plugins.loomio;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformException;

/**
 * An answer with a poll in it. Other polls may stand beside it, such as those of the same thread,
 * and in any order: it is never simply the first one that is meant.
 *
 * @param answer the whole
 * @param poll the one that is meant
 */
record Shown(JsonPart answer, JsonPart poll) {
  /** Returns the options that stand beside the poll; those of other polls may, too. */
  List<JsonPart> options() {
    return answer.has("poll_options")
        ? answer.objects("poll_options").stream().filter(this::isOfThePoll).toList()
        : List.of();
  }

  private boolean isOfThePoll(JsonPart option) {
    return !poll.has("id")
        || !option.has("poll_id")
        || option.object().get("poll_id").equals(poll.object().get("id"));
  }

  /** Returns the poll {@code key}. */
  static Shown byKey(JsonPart answer, String key) {
    return answer.objects("polls").stream()
        .filter(poll -> poll.isText("key", key))
        .findFirst()
        .map(poll -> new Shown(answer, poll))
        .orElseThrow(() -> without("the poll " + key));
  }

  /** Returns the poll that has just been created: the newest that looks like ours. */
  static Shown created(JsonPart answer, Predicate<JsonPart> isOurs) {
    List<JsonPart> polls = answer.objects("polls");
    Stream<JsonPart> candidates =
        polls.size() == 1 ? polls.stream() : polls.stream().filter(isOurs);
    return candidates
        .max(Comparator.comparing(Shown::age))
        .map(poll -> new Shown(answer, poll))
        .orElseThrow(() -> without("the new poll"));
  }

  private static BigDecimal age(JsonPart poll) {
    return poll.findDecimal("id").map(id -> id.bigDecimalValue()).orElse(BigDecimal.ZERO);
  }

  private static PlatformException without(String poll) {
    return new PlatformException("Loomio's answer is without " + poll);
  }
}
