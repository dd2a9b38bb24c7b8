package org.metagov.gateway.spi;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.metagov.gateway.spi.Refusals.Refusal;

/**
 * A GraphQL API over HTTP (graphql.org, "Serving over HTTP"): {@code {"query","variables"}} in,
 * {@code {"data","errors"}} out. Errors are told by {@link Refusals}: their code is {@code
 * extensions.code}, or {@code type} as GitHub has it.
 *
 * <p>An answer may have both data and errors. What was asked for is there then, or a mutation done:
 * errors count only where the field is missing that is asked for.
 *
 * @param platform its name, for people
 * @param request starts the request: a POST with whatever lets the gateway in
 * @param refusals what errors mean; their reader is {@link #refusal}, or one that uses it
 */
public record GraphQl(String platform, Supplier<PlatformRequest> request, Refusals refusals) {
  private static final int NOT_FOUND = 404;

  /** Returns the same, where errors mean {@code other}. */
  public GraphQl with(Refusals other) {
    return new GraphQl(platform, request, other);
  }

  /**
   * Returns the object {@code field} of the data.
   *
   * @throws InvalidParameterException where by the refusals the caller is wrong
   * @throws PlatformException where the platform fails or refuses; as by 404 where the field is
   *     null
   */
  public JsonPart ask(String document, JsonObject variables, String field) {
    return find(document, variables, field)
        .orElseThrow(
            () -> refusals.exception(NOT_FOUND, new Refusal("", "there is no such thing"), field));
  }

  /** As {@link #ask}; empty where the field is null and nothing is said to be wrong. */
  public Optional<JsonPart> find(String document, JsonObject variables, String field) {
    return data(document, variables, field).findPart(field);
  }

  /**
   * Returns all data of an answer that is to have {@code field}; where there are no errors it may
   * be null all the same.
   */
  public JsonPart data(String document, JsonObject variables, String field) {
    PlatformResponse answer =
        request
            .get()
            .json(
                Json.createObjectBuilder()
                    .add("query", document)
                    .add("variables", variables)
                    .build())
            .accept(Refusals.statuses())
            .send();
    if (answer.status() / 100 != 2) {
      throw refusals.exception(answer, field);
    }
    JsonObject told = answer.jsonObject();
    JsonValue data = told.getOrDefault("data", JsonValue.NULL);
    boolean there =
        data instanceof JsonObject object
            && object.getOrDefault(field, JsonValue.NULL) != JsonValue.NULL;
    if (!there && refusals.find(answer).isPresent()) {
      throw refusals.exception(answer, field);
    }
    JsonPart part = new JsonPart(platform + "'s answer", "data", data);
    part.object();
    return part;
  }

  /**
   * Returns what the errors of an answer say: the code of the first that has one, and all texts.
   * Empty where there are none.
   */
  public static Optional<Refusal> refusal(PlatformResponse answer) {
    JsonPart told = JsonPart.of("the platform's answer", answer.jsonObject());
    List<JsonPart> errors =
        told.at("errors").value() instanceof JsonArray ? told.objects("errors") : List.of();
    if (errors.isEmpty()) {
      return Optional.empty();
    }
    String texts =
        errors.stream()
            .flatMap(error -> error.textIn("message").stream())
            .collect(Collectors.joining(", "));
    String code = errors.stream().flatMap(error -> code(error).stream()).findFirst().orElse("");
    return Optional.of(new Refusal(code, texts.isEmpty() ? "an error without words" : texts));
  }

  private static Optional<String> code(JsonPart error) {
    return error.isObject("extensions") && error.at("extensions").isText("code")
        ? error.at("extensions").textIn("code")
        : error.textIn("type");
  }
}
