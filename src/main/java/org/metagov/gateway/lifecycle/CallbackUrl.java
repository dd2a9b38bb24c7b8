package org.metagov.gateway.lifecycle;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.outbound.AddressGuard;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;

/** Where a driver wants to hear of a process. */
final class CallbackUrl {
  /** The member of the body. */
  static final String MEMBER = "callback_url";

  private CallbackUrl() {}

  /**
   * Returns the URL in {@code body}, if there is one.
   *
   * @throws ProblemException 400 where it is none that the gateway can call
   */
  static Optional<String> in(JsonObject body, AddressGuard addresses) {
    JsonValue value = body.getOrDefault(MEMBER, JsonValue.NULL);
    if (value == JsonValue.NULL) {
      return Optional.empty();
    }
    if (!(value instanceof JsonString text)) {
      throw refused("must be a string");
    }
    addresses.require("/" + MEMBER, url(text.getString()));
    return Optional.of(text.getString());
  }

  private static HttpUrl url(String text) {
    try {
      return HttpUrl.of(text);
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage());
    }
  }

  private static ProblemException refused(String detail) {
    return ProblemException.invalid(
        "'" + MEMBER + "' " + detail, List.of(new FieldError("/" + MEMBER, detail)));
  }
}
