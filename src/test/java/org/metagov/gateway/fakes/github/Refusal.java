package org.metagov.gateway.fakes.github;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import org.metagov.gateway.testing.plugin.FakePlatform.Answer;

/**
 * What GitHub does not do ("Troubleshooting the REST API"; {@code basic-error} and {@code
 * validation-error} of its description).
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  private Refusal(Answer answer) {
    super(answer.body(), null, false, false);
    this.answer = answer;
  }

  Answer answer() {
    return answer;
  }

  static Refusal of(int status, String message) {
    return new Refusal(Answer.json(status, error(status, message).build()));
  }

  static Refusal with(int status, String message, String header, String value) {
    return new Refusal(Answer.json(status, error(status, message).build()).with(header, value));
  }

  static Refusal limited(int status, String message, Answer headers) {
    Answer answer = Answer.json(status, error(status, message).build());
    for (var header : headers.headers().entrySet()) {
      answer = answer.with(header.getKey(), header.getValue());
    }
    return new Refusal(answer);
  }

  static Refusal notFound() {
    return of(404, "Not Found");
  }

  static Refusal badCredentials() {
    return of(401, "Bad credentials");
  }

  /** {@code code} is one of those that the page explains. */
  static Refusal invalid(String resource, String field, String code, String message) {
    JsonObjectBuilder error =
        Json.createObjectBuilder().add("resource", resource).add("field", field).add("code", code);
    if (!message.isEmpty()) {
      error.add("message", message);
    }
    return new Refusal(
        Answer.json(
            422,
            error(422, "Validation Failed")
                .add("errors", Json.createArrayBuilder().add(error))
                .build()));
  }

  private static JsonObjectBuilder error(int status, String message) {
    return Json.createObjectBuilder()
        .add("message", message)
        .add("documentation_url", "https://docs.github.com/rest")
        .add("status", String.valueOf(status));
  }
}
