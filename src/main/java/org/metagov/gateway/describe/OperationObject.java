package org.metagov.gateway.describe;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.operation.Route;
import org.metagov.gateway.operation.Routes;

/** How an operation stands in a document: an Operation Object of OpenAPI. */
final class OperationObject {
  private static final String JSON = "application/json";

  /** What it answers depends on the kind of process. */
  private static final String OF_PROCESS = "getProcess";

  private static final Map<Integer, String> SUCCESS =
      Map.of(
          200, "Done.",
          201, "Created.",
          202, "Accepted: it goes on from here.",
          204, "Done; there is nothing to tell.",
          302, "The browser goes on to `Location`.");

  private final Routes routes;
  private final Schemas schemas;
  private final Problems problems;
  private final Examples examples;
  private final ProcessExamples processes;
  private final Audience audience;

  OperationObject(
      Routes routes,
      Schemas schemas,
      Problems problems,
      Examples examples,
      ProcessExamples processes,
      Audience audience) {
    this.routes = routes;
    this.schemas = schemas;
    this.problems = problems;
    this.examples = examples;
    this.processes = processes;
    this.audience = audience;
  }

  /** Returns the operation of {@code route} that is about {@code own}. */
  JsonObject of(Route route, Subject own) {
    JsonObjectBuilder operation =
        JsonText.object()
            .add("operationId", own.id())
            .add("tags", JsonText.array().add(own.tag()))
            .add("summary", own.summary())
            .add("description", description(route, own))
            .add("parameters", Parameters.of(route, own.filled(), audience));
    body(route, own).ifPresent(body -> operation.add("requestBody", body));
    JsonObjectBuilder responses = JsonText.object();
    for (int status : route.operation().status()) {
      responses.add(Integer.toString(status), success(route, own, status));
    }
    problems.addTo(responses, Problems.of(route));
    operation.add("responses", responses);
    if (route.operation().per() == Operation.Per.PROCESS) {
      operation.add("callbacks", Callbacks.ofProcess());
    }
    operation.add("security", Security.of(route, audience));
    return operation.build();
  }

  private static String description(Route route, Subject own) {
    String more = route.operation().description();
    String said = own.summary().endsWith(".") ? own.summary() : own.summary() + ".";
    return said
        + (more.isEmpty() ? "" : " " + more)
        + (route.open()
            ? "\n\nFor anybody."
            : "\n\nFor drivers"
                + route.scope().map(it -> ", whose key has the scope `" + it + "`").orElse("")
                + ".");
  }

  private Optional<JsonObject> body(Route route, Subject own) {
    if (!route.takesBody()) {
      return Optional.empty();
    }
    JsonObjectBuilder content = JsonText.object();
    if (own.body().isPresent()) {
      JsonObjectBuilder media = JsonText.object().add("schema", own.body().get());
      own.bodyExample().ifPresent(example -> media.add("example", example));
      content.add(JSON, media);
    } else {
      content.add(
          "*/*",
          JsonText.object()
              .add("schema", JsonText.object().add("description", "What the platform sends"))
              .add("example", "{\"event\":\"as the platform has it\"}"));
    }
    return Optional.of(
        JsonText.object()
            .add(
                "required",
                own.body().isPresent()
                    && (!route.operation().bodyOptional() || schemas.requires(own.body().get())))
            .add("content", content)
            .build());
  }

  private JsonObject success(Route route, Subject own, int status) {
    JsonObjectBuilder response = JsonText.object().add("description", SUCCESS.get(status));
    JsonObjectBuilder headers = JsonText.object();
    if (route.operation().per() == Operation.Per.PROCESS) {
      headers.add("Location", Security.ref("headers", "Location"));
    }
    if (!route.open() && route.verb().equals("POST")) {
      headers.add("Idempotency-Replayed", Security.ref("headers", "IdempotencyReplayed"));
    }
    JsonObject named = headers.build();
    if (!named.isEmpty()) {
      response.add("headers", named);
    }
    content(route, own, status).ifPresent(content -> response.add("content", content));
    return response.build();
  }

  private Optional<JsonObject> content(Route route, Subject own, int status) {
    String type = route.operation().type();
    if (!type.isEmpty()) {
      Optional<JsonValue> example = examples.find("operations", route.operation().id(), "text");
      JsonObjectBuilder media =
          JsonText.object().add("schema", JsonText.object().add("type", "string"));
      example.ifPresent(text -> media.add("example", text));
      return Optional.of(JsonText.object().add(type, media).build());
    }
    boolean isThere =
        route.operation().returns().length > 0
            || route.operation().per() == Operation.Per.ACTION
            || route.operation().per() == Operation.Per.PUBLIC_ACTION;
    if (!isThere) {
      return Optional.empty();
    }
    JsonObjectBuilder media = JsonText.object().add("schema", own.answer());
    if (route.operation().id().equals(OF_PROCESS) && !processes.isEmpty()) {
      media.add("examples", processes.answers());
      return Optional.of(JsonText.object().add(JSON, media).build());
    }
    own.answerExample()
        .or(() -> seen(route.operation().id(), status))
        .or(() -> seenElsewhere(route))
        .ifPresent(example -> media.add("example", example));
    return Optional.of(JsonText.object().add(JSON, media).build());
  }

  private Optional<JsonValue> seen(String id, int status) {
    return examples.find("operations", id, "answers", Integer.toString(status));
  }

  /** An answer that looks the same, of another operation. */
  private Optional<JsonValue> seenElsewhere(Route route) {
    return routes.all().stream()
        .map(Route::operation)
        .filter(other -> Arrays.equals(other.returns(), route.operation().returns()))
        .filter(other -> other.list() == route.operation().list())
        .flatMap(
            other ->
                Arrays.stream(other.status()).boxed().flatMap(s -> seen(other.id(), s).stream()))
        .findFirst();
  }

  /** One operation of two that differ by what they answer, as JSON or as a stream. */
  static JsonObject merged(JsonObject one, JsonObject other) {
    JsonObject first = one.getJsonObject("responses");
    JsonObjectBuilder responses = JsonText.object(other.getJsonObject("responses"));
    first.forEach(responses::add);
    JsonObjectBuilder content =
        JsonText.object(first.getJsonObject("200").getJsonObject("content"));
    other
        .getJsonObject("responses")
        .getJsonObject("200")
        .getJsonObject("content")
        .forEach(content::add);
    responses.add("200", JsonText.object(first.getJsonObject("200")).add("content", content));
    var parameters = JsonText.array();
    one.getJsonArray("parameters").forEach(parameters::add);
    other.getJsonArray("parameters").stream()
        .filter(parameter -> !one.getJsonArray("parameters").contains(parameter))
        .forEach(parameters::add);
    return JsonText.object(one)
        .add("description", one.getString("description") + "\n\n" + other.getString("description"))
        .add("parameters", parameters)
        .add("responses", responses)
        .build();
  }
}
