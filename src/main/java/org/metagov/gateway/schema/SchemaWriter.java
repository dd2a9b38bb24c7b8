package org.metagov.gateway.schema;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.MalformedJsonException;
import org.metagov.gateway.spi.Closed;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.NumericId;
import org.metagov.gateway.spi.PlatformId;
import org.metagov.gateway.spi.Secret;

/**
 * Derives a JSON Schema (draft 7) from a record. A component is required unless it is {@code
 * Optional} or has a {@link Default}; Bean Validation's constraints become their schema keywords.
 * What a schema says {@link RecordBinder} can bind.
 */
public final class SchemaWriter {
  private static final Set<Class<?>> INTEGERS =
      Set.of(int.class, Integer.class, long.class, Long.class, BigInteger.class);
  private static final Set<Class<?>> NUMBERS = Set.of(double.class, Double.class, BigDecimal.class);

  /** What an id may be, of {@link NumericId} and in schemas that are written by hand. */
  static final JsonArray ID = JsonText.array().add("string").add("integer").build();

  /** The width of the store's indexed column. */
  private static final int PLATFORM_ID_LENGTH = 255;

  private final Deque<Class<?>> open = new ArrayDeque<>();

  private SchemaWriter() {}

  /**
   * Returns the schema of {@code type}.
   *
   * @throws IllegalArgumentException naming the component that cannot be put into a schema
   */
  public static JsonObject of(Class<? extends Record> type) {
    return new SchemaWriter().record(type);
  }

  private JsonObject record(Class<?> type) {
    if (open.contains(type)) {
      throw new IllegalArgumentException(type.getSimpleName() + " contains itself");
    }
    open.push(type);
    JsonObjectBuilder properties = JsonText.object();
    JsonArrayBuilder required = JsonText.array();
    for (RecordComponent component : type.getRecordComponents()) {
      properties.add(WireName.of(component), component(type, component));
      if (isRequired(component)) {
        required.add(WireName.of(component));
      }
    }
    open.pop();
    JsonObjectBuilder schema =
        JsonText.object().add("type", "object").add("properties", properties);
    JsonArray names = required.build();
    if (!names.isEmpty()) {
      schema.add("required", names);
    }
    if (type.isAnnotationPresent(Closed.class)) {
      schema.add("additionalProperties", false);
    }
    return schema.build();
  }

  private static boolean isRequired(RecordComponent component) {
    return component.getType() != Optional.class && !component.isAnnotationPresent(Default.class);
  }

