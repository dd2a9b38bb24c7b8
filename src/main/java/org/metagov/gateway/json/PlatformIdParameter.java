package org.metagov.gateway.json;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.problem.ProblemType;

/** What names one of several instances of a plugin: in a query, or as a member of a body. */
public final class PlatformIdParameter {
  /** What it is called in both. */
  public static final String NAME = "community_platform_id";

  private PlatformIdParameter() {}

  /** Returns what stands in the query; one that is empty is absent. */
  public static Optional<String> of(String query) {
    return Optional.ofNullable(query).filter(text -> !text.isEmpty());
  }

  /**
   * Returns what stands in the query, or else in {@code body}.
   *
   * @throws ProblemException 400 where the one is no text, or the two are not the same
   */
  public static Optional<String> of(String query, JsonObject body) {
    Optional<String> first = of(query);
    Optional<String> second = in(body);
    if (first.isPresent() && second.isPresent() && !first.equals(second)) {
      throw new ProblemException(
          ProblemType.INVALID, NAME + " is one in the query and another one in the body");
    }
    return first.or(() -> second);
  }

  private static Optional<String> in(JsonObject body) {
    JsonValue value = body.getOrDefault(NAME, JsonValue.NULL);
    if (value instanceof JsonString text) {
      return of(text.getString());
    }
    if (value == JsonValue.NULL) {
      return Optional.empty();
    }
    throw ProblemException.invalid(
        NAME + " must be a string", List.of(new FieldError("/" + NAME, "must be a string")));
  }
}
