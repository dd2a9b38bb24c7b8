package org.metagov.gateway.json;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** The body of a request that has to be a JSON object. */
public final class RequestBody {
  private RequestBody() {}

  /**
   * Returns the object in {@code body}; an empty body is an empty object.
   *
   * @throws ProblemException 400 where it is anything else
   */
  public static JsonObject object(byte[] body) {
    if (body.length == 0) {
      return JsonValue.EMPTY_JSON_OBJECT;
    }
    try {
      if (JsonText.parse(body) instanceof JsonObject object) {
        return object;
      }
    } catch (MalformedJsonException e) {
      throw new ProblemException(ProblemType.INVALID, "JSON parse error: " + e.getMessage(), e);
    }
    throw new ProblemException(ProblemType.INVALID, "The body must be a JSON object");
  }
}
