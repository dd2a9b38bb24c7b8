package org.metagov.gateway.fakes.discord;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import org.metagov.gateway.testing.plugin.FakePlatform.Answer;

/** What Discord says no by ("Opcodes and Status Codes"; the form of flaws: "Error Messages"). */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient JsonObject body;

  private Refusal(int status, JsonObject body) {
    super(body.toString());
    this.status = status;
    this.body = body;
  }

  /** A refusal with one of Discord's codes. */
  static Refusal of(int status, int code, String message) {
    return new Refusal(
        status, Json.createObjectBuilder().add("message", message).add("code", code).build());
  }

  static Refusal unauthorized() {
    return of(401, 0, "401: Unauthorized");
  }

  static Refusal unknown(int code, String what) {
    return of(404, code, "Unknown " + what);
  }

  /** A form with a flaw at {@code path}, whose names have dots between them. */
  static Refusal flaw(String path, String code, String message) {
    JsonObject errors =
        Json.createObjectBuilder()
            .add(
                "_errors",
                Json.createArrayBuilder()
                    .add(Json.createObjectBuilder().add("code", code).add("message", message)))
            .build();
    String[] names = path.split("\\.", -1);
    for (int i = names.length - 1; i >= 0; i--) {
      errors = Json.createObjectBuilder().add(names[i], errors).build();
    }
    return new Refusal(
        400,
        Json.createObjectBuilder()
            .add("message", "Invalid Form Body")
            .add("code", 50035)
            .add("errors", errors)
            .build());
  }

  static Refusal tooLong(String path, int most) {
    return flaw(path, "BASE_TYPE_MAX_LENGTH", "Must be " + most + " or fewer in length.");
  }

  static Refusal required(String path) {
    return flaw(path, "BASE_TYPE_REQUIRED", "This field is required");
  }

  Answer answer() {
    return Answer.json(status, body);
  }
}
