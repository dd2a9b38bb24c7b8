package org.metagov.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** The body of a request that has to be a JSON object. */
public final class RequestBody {
  private static final int SHORT = 16;

  private RequestBody() {}

  /**
   * Returns the object in {@code body}.
   *
   * @throws ProblemException 400 where it is anything else, or nothing
   */
  public static JsonObject object(byte[] body) {
    if (body.length == 0) {
      throw new ProblemException(
          ProblemType.INVALID, "The body is missing: it must be a JSON object, such as {}");
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

  /**
   * As {@link #object}, where an empty body stands for an empty object; and null, which clients
   * write that have nothing to send.
   */
  public static JsonObject objectOrEmpty(byte[] body) {
    boolean absent =
        body.length == 0 || (body.length < SHORT && new String(body, UTF_8).strip().equals("null"));
    return absent ? JsonValue.EMPTY_JSON_OBJECT : object(body);
  }
}