  private JsonObject component(Class<?> owner, RecordComponent component) {
    try {
      Type type = component.getGenericType();
      JsonObject plain = type(component.getType() == Optional.class ? argument(type, 0) : type);
      JsonObjectBuilder schema = JsonText.object(plain);
      constraints(plain, component, schema);
      annotation(component, Doc.class).ifPresent(doc -> schema.add("description", doc.value()));
      annotation(component, Secret.class).ifPresent(secret -> schema.add("writeOnly", true));
      annotation(component, Default.class)
          .ifPresent(text -> schema.add("default", defaultValue(plain, text.value())));
      return schema.build();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "component '"
              + component.getName()
              + "' of "
              + owner.getSimpleName()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private JsonObject type(Type type) {
    if (type instanceof ParameterizedType generic) {
      Class<?> raw = (Class<?>) generic.getRawType();
      if (raw == List.class || raw == Set.class || raw == Collection.class) {
        JsonObjectBuilder array =
            JsonText.object().add("type", "array").add("items", type(argument(type, 0)));
        return (raw == Set.class ? array.add("uniqueItems", true) : array).build();
      }
      if (raw == Map.class && argument(type, 0) == String.class) {
        return JsonText.object()
            .add("type", "object")
            .add("additionalProperties", type(argument(type, 1)))
            .build();
      }
    } else if (type instanceof Class<?> plain) {
      return plain(plain);
    }
    throw new IllegalArgumentException("no JSON Schema for the type " + type.getTypeName());
  }

  private JsonObject plain(Class<?> type) {
    if (type == NumericId.class) {
      return JsonText.object().add("type", ID).build();
    }
    if (type.isRecord()) {
      return record(type);
    }
    if (type.isEnum()) {
      JsonArrayBuilder names = JsonText.array();
      for (Object constant : type.getEnumConstants()) {
        names.add(WireName.of((Enum<?>) constant));
      }
      return JsonText.object().add("type", "string").add("enum", names).build();
    }
    if (INTEGERS.contains(type)) {
      return typed("integer");
    }
    if (NUMBERS.contains(type)) {
      return typed("number");
    }
    if (type == String.class) {
      return typed("string");
    }
    if (type == boolean.class || type == Boolean.class) {
      return typed("boolean");
    }
    if (type == JsonObject.class) {
      return typed("object");
    }
    if (type == JsonArray.class) {
      return typed("array");
    }
    if (type == JsonValue.class) {
      return JsonValue.EMPTY_JSON_OBJECT;
    }
    if (type == LocalDate.class) {
      return formatted("date");
    }
    if (type == Instant.class || type == OffsetDateTime.class) {
      return formatted("date-time");
    }
    if (type == URI.class) {
      return formatted("uri");
    }
    throw new IllegalArgumentException("no JSON Schema for the type " + type.getTypeName());
  }

  private static JsonObject typed(String type) {
    return JsonText.object().add("type", type).build();
  }

  private static JsonObject formatted(String format) {
    return JsonText.object().add("type", "string").add("format", format).build();
  }

  private static void constraints(
      JsonObject plain, AnnotatedElement component, JsonObjectBuilder schema) {
    String type = plain.getString("type", "");
    annotation(component, NotBlank.class)
        .ifPresent(c -> schema.add("minLength", 1).add("pattern", "\\S"));
    annotation(component, NotEmpty.class).ifPresent(c -> schema.add(least(type), 1));
    annotation(component, Size.class)
        .ifPresent(
            c -> {
              if (c.min() > 0) {
                schema.add(least(type), c.min());
              }
              if (c.max() < Integer.MAX_VALUE) {
                schema.add(most(type), c.max());
              }
            });
    annotation(component, Min.class).ifPresent(c -> schema.add("minimum", c.value()));
    annotation(component, Max.class).ifPresent(c -> schema.add("maximum", c.value()));
    annotation(component, DecimalMin.class)
        .ifPresent(
            c ->
                schema.add(
                    c.inclusive() ? "minimum" : "exclusiveMinimum", new BigDecimal(c.value())));
    annotation(component, DecimalMax.class)
        .ifPresent(
            c ->
                schema.add(
                    c.inclusive() ? "maximum" : "exclusiveMaximum", new BigDecimal(c.value())));
    annotation(component, Positive.class).ifPresent(c -> schema.add("exclusiveMinimum", 0));
    annotation(component, PositiveOrZero.class).ifPresent(c -> schema.add("minimum", 0));
    // Bean Validation matches the whole text, JSON Schema any part of it.
    annotation(component, Pattern.class)
        .ifPresent(c -> schema.add("pattern", "^(?:" + c.regexp() + ")$"));
    if (annotation(component, PlatformId.class).isPresent()) {
      if (annotation(component, Size.class).isEmpty()) {
        schema.add("maxLength", PLATFORM_ID_LENGTH);
      }
      if (annotation(component, Pattern.class).isEmpty()) {
        // What the column cannot keep.
        schema.add("pattern", "^[^\\u0000]*$");
      }
    }
    annotation(component, Email.class).ifPresent(c -> schema.add("format", "email"));
  }

  private static String least(String type) {
    return switch (type) {
      case "array" -> "minItems";
      case "object" -> "minProperties";
      default -> "minLength";
    };
  }

  private static String most(String type) {
    return least(type).replace("min", "max");
  }

  private static JsonValue defaultValue(JsonObject schema, String text) {
    if (schema.getString("type", "").equals("string")) {
      return JsonText.string(text);
    }
    try {
      return JsonText.parse(text);
    } catch (MalformedJsonException e) {
      throw new IllegalArgumentException("its @Default is not JSON: " + text, e);
    }
  }

  private static <A extends Annotation> Optional<A> annotation(
      AnnotatedElement element, Class<A> type) {
    // Bean Validation's constraints have no record component as a target of their own, so the
    // compiler puts them on the accessor and the field.
    A direct = element.getAnnotation(type);
    if (direct == null && element instanceof RecordComponent component) {
      direct = component.getAccessor().getAnnotation(type);
    }
    return Optional.ofNullable(direct);
  }

  private static Type argument(Type type, int index) {
    if (type instanceof ParameterizedType generic) {
      return generic.getActualTypeArguments()[index];
    }
    throw new IllegalArgumentException("no type argument in " + type.getTypeName());
  }
}
