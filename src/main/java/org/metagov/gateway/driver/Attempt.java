package org.metagov.gateway.driver;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.outbound.DriverAnswer;
import org.metagov.gateway.problem.Texts;

/**
 * One try to deliver a message.
 *
 * @param at when it was sent
 * @param took how long the answer took
 * @param answer what the driver said
 */
public record Attempt(Instant at, Duration took, DriverAnswer answer) {
  /** The member that holds the list of attempts. */
  public static final String LIST = "attempts";

  private static final int MOST = 20;
  private static final int LONGEST_ERROR = 300;
  private static final int LONGEST_ANSWER = 200;
  private static final String ANSWER = "answer";

  /** Returns what the answer means for the message. */
  public Verdict verdict() {
    return Verdict.of(answer);
  }

  /** Returns how long the driver wants to be left alone. */
  public Optional<Duration> retryAfter() {
    return answer.retryAfter();
  }

  /** Returns what went wrong, for people. */
  public String error() {
    String text = answer.status() == 0 ? answer.error() : "the driver answered " + answer.status();
    return Texts.fitting(text, LONGEST_ERROR);
  }

  /** One line, of what can be seen. */
  private String said() {
    String line = answer.said().replaceAll("[\\p{Cntrl}\\p{Cf}\\s\uFFFD]+", " ").strip();
    return Texts.fitting(line, LONGEST_ANSWER);
  }

  /** Returns {@code before} with this attempt after it; the oldest ones are let go. */
  public JsonObject after(JsonObject before) {
    JsonArray list = before.getJsonArray(LIST);
    JsonArrayBuilder longer = JsonText.array();
    list.subList(Math.max(0, list.size() - MOST + 1), list.size()).forEach(longer::add);
    return JsonText.object().add(LIST, longer.add(toJson())).build();
  }

  /** Returns a list without an attempt. */
  public static JsonObject none() {
    return JsonText.object().add(LIST, JsonText.array()).build();
  }

  /** Returns {@code attempt}, as it was kept, with all members that there are. */
  public static JsonObject shown(JsonObject attempt) {
    return attempt.containsKey(ANSWER) ? attempt : JsonText.object(attempt).addNull(ANSWER).build();
  }

  /** Returns it as drivers see it. */
  public JsonObject shown() {
    return shown(toJson());
  }

  /** Returns {@code {"at","status","error","ms","answer"?}}. */
  public JsonObject toJson() {
    var json = JsonText.object().add("at", at.toString());
    if (answer.status() == 0) {
      json.addNull("status");
    } else {
      json.add("status", answer.status());
    }
    json.add("error", JsonText.string(verdict() == Verdict.DELIVERED ? null : error()))
        .add("ms", took.toMillis());
    // Most are taken: that there is nothing to read is not written down.
    return (answer.said().isBlank() ? json : json.add(ANSWER, said())).build();
  }
}
