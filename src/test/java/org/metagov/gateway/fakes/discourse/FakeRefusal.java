package org.metagov.gateway.fakes.discourse;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** An error of Discourse's, in its shape: {@code {"errors":[...],"error_type"}}. */
final class FakeRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient JsonObject body;

  private FakeRefusal(int status, String text, JsonObjectBuilder body) {
    super(text);
    this.status = status;
    this.body = body.add("errors", Json.createArrayBuilder().add(text)).build();
  }

  /** What is asked for cannot be done. */
  static FakeRefusal unprocessable(String text) {
    return new FakeRefusal(422, text, Json.createObjectBuilder());
  }

  /** A post cannot be made; {@code action} is {@code create_post} or {@code poll}. */
  static FakeRefusal unmade(String action, String text) {
    return new FakeRefusal(422, text, Json.createObjectBuilder().add("action", action));
  }

  static FakeRefusal missing(String parameter) {
    return new FakeRefusal(
        400,
        FakeTemplates.text("missing_parameter", parameter),
        Json.createObjectBuilder().add("error_type", "invalid_parameters"));
  }

  static FakeRefusal notFound() {
    return typed(404, "not_found", "not_found");
  }

  static FakeRefusal forbidden() {
    return typed(403, "invalid_access", "invalid_access");
  }

  static FakeRefusal badCredentials() {
    return typed(403, "invalid_credentials", "invalid_access");
  }

  static FakeRefusal notLoggedIn() {
    return typed(403, "not_logged_in", "not_logged_in");
  }

  private static FakeRefusal typed(int status, String text, String type) {
    return new FakeRefusal(
        status, FakeTemplates.text(text), Json.createObjectBuilder().add("error_type", type));
  }

  int status() {
    return status;
  }

  JsonObject body() {
    return body;
  }
}
