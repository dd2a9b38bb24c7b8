package org.metagov.gateway.process;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;

/** Where a driver wants to hear of a process. */
final class CallbackUrl {
  /** The member of the body. */
  static final String MEMBER = "callback_url";

  private static final int LONGEST = 2_000;

  /** As the Domain Name System has it (RFC 1035). */
  private static final int LONGEST_HOST = 255;

  private static final int LAST_PORT = 65_535;

  private CallbackUrl() {}

  /**
   * Returns the URL in {@code body}, if there is one.
   *
   * @throws ProblemException 400 where it is not an http or https URL of at most 2,000 characters
   */
  static Optional<String> in(JsonObject body) {
    JsonValue value = body.getOrDefault(MEMBER, JsonValue.NULL);
    if (value == JsonValue.NULL) {
      return Optional.empty();
    }
    if (value instanceof JsonString text && isUrl(text.getString())) {
      return Optional.of(text.getString());
    }
    String detail = "must be an http or https URL of at most " + LONGEST + " characters";
    throw ProblemException.invalid(
        "'" + MEMBER + "' " + detail, List.of(new FieldError("/" + MEMBER, detail)));
  }

  private static boolean isUrl(String text) {
    try {
      URI uri = URI.create(text);
      return text.length() <= LONGEST
          && uri.getHost() != null
          && uri.getHost().length() <= LONGEST_HOST
          && uri.getPort() <= LAST_PORT
          && ("http".equalsIgnoreCase(uri.getScheme())
              || "https".equalsIgnoreCase(uri.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
