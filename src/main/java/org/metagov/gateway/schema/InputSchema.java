package org.metagov.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.problem.Texts;

/** A JSON Schema (draft 7), made ready once, that fills in defaults and checks values. */
public final class InputSchema {
  private static final int MOST_ERRORS = 20;
  private static final int LONGEST_DETAIL = 200;
  private static final int LONGEST_ID = 20;

  /** Whoever compares numbers of more digits is long at it. */
  private static final int MOST_DIGITS = 1_000;

  /** Many readers of JSON, such as Jackson, bear no longer name of a member. */
  private static final int LONGEST_NAME = 50_000;

  /** Each number of so many digits is a long. */
  private static final int LONG_DIGITS = 18;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V7);
  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder()
          .formatAssertionsEnabled(true)
          .pathType(PathType.JSON_POINTER)
          .locale(Locale.ENGLISH)
          .build();

  private final JsonObject source;
  private final JsonSchema schema;

  private InputSchema(JsonObject source, JsonSchema schema) {
    this.source = source;
    this.schema = schema;
  }

  /**
   * Makes {@code source} ready.
   *
   * @throws IllegalArgumentException where it is not a draft 7 schema
   */
  public static InputSchema of(JsonObject source) {
    JsonNode node = node(source);
    Set<ValidationMessage> flaws =
        FACTORY.getSchema(SchemaLocation.of(VersionFlag.V7.getId()), CONFIG).validate(node);
    if (!flaws.isEmpty()) {
      throw new IllegalArgumentException(
          "not a JSON Schema of draft 7: " + flaws.iterator().next().getMessage());
    }
    JsonSchema schema = FACTORY.getSchema(node, CONFIG);
    schema.initializeValidators();
    return new InputSchema(source, schema);
  }

  /** Returns the schema of a record of ours, such as the body of a request. */
  public static InputSchema ofRecord(Class<? extends Record> type) {
    return of(SchemaWriter.of(type));
  }

  /** Returns the schema as it is shown to drivers. */
  public JsonObject source() {
    return source;
  }

  /** Returns whether {@code member} is declared, at the top. */
  public boolean declares(String member) {
    return source.get("properties") instanceof JsonObject own && own.containsKey(member);
  }

  /**
   * Fills in the defaults and checks the result. Null for a declared member counts as absent, and
   * an id that is a number for the text of its digits.
   *
   * @return {@code value} with its defaults
   * @throws ProblemException 400 with a pointer for each thing that is wrong
   */
  public JsonObject complete(JsonObject value) {
    JsonObject completed = withDefaults(value);
    refuse(errors(completed));
    return completed;
  }

  /** Returns {@code value} with its defaults; it may be wrong. */
  public JsonObject withDefaults(JsonObject value) {
    return withDefaults(value, source).asJsonObject();
  }

  /** Refuses input of which {@code errors} tell; none: does nothing. */
  public static void refuse(List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw ProblemException.invalid("Schema validation error: " + summary(errors), errors);
    }
  }

  /** Returns what is wrong with {@code value}; empty where it is valid. */
  public List<FieldError> errors(JsonValue value) {
    return schema.validate(node(value)).stream()
        .map(InputSchema::error)
        .sorted(Comparator.comparing(FieldError::pointer))
        .limit(MOST_ERRORS)
        .toList();
  }

  /** Returns {@code errors} as one sentence part. */
  public static String summary(List<FieldError> errors) {
    return errors.stream()
        .map(e -> e.pointer().isEmpty() ? e.detail() : "'" + e.pointer() + "' " + e.detail())
        .collect(Collectors.joining("; "));
  }

  private static JsonValue withDefaults(JsonValue value, JsonObject schema) {
    if (value instanceof JsonObject object && schema.get("properties") instanceof JsonObject own) {
      JsonObjectBuilder completed = JsonText.object();
      object.forEach(
          (name, member) -> {
            if (own.get(name) instanceof JsonObject declared) {
              if (member != JsonValue.NULL) {
                completed.add(name, withDefaults(member, declared));
              }
            } else {
              completed.add(name, member);
            }
          });
      own.forEach(
          (name, declared) -> {
            boolean absent = object.getOrDefault(name, JsonValue.NULL) == JsonValue.NULL;
            if (absent && declared instanceof JsonObject d && d.containsKey("default")) {
              completed.add(name, d.get("default"));
            }
          });
      return completed.build();
    }
    if (value instanceof JsonArray items && schema.get("items") instanceof JsonObject of) {
      JsonArrayBuilder completed = JsonText.array();
      items.forEach(item -> completed.add(withDefaults(item, of)));
      return completed.build();
    }
    return value instanceof JsonNumber number && SchemaWriter.ID.equals(schema.get("type"))
        ? idOf(number)
        : value;
  }

  /** An id is a text from here on, as whoever reads it as a number may lose some of its digits. */
  private static JsonValue idOf(JsonNumber number) {
    BigDecimal digits = number.bigDecimalValue();
    boolean whole = digits.signum() >= 0 && digits.scale() <= 0 && digits.precision() <= LONGEST_ID;
    return whole && -digits.scale() <= LONGEST_ID
        ? JsonText.string(digits.toBigIntegerExact().toString())
        : number;
  }

  private static FieldError error(ValidationMessage message) {
    String pointer = message.getInstanceLocation().toString();
    // Of the library's texts none quotes the value, which may be a secret; each begins with where.
    String text = message.getMessage();
    String detail = text.startsWith(pointer + ": ") ? text.substring(pointer.length() + 2) : text;
    if ("required".equals(message.getType())) {
      return new FieldError(
          pointer + "/" + escape(message.getProperty()),
          "'" + message.getProperty() + "' is a required property");
    }
    return new FieldError(
        pointer,
        detail.length() > LONGEST_DETAIL ? Texts.fitting(detail, LONGEST_DETAIL) + "…" : detail);
  }

  /** Returns the name of a member as RFC 6901 has it in a pointer. */
  public static String escape(String member) {
    return member.replace("~", "~0").replace("/", "~1");
  }

  /** Valid JSON may be beyond what the library bears, such as a number of 1,001 digits. */
  private static JsonNode node(JsonValue value) {
    return switch (value.getValueType()) {
      case OBJECT -> {
        ObjectNode object = NODES.objectNode();
        value.asJsonObject().forEach((name, member) -> object.set(name(name), node(member)));
        yield object;
      }
      case ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        value.asJsonArray().forEach(item -> array.add(node(item)));
        yield array;
      }
      case STRING -> NODES.textNode(((JsonString) value).getString());
      case NUMBER -> number((JsonNumber) value);
      case TRUE -> NODES.booleanNode(true);
      case FALSE -> NODES.booleanNode(false);
      case NULL -> NODES.nullNode();
    };
  }

  private static String name(String member) {
    if (member.length() > LONGEST_NAME) {
      throw tooLong();
    }
    return member;
  }

  private static ProblemException tooLong() {
    return ProblemException.invalid(
        "Schema validation error: a value is too long",
        List.of(new FieldError("", "a value is too long")));
  }

  private static JsonNode number(JsonNumber number) {
    BigDecimal decimal = number.bigDecimalValue();
    if (decimal.precision() > MOST_DIGITS) {
      throw tooLong();
    }
    if (decimal.scale() != 0) {
      return NODES.numberNode(decimal);
    }
    return decimal.precision() <= LONG_DIGITS
        ? NODES.numberNode(decimal.longValueExact())
        : NODES.numberNode(decimal.toBigIntegerExact());
  }
}
