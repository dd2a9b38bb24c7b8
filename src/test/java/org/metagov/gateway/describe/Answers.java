package org.metagov.gateway.describe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.metagov.gateway.json.JsonText;

/**
 * Compares answers with what a document says of them, more strictly than a driver would: a status
 * or a member that the document does not name is a flaw.
 */
public final class Answers {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** It would say of each schema that it knows nothing of where the others stand. */
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(VersionFlag.V202012))
          .metaSchema(
              JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                  .keyword(new NonValidationKeyword("components"))
                  .build())
          .build();

  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private final JsonObject document;
  private final JsonObject closed;
  private final Map<String, Pattern> patterns = new ConcurrentHashMap<>();
  private final Map<JsonObject, com.networknt.schema.JsonSchema> ready = new ConcurrentHashMap<>();

  private Answers(JsonObject document) {
    this.document = document;
    closed = closed(document.getJsonObject("components").getJsonObject("schemas"));
  }

  /** Compares with {@code document}. */
  public static Answers of(JsonObject document) {
    return new Answers(document);
  }

  /**
   * Returns what is wrong with an answer.
   *
   * @param path without query
   */
  public List<String> flaws(String verb, String path, int status, String type, String body) {
    Optional<JsonObject> operation = operation(verb.toLowerCase(java.util.Locale.ROOT), path);
    if (operation.isEmpty()) {
      return status >= 400 ? List.of() : List.of("there is no such operation");
    }
    JsonObject responses = operation.get().getJsonObject("responses");
    JsonObject response = responses.getJsonObject(Integer.toString(status));
    if (response == null) {
      return List.of("there is no such status among " + responses.keySet());
    }
    JsonObject content = resolved(response).getJsonObject("content");
    if (body.isEmpty() || verb.equals("HEAD")) {
      return List.of();
    }
    JsonObject media = content == null ? null : content.getJsonObject(type.split(";", 2)[0]);
    if (media == null) {
      return content != null && content.containsKey("*/*")
          ? List.of()
          : List.of("there is no such type of content: " + type);
    }
    // Not NDJSON: that is lines.
    return type.contains("/json") || type.contains("+json")
        ? flaws(media.getJsonObject("schema"), JsonText.parse(body))
        : List.of();
  }

  /** Returns what is wrong with {@code value} by {@code schema}, which may refer to others. */
  List<String> flaws(JsonObject schema, JsonValue value) {
    return ready
        .computeIfAbsent(
            schema,
            absent -> {
              JsonObject whole =
                  JsonText.object(schema.containsKey("allOf") ? merged(schema) : schema)
                      .add("components", JsonText.object().add("schemas", closed))
                      .build();
              return FACTORY.getSchema(node(whole), CONFIG);
            })
        .validate(node(value))
        .stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  /** Returns one schema for all that {@code schema} refers to. */
  private JsonObject merged(JsonObject schema) {
    JsonObjectBuilder properties = JsonText.object();
    var required = JsonText.array();
    for (JsonValue part : schema.getJsonArray("allOf")) {
      String ref = part.asJsonObject().getString("$ref");
      JsonObject of = closed.getJsonObject(ref.substring(ref.lastIndexOf('/') + 1));
      of.getJsonObject("properties").forEach(properties::add);
      of.getJsonArray("required").forEach(required::add);
    }
    return JsonText.object()
        .add("type", "object")
        .add("properties", properties)
        .add("required", required)
        .add("additionalProperties", false)
        .build();
  }

  /** Returns the schemas of the gateway's own shapes so that they let no other member through. */
  private static JsonObject closed(JsonObject schemas) {
    JsonObjectBuilder closed = JsonText.object();
    schemas.forEach((name, schema) -> closed.add(name, name.contains(".") ? schema : shut(schema)));
    return closed.build();
  }

  private static JsonValue shut(JsonValue value) {
    if (!(value instanceof JsonObject object)) {
      return value;
    }
    JsonObjectBuilder shut = JsonText.object();
    object.forEach((name, member) -> shut.add(name, shut(member)));
    if (object.get("properties") instanceof JsonObject && object.containsKey("type")) {
      shut.add("additionalProperties", false);
    }
    return shut.build();
  }

  private JsonObject resolved(JsonObject response) {
    if (!response.containsKey("$ref")) {
      return response;
    }
    String name = response.getString("$ref");
    return document
        .getJsonObject("components")
        .getJsonObject("responses")
        .getJsonObject(name.substring(name.lastIndexOf('/') + 1));
  }

  /** Returns the operation of {@code verb}, in small letters, at {@code path}. */
  Optional<JsonObject> operation(String verb, String path) {
    JsonObject paths = document.getJsonObject("paths");
    return Stream.concat(
            Stream.of(path).filter(paths::containsKey),
            paths.keySet().stream().filter(it -> it.contains("{") && matches(it, path)))
        .map(paths::getJsonObject)
        .filter(item -> item.containsKey(verb))
        .map(item -> item.getJsonObject(verb))
        .findFirst();
  }

  private boolean matches(String template, String path) {
    return patterns
        .computeIfAbsent(
            template,
            it -> Pattern.compile(it.replace(".", "\\.").replaceAll("\\{\\w+\\}", "[^/]+")))
        .matcher(path)
        .matches();
  }

  private static JsonNode node(JsonValue value) {
    try {
      return MAPPER.readTree(JsonText.write(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
