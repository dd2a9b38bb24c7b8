package org.metagov.gateway.plugins.opencollective;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.PlatformException;

/**
 * What the platform says when it refuses something. GraphQL answers most of it with the HTTP status
 * 200 and a {@code code}; here each is told by the HTTP status that means the same.
 */
final class Failures {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int UNPROCESSABLE = 422;
  private static final int TOO_MANY = 429;
  private static final int BAD_REQUEST = 400;

  /**
   * What a token is refused with that its owner has not allowed to do without a second factor; it
   * has no code of its own ({@code server/lib/two-factor-authentication/lib.ts}).
   */
  private static final String NOT_PRE_AUTHORIZED = "token is not pre-authorized for 2FA";

  private static final Duration RATE_WINDOW = Duration.ofMinutes(1);
  private static final int LONGEST = 500;

  /**
   * The codes that say that nothing was done; {@code server/graphql/errors.ts} and {@code
   * server/constants/permissions.ts} of the platform.
   */
  private static final Map<String, Integer> STATUS =
      Map.ofEntries(
          Map.entry("Unauthorized", UNAUTHORIZED),
          Map.entry("InvalidToken", UNAUTHORIZED),
          Map.entry("Forbidden", FORBIDDEN),
          Map.entry("FeatureNotAllowedForUser", FORBIDDEN),
          Map.entry("FeatureNotSupportedForCollective", FORBIDDEN),
          Map.entry("INVALID_SCOPE", FORBIDDEN),
          Map.entry("UNSUPPORTED_USER_FEATURE", FORBIDDEN),
          Map.entry("MINIMAL_CONDITION_NOT_MET", FORBIDDEN),
          Map.entry("AUTHOR_CANNOT_APPROVE", FORBIDDEN),
          Map.entry("NotFound", NOT_FOUND),
          Map.entry("ValidationFailed", UNPROCESSABLE),
          Map.entry("BadRequest", UNPROCESSABLE),
          Map.entry("BAD_USER_INPUT", UNPROCESSABLE),
          Map.entry("UNSUPPORTED_STATUS", UNPROCESSABLE),
          Map.entry("UNSUPPORTED_TYPE", UNPROCESSABLE),
          // A second factor: whoever has made the token can mend it, and no later try.
          Map.entry("2FA_REQUIRED", UNPROCESSABLE),
          Map.entry("RateLimitExceeded", TOO_MANY),
          Map.entry("GRAPHQL_PARSE_FAILED", BAD_REQUEST),
          Map.entry("GRAPHQL_VALIDATION_FAILED", BAD_REQUEST));

  private Failures() {}

  /** A mutation whose parameters are a caller's. */
  @FunctionalInterface
  interface Asking<T> {
    /** Asks the platform. */
    T ask();
  }

  /**
   * Asks the platform for what a caller wants.
   *
   * @throws InvalidParameterException where the platform finds fault with the parameters
   */
  static <T> T blamedOnCaller(Asking<T> asking) {
    try {
      return asking.ask();
    } catch (PlatformException e) {
      if (e.status() == NOT_FOUND || e.status() == UNPROCESSABLE) {
        throw new InvalidParameterException(e.getMessage());
      }
      throw e;
    }
  }

  /** Returns the failure that {@code errors}, the member of an answer, tells of. */
  static PlatformException of(JsonArray errors, String secret) {
    List<JsonObject> all =
        errors.stream().filter(JsonObject.class::isInstance).map(JsonValue::asJsonObject).toList();
    String text =
        all.stream().flatMap(e -> text(e, "message").stream()).collect(Collectors.joining(", "));
    String told = told(text.isEmpty() ? "Open Collective answered with an error" : text, secret);
    int status =
        all.stream()
            .flatMap(e -> code(e).stream())
            .findFirst()
            .map(code -> STATUS.getOrDefault(code, 0))
            .orElse(0);
    if (status == 0 && text.contains(NOT_PRE_AUTHORIZED)) {
      status = UNPROCESSABLE;
    }
    if (status == 0) {
      // Such as INTERNAL_SERVER_ERROR: it may have happened all the same.
      return new PlatformException(told);
    }
    Optional<Duration> wait = status == TOO_MANY ? Optional.of(RATE_WINDOW) : Optional.empty();
    PlatformException answer = PlatformException.answered(told, status, wait);
    // An account that was made private, say. A proxy's 403 has no code.
    return status == FORBIDDEN ? PlatformException.gone(answer) : answer;
  }

  /** Returns the failure that an answer with the HTTP status {@code status} is. */
  static PlatformException of(int status, JsonValue body, String secret) {
    if (body instanceof JsonObject object
        && object.get("errors") instanceof JsonArray errors
        && !errors.isEmpty()) {
      PlatformException told = of(errors, secret);
      return told.status() == 0
          ? PlatformException.answered(told.getMessage(), status, Optional.empty())
          : told;
    }
    String text =
        body instanceof JsonObject object && object.get("error") instanceof JsonObject error
            ? text(error, "message").map(message -> ": " + message).orElse("")
            : "";
    return PlatformException.answered(
        told("Open Collective answered " + status + text, secret), status, Optional.empty());
  }

  /** Returns the failure that something is not there. */
  static PlatformException missing(String what) {
    return PlatformException.answered(
        "Open Collective has no such " + what, NOT_FOUND, Optional.empty());
  }

  private static Optional<String> code(JsonObject error) {
    return error.get("extensions") instanceof JsonObject extensions
        ? text(extensions, "code")
        : Optional.empty();
  }

  private static Optional<String> text(JsonObject of, String name) {
    return of.get(name) instanceof JsonString text
        ? Optional.of(text.getString())
        : Optional.empty();
  }

  /** The platform repeats a token that it does not know. */
  private static String told(String text, String secret) {
    String safe = secret.isBlank() ? text : text.replace(secret, "***");
    return safe.length() > LONGEST ? safe.substring(0, LONGEST) + "…" : safe;
  }
}
