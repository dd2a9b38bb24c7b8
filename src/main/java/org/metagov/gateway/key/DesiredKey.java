package org.metagov.gateway.key;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;

/**
 * What an administrator wants a driver key to be.
 *
 * @param name what people call it
 * @param scope what it may do
 * @param communities those it sees; absent: all
 * @param expiresAt when it ends
 */
public record DesiredKey(
    String name, Scope scope, Optional<List<String>> communities, Optional<Instant> expiresAt) {
  /** Stands for all communities. */
  static final String ALL = "*";

  private static final int LONGEST_NAME = 255;
  static final int MOST_COMMUNITIES = 1_000;

  /**
   * Reads {@code body}. What a key may do is never left out: nobody has the widest by a slip.
   *
   * @throws ProblemException 400 with every member that is wrong
   */
  static DesiredKey of(JsonObject body) {
    List<FieldError> errors = new ArrayList<>();
    DesiredKey key =
        new DesiredKey(
            name(body, errors),
            scope(body, errors),
            communities(body, errors),
            expiresAt(body, errors));
    refuse(errors);
    return key;
  }

  /**
   * Refuses what is wrong, if anything is.
   *
   * @throws ProblemException 400 where {@code errors} has some
   */
  static void refuse(List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(
          String.join("; ", errors.stream().map(e -> e.pointer() + " " + e.detail()).toList()),
          errors);
    }
  }

  private static String name(JsonObject body, List<FieldError> errors) {
    if (member(body, "name") instanceof JsonString text
        && !text.getString().isBlank()
        && text.getString().codePointCount(0, text.getString().length()) <= LONGEST_NAME) {
      return text.getString();
    }
    errors.add(new FieldError("/name", "must be a string of 1 to " + LONGEST_NAME + " characters"));
    return "";
  }

  private static Scope scope(JsonObject body, List<FieldError> errors) {
    Optional<Scope> scope =
        member(body, "scope") instanceof JsonString text
            ? Scope.ofWire(text.getString())
            : Optional.empty();
    if (scope.isEmpty()) {
      errors.add(new FieldError("/scope", "must be 'read', 'act' or 'administer'"));
    }
    return scope.orElse(Scope.READ);
  }

  private static Optional<List<String>> communities(JsonObject body, List<FieldError> errors) {
    JsonValue value = member(body, "communities");
    if (value instanceof JsonArray array
        && array.size() <= MOST_COMMUNITIES
        && array.stream().allMatch(JsonString.class::isInstance)) {
      List<String> names =
          array.getValuesAs(JsonString::getString).stream().distinct().sorted().toList();
      return names.equals(List.of(ALL)) ? Optional.empty() : Optional.of(names);
    }
    errors.add(
        new FieldError(
            "/communities",
            "must be a list of at most %d names, or [\"*\"] for all communities"
                .formatted(MOST_COMMUNITIES)));
    return Optional.of(List.of());
  }

  private static Optional<Instant> expiresAt(JsonObject body, List<FieldError> errors) {
    JsonValue value = member(body, "expires_at");
    if (value == JsonValue.NULL) {
      return Optional.empty();
    }
    try {
      if (value instanceof JsonString text) {
        return Optional.of(Instant.parse(text.getString()));
      }
    } catch (DateTimeParseException e) {
      // Told below.
    }
    errors.add(new FieldError("/expires_at", "must be a time such as 2030-01-31T00:00:00Z"));
    return Optional.empty();
  }

  private static JsonValue member(JsonObject body, String name) {
    return body.getOrDefault(name, JsonValue.NULL);
  }
}
