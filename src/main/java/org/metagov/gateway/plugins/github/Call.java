package org.metagov.gateway.plugins.github;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.spi.PlatformRequest;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginServer;

/**
 * One call of GitHub's REST API (docs.github.com, "Getting started with the REST API",
 * "Troubleshooting the REST API").
 *
 * @param method such as {@code GET}
 * @param path below the API's address, with the query
 * @param body what is sent, if anything
 */
record Call(String method, String path, Optional<JsonObject> body) {
  static final String ANSWER = "GitHub's answer";
  private static final String VERSION = "2022-11-28";

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY = 429;

  /** "Otherwise, wait for at least one minute" ("Rate limits for the REST API"). */
  private static final Duration UNTOLD = Duration.ofMinutes(1);

  private static final Duration LONGEST = Duration.ofHours(2);

  static Call get(String path) {
    return new Call("GET", path, Optional.empty());
  }

  static Call post(String path, JsonObject body) {
    return new Call("POST", path, Optional.of(body));
  }

  /**
   * Sends it once, with {@code token}.
   *
   * @return the answer, also one that refuses the token (401)
   * @throws RefusedException where GitHub refuses what it is asked
   * @throws PlatformException where GitHub fails, wants to be left alone, or has the installation
   *     suspended
   */
  PlatformResponse send(PluginServer server, Credential token) {
    return send(server, server.http(token), token);
  }

  /** As above, by {@code http}. */
  PlatformResponse send(PluginServer server, PlatformHttp http, Credential token) {
    PlatformRequest request =
        http.request(method, Server.api(server) + path)
            .header("Authorization", "Bearer " + token.token())
            .header("Accept", "application/vnd.github+json")
            .header("X-GitHub-Api-Version", VERSION)
            .leaveAlone(answer -> limit(answer, server.now()))
            .accept(UNAUTHORIZED, FORBIDDEN, TOO_MANY, 400, 404, 405, 409, 410, 413, 415, 422, 451);
    body.ifPresent(request::json);
    PlatformResponse answer = request.send();
    Optional<Duration> wait = limit(answer, server.now());
    if (wait.isPresent()) {
      throw PlatformException.answered(
          told(answer) + " (it has been asked too often)", answer.status(), wait);
    }
    if (isSuspended(answer)) {
      throw PlatformException.answered(
          told(answer) + " (an owner, or whoever runs the app, has suspended it on GitHub)",
          answer.status(),
          Optional.empty());
    }
    if (answer.status() / 100 != 2 && answer.status() != UNAUTHORIZED) {
      throw new RefusedException(told(answer), answer.status());
    }
    return answer;
  }

  /**
   * Returns whether it is refused only as long as the installation is suspended ("Suspending a
   * GitHub App installation"): by then nobody has to ask for anything else, and nothing is gone.
   */
  private static boolean isSuspended(PlatformResponse answer) {
    return answer.status() == FORBIDDEN && message(answer).contains("suspended");
  }

  static boolean isUnauthorized(PlatformResponse answer) {
    return answer.status() == UNAUTHORIZED;
  }

  /**
   * Returns {@code answer}, where GitHub has taken the token.
   *
   * @throws PlatformException gone, where it has not
   */
  PlatformResponse taken(PlatformResponse answer) {
    if (isUnauthorized(answer)) {
      throw RefusedException.gone(told(answer), answer.status());
    }
    return answer;
  }

  /** Returns what somebody is told of an answer that is none. */
  private String told(PlatformResponse answer) {
    return "GitHub answered "
        + method
        + " "
        + path.replaceFirst("\\?.*", "")
        + " with "
        + answer.status()
        + ": "
        + message(answer);
  }

  /** Returns the answer, which is an object. */
  static JsonPart part(PlatformResponse answer) {
    return JsonPart.of(ANSWER, answer.jsonObject());
  }

  /** Returns how long GitHub wants to be left alone, where that is what it says. */
  private static Optional<Duration> limit(PlatformResponse answer, Instant now) {
    if (answer.status() != FORBIDDEN && answer.status() != TOO_MANY) {
      return Optional.empty();
    }
    Optional<Long> after = seconds(answer, "Retry-After");
    if (after.isPresent()) {
      return after.map(Duration::ofSeconds).map(Call::bounded);
    }
    if (answer.header("X-RateLimit-Remaining").filter("0"::equals).isPresent()) {
      return Optional.of(
          seconds(answer, "X-RateLimit-Reset")
              .map(reset -> bounded(Duration.between(now, Instant.ofEpochSecond(reset))))
              .orElse(UNTOLD));
    }
    boolean limited = answer.status() == TOO_MANY || message(answer).contains("rate limit");
    return limited ? Optional.of(UNTOLD) : Optional.empty();
  }

  private static Duration bounded(Duration wait) {
    if (wait.compareTo(Duration.ofSeconds(1)) < 0) {
      return Duration.ofSeconds(1);
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private static Optional<Long> seconds(PlatformResponse answer, String header) {
    return answer
        .header(header)
        .map(String::strip)
        .filter(text -> text.matches("\\d{1,11}"))
        .map(Long::valueOf);
  }

  /** Returns the message of an error, and what it says of single fields. */
  private static String message(PlatformResponse answer) {
    try {
      JsonPart error = part(answer);
      Stream<String> fields =
          error.at("errors").value() instanceof JsonArray
              ? error.at("errors").items().stream().map(Call::field)
              : Stream.empty();
      return Stream.concat(Stream.of(error.text("message")), fields)
          .collect(Collectors.joining("; "));
    } catch (PlatformException e) {
      return "no message";
    }
  }

  /** {@code {"resource", "field", "code", "message"}}, of which some are missing, or a text. */
  private static String field(JsonPart error) {
    if (error.value() instanceof JsonString text) {
      return text.getString();
    }
    return error.value() instanceof JsonObject object
        ? Stream.of("resource", "field", "code", "message")
            .map(name -> object.getOrDefault(name, JsonValue.NULL))
            .filter(JsonString.class::isInstance)
            .map(text -> ((JsonString) text).getString())
            .collect(Collectors.joining(" "))
        : "";
  }
}
