package org.metagov.gateway.describe;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.example.plugins.noticeboard.Noticeboard;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.catalog.TestCatalog;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.MalformedJsonException;
import org.metagov.gateway.rest.GatewayApplication;
import org.metagov.gateway.rest.RouteReader;

/**
 * Whoever copies a call from a page makes one that there is, and is answered what the page says.
 */
class PageCallsTest {
  private static final Path PAGES = Path.of("src", "site", "markdown");

  /** Of the server itself, and of the documents. */
  private static final Set<String> BESIDES =
      Set.of("/openapi", "/openapi.yaml", "/health/ready", "/health/live", "/metrics");

  private static final String JSON = "application/json";
  private static final JsonObject DOCUMENT =
      OpenApi.of(
          RouteReader.of(GatewayApplication.RESOURCES),
          Stream.concat(
                  ProjectPlugins.all().stream(), Stream.of(TestCatalog.read(new Noticeboard())))
              .toList(),
          new Audience(true, true, true, Optional.empty()),
          "1");
  private static final Answers ANSWERS = Answers.of(DOCUMENT);

  private static List<ShownCall> calls;

  @BeforeAll
  static void read() throws IOException {
    try (Stream<Path> pages = Files.walk(PAGES)) {
      calls =
          pages
              .filter(page -> page.toString().endsWith(".md"))
              .sorted()
              .flatMap(page -> ShownCall.of(page).stream())
              .filter(call -> !BESIDES.contains(call.path()))
              .toList();
    }
    assertThat(calls).hasSizeGreaterThan(80);
  }

  private static JsonObject operation(ShownCall call) {
    return ANSWERS
        .operation(call.method().toLowerCase(Locale.ROOT), call.path())
        .orElseThrow(
            () -> new AssertionError(call.where() + ": " + call.method() + " " + call.path()));
  }

  private static boolean isWebhook(ShownCall call) {
    return call.path().startsWith("/api/hooks/");
  }

  @Test
  void everyCallIsOfARouteThatThereIs() {
    assertThat(calls).allSatisfy(call -> assertThat(operation(call)).isNotEmpty());
  }

  @Test
  void everyCallSaysWhatItsRouteAsksForAndNothingElse() {
    List<String> flaws = new ArrayList<>();
    for (ShownCall call : calls) {
      List<JsonObject> parameters =
          operation(call).getJsonArray("parameters").getValuesAs(JsonObject.class).stream()
              .filter(parameter -> parameter.containsKey("name"))
              .toList();
      List<String> known = parameters.stream().map(it -> it.getString("name")).toList();
      call.query().stream()
          .filter(name -> !known.contains(name))
          .forEach(name -> flaws.add(call.where() + ": nobody asks for " + name));
      parameters.stream()
          .filter(it -> it.getString("in").equals("header") && it.getBoolean("required"))
          .map(it -> it.getString("name"))
          .filter(name -> !call.headers().containsKey(name.toLowerCase(Locale.ROOT)))
          .forEach(name -> flaws.add(call.where() + ": without " + name));
      if (call.body().isPresent()
          && !isWebhook(call)
          && !JSON.equals(call.headers().get("content-type"))) {
        flaws.add(call.where() + ": in which form?");
      }
    }
    assertThat(flaws).isEmpty();
  }

  @Test
  void everyBodyIsOfTheSchemaOfItsRoute() {
    List<String> flaws = new ArrayList<>();
    for (ShownCall call : calls) {
      if (call.body().isEmpty() || isWebhook(call)) {
        continue;
      }
      JsonValue body = JsonText.parse(call.body().get().getBytes(StandardCharsets.UTF_8));
      ANSWERS
          .flaws(schema(operation(call).getJsonObject("requestBody")), body)
          .forEach(flaw -> flaws.add(call.where() + ": " + flaw));
      if (body instanceof JsonObject object && object.get("plugins") instanceof JsonArray plugins) {
        plugins.getValuesAs(JsonObject.class).stream()
            .flatMap(PageCallsTest::flaws)
            .forEach(flaw -> flaws.add(call.where() + ": " + flaw));
      }
    }
    // That of a config which is refused, as the page says.
    assertThat(flaws).hasSize(2).allMatch(flaw -> flaw.startsWith("api.md:"));
  }

  private static Stream<String> flaws(JsonObject plugin) {
    return ANSWERS
        .flaws(
            schema(
                DOCUMENT
                    .getJsonObject("paths")
                    .getJsonObject("/api/internal/plugin/" + plugin.getString("name"))
                    .getJsonObject("post")
                    .getJsonObject("requestBody")),
            plugin.getOrDefault("config", JsonValue.EMPTY_JSON_OBJECT))
        .stream();
  }

  @Test
  void everyAnswerIsOneThatTheRouteGives() {
    List<String> flaws = new ArrayList<>();
    int seen = 0;
    for (ShownCall call : calls) {
      Optional<JsonValue> answer = call.answer().flatMap(PageCallsTest::whole);
      // A start is answered without a body: what pages show next is what comes of it.
      if (answer.isEmpty() || operation(call).containsKey("callbacks")) {
        continue;
      }
      seen++;
      boolean problem =
          answer.get() instanceof JsonObject object
              && object.getString("type", "").startsWith("urn:metagov:problem:");
      Stream<Integer> statuses =
          problem
              ? Stream.of(answer.get().asJsonObject().getInt("status"))
              : operation(call).getJsonObject("responses").keySet().stream()
                  .filter(status -> status.startsWith("2"))
                  .map(Integer::valueOf);
      List<List<String>> wrong =
          statuses
              .map(
                  status ->
                      ANSWERS.flaws(
                          call.method(),
                          call.path(),
                          status,
                          problem ? "application/problem+json" : JSON,
                          JsonText.write(answer.get())))
              .toList();
      if (wrong.stream().noneMatch(List::isEmpty)) {
        flaws.add(call.where() + ": " + wrong);
      }
    }
    assertThat(flaws).isEmpty();
    assertThat(seen).isGreaterThan(45);
  }

  /** Returns the body that is shown; empty where some of it is left out, or it is no JSON. */
  private static Optional<JsonValue> whole(String answer) {
    String body =
        answer.startsWith("HTTP/1.1 ") ? answer.replaceFirst("(?s).*?(\n\n|$)", "") : answer;
    try {
      return Optional.of(body.strip()).filter(text -> !text.isEmpty()).map(JsonText::parse);
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  private static JsonObject schema(JsonObject body) {
    return body.getJsonObject("content").getJsonObject(JSON).getJsonObject("schema");
  }
}
