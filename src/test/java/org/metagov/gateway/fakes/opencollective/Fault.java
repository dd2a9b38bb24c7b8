package org.metagov.gateway.fakes.opencollective;

import jakarta.json.JsonObject;

/** What the platform refuses, by the name of its text in {@code errors.json}. */
final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final JsonObject TEXTS =
      Payloads.json(Payloads.text("errors.json")).asJsonObject();

  private final String code;

  Fault(String name, Object... details) {
    super(TEXTS.getJsonObject(name).getString("message").formatted(details));
    code = TEXTS.getJsonObject(name).getString("code");
  }

  /** Returns the {@code code} in the {@code extensions} of the error. */
  String code() {
    return code;
  }
}
