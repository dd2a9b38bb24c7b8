package org.metagov.gateway.describe;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.operation.Route;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.schema.InputSchema;
import org.metagov.gateway.spi.Doc;

/** The answers to what goes wrong: each combination of kinds under a name. */
final class Problems {
  private static final String REF = "#/components/responses/";

  /** What any request can come to. */
  private static final Set<ProblemType> ALWAYS =
      EnumSet.of(
          ProblemType.INVALID,
          ProblemType.FORBIDDEN,
          ProblemType.TOO_LARGE,
          ProblemType.RATE_LIMITED,
          ProblemType.INTERNAL,
          ProblemType.UNAVAILABLE,
          ProblemType.BUSY);

  /** What a repeated {@code Idempotency-Key} can come to. */
  private static final Set<ProblemType> OF_KEYS =
      EnumSet.of(
          ProblemType.CONFLICT, ProblemType.OUTCOME_UNKNOWN, ProblemType.IDEMPOTENCY_KEY_REUSED);

  private static final Set<Integer> WITH_RETRY_AFTER = Set.of(409, 429, 502, 503, 504);

  private final Examples examples;
  private final Map<String, JsonObject> named = new TreeMap<>();

  Problems(Examples examples) {
    this.examples = examples;
  }

  /** Returns the kinds of problem that {@code route} can come to. */
  static Set<ProblemType> of(Route route) {
    Set<ProblemType> types = EnumSet.copyOf(ALWAYS);
    types.addAll(List.of(route.operation().problems()));
    if (!route.open()) {
      types.add(ProblemType.UNAUTHORIZED);
      if (route.verb().equals("POST")) {
        types.addAll(OF_KEYS);
      }
    }
    if (!route.consumes().isEmpty()) {
      types.add(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    }
    if (!route.produces().isEmpty()) {
      types.add(ProblemType.NOT_ACCEPTABLE);
    }
    return types;
  }

  /** Adds an answer to {@code responses} for each status of {@code types}. */
  void addTo(JsonObjectBuilder responses, Set<ProblemType> types) {
    types.stream()
        .collect(Collectors.groupingBy(ProblemType::status, TreeMap::new, Collectors.toList()))
        .forEach(
            (status, ofStatus) ->
                responses.add(
                    status.toString(), JsonText.object().add("$ref", REF + name(ofStatus))));
  }

  /** Returns the answers by name. */
  JsonObject components() {
    JsonObjectBuilder components = JsonText.object();
    named.forEach(components::add);
    return components.build();
  }

  /** Returns the schema of a problem. */
  static JsonObject schema() {
    var types = JsonText.array();
    Stream.of(ProblemType.values()).map(Problems::uri).forEach(types::add);
    JsonObject schema = InputSchema.ofRecord(Shape.class).source();
    JsonObject properties = schema.getJsonObject("properties");
    JsonObjectBuilder type = JsonText.object(properties.getJsonObject("type")).add("enum", types);
    return JsonText.object(schema)
        .add("properties", JsonText.object(properties).add("type", type))
        .build();
  }

  /** A problem, as RFC 9457 has it. */
  private record Shape(
      @Doc("By which a program tells problems apart") String type,
      @Doc("The same for every problem of a type") String title,
      @Doc("The HTTP status") int status,
      @Doc("What went wrong, for people") String detail,
      @Doc("Stands in the log of the server too") String instance,
      @Doc("The members of the input that are wrong") Optional<List<Wrong>> errors,
      @Doc("Where the log begins that is still kept") Optional<Long> firstSequence) {}

  /** A member of the input that is wrong. */
  private record Wrong(
      @Doc("A JSON Pointer (RFC 6901) into the input") String pointer,
      @Doc("What is wrong there") String detail) {}

  private String name(List<ProblemType> types) {
    String name = types.stream().map(Problems::camel).collect(Collectors.joining("Or"));
    named.computeIfAbsent(name, absent -> response(types));
    return name;
  }

  private JsonObject response(List<ProblemType> types) {
    JsonObjectBuilder given = JsonText.object();
    types.forEach(type -> given.add(camel(type), JsonText.object().add("value", example(type))));
    JsonObjectBuilder response =
        JsonText.object()
            .add(
                "description",
                types.stream()
                    .map(type -> type.title() + " (`" + type.uri() + "`)")
                    .collect(Collectors.joining(", or: ")))
            .add(
                "content",
                JsonText.object()
                    .add(
                        "application/problem+json",
                        JsonText.object()
                            .add(
                                "schema",
                                JsonText.object().add("$ref", "#/components/schemas/Problem"))
                            .add("examples", given)));
    int status = types.get(0).status();
    if (WITH_RETRY_AFTER.contains(status)) {
      response.add("headers", header("Retry-After", "RetryAfter"));
    } else if (status == ProblemType.UNAUTHORIZED.status()) {
      response.add("headers", header("WWW-Authenticate", "Authenticate"));
    }
    return response.build();
  }

  private static JsonObject header(String name, String component) {
    return JsonText.object()
        .add(name, JsonText.object().add("$ref", "#/components/headers/" + component))
        .build();
  }

  private JsonValue example(ProblemType type) {
    return examples
        .find("problems", wire(type))
        .orElseGet(
            () ->
                JsonText.object()
                    .add("type", uri(type))
                    .add("title", type.title())
                    .add("status", type.status())
                    .add("detail", type.title())
                    .add("instance", "urn:uuid:00000000-0000-0000-0000-000000000000")
                    .build());
  }

  private static String uri(ProblemType type) {
    return type == ProblemType.HTTP ? "about:blank" : type.uri();
  }

  private static String wire(ProblemType type) {
    return type.uri().substring(type.uri().lastIndexOf(':') + 1);
  }

  private static String camel(ProblemType type) {
    return Arrays.stream(type.name().split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
