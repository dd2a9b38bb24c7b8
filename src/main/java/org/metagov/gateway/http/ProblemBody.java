package org.metagov.gateway.http;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.util.UUID;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.problem.ProblemType;

/** The one shape of an error: {@code application/problem+json} of RFC 9457. */
public final class ProblemBody {
  /** The media type of every error. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private ProblemBody() {}

  public static JsonObject of(ProblemException problem, int status, String title, String instance) {
    ProblemType type = problem.type();
    JsonObjectBuilder body =
        JsonText.object()
            .add("type", type == ProblemType.HTTP ? "about:blank" : type.uri())
            .add("title", title)
            .add("status", status)
            .add("detail", problem.getMessage())
            .add("instance", instance);
    if (!problem.errors().isEmpty()) {
      JsonArrayBuilder errors = JsonText.array();
      for (FieldError error : problem.errors()) {
        errors.add(JsonText.object().add("pointer", error.pointer()).add("detail", error.detail()));
      }
      body.add("errors", errors);
    }
    problem.members().forEach(body::add);
    return body.build();
  }

  /** Returns a new value for the member {@code instance}. */
  public static String newInstance() {
    return "urn:uuid:" + UUID.randomUUID();
  }

  /** Returns whether {@code entity} is the body of a problem of {@code type}. */
  public static boolean isOf(ProblemType type, Object entity) {
    return entity instanceof JsonObject body && type.uri().equals(body.getString("type", ""));
  }

  /** Returns {@code wait} as {@code Retry-After}: who comes back too early is sent away again. */
  public static String seconds(Duration wait) {
    return Long.toString(Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds()));
  }

  /** Returns what is said of a bare HTTP status. */
  public static String detail(ProblemType type, String method, String title) {
    return switch (type) {
      case NOT_FOUND -> "There is nothing at this path";
      case METHOD_NOT_ALLOWED -> "The method " + method + " is not allowed at this path";
      case UNSUPPORTED_MEDIA_TYPE -> "The body must be application/json";
      case NOT_ACCEPTABLE -> "The answer is application/json";
      case INTERNAL -> "Something went wrong here";
      default -> title;
    };
  }
}
