package org.metagov.gateway.schema;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.spi.NumericId;

/**
 * Turns JSON into records and records into JSON, by the names and types that {@link SchemaWriter}
 * puts into the schema. JSON is validated first; what is refused here is what a schema cannot say,
 * such as a number that the Java type cannot hold.
 */
public final class RecordBinder {
  private RecordBinder() {}

  /**
   * Returns {@code json} as a {@code type}: a record, a JSON-P type or a plain value.
   *
   * @throws ProblemException 400 with a pointer to the member that does not fit
   */
  public static <T> T bind(JsonValue json, Class<T> type) {
    return wrap(type).cast(value(json, type, ""));
  }

  /**
   * Returns {@code value} as JSON that can be kept, by {@link JsonText#keepable}; absent optional
   * components are left out.
   */
  public static JsonValue toJson(Object value) {
    return JsonText.keepable(json(value));
  }

  private static JsonValue json(Object value) {
    if (value == null) {
      return JsonValue.NULL;
    }
    if (value instanceof JsonValue json) {
      return json;
    }
    if (value instanceof NumericId id) {
      return JsonText.string(id.digits());
    }
    if (value instanceof Record plain) {
      return object(plain);
    }
    if (value instanceof Enum<?> constant) {
      return JsonText.string(WireName.of(constant));
    }
    if (value instanceof Boolean bool) {
      return bool ? JsonValue.TRUE : JsonValue.FALSE;
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof Collection<?> items) {
      JsonArrayBuilder array = JsonText.array();
      items.forEach(item -> array.add(json(item)));
      return array.build();
    }
    if (value instanceof Map<?, ?> map) {
      JsonObjectBuilder object = JsonText.object();
      map.forEach((name, member) -> object.add(name.toString(), json(member)));
      return object.build();
    }
    if (value instanceof OffsetDateTime time) {
      // Its toString() leaves out seconds that are zero, which RFC 3339 forbids.
      return JsonText.string(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
    }
    return JsonText.string(value.toString());
  }

  private static JsonObject object(Record plain) {
    JsonObjectBuilder object = JsonText.object();
    for (RecordShape.Part part : RecordShape.of(plain.getClass()).parts()) {
      Object value = part.of(plain);
      Object present = value instanceof Optional<?> optional ? optional.orElse(null) : value;
      if (present != null) {
        object.add(part.name(), json(present));
      }
    }
    return object.build();
  }

  private static JsonValue number(Number number) {
    if (number instanceof BigInteger integer) {
      return JsonText.provider().createValue(integer);
    }
    if (number instanceof Double || number instanceof Float) {
      // Through text, so that 0.1 stays 0.1; NaN and infinity have no JSON and throw.
      return JsonText.provider().createValue(new BigDecimal(number.toString()));
    }
    return number instanceof BigDecimal decimal
        ? JsonText.provider().createValue(decimal)
        : JsonText.provider().createValue(number.longValue());
  }

  private static Object value(JsonValue json, Type type, String pointer) {
    if (type instanceof ParameterizedType generic) {
      return generic(json, generic, pointer);
    }
    Class<?> plain = (Class<?>) type;
    if (JsonValue.class.isAssignableFrom(plain)) {
      return fitting(plain.isInstance(json), json, pointer, plain.getSimpleName());
    }
    if (plain == NumericId.class) {
      return id(json, pointer);
    }
    if (plain.isRecord()) {
      return record(json, plain, pointer);
    }
    if (plain.isEnum()) {
      return constant(json, plain, pointer);
    }
    if (json instanceof JsonNumber number && Number.class.isAssignableFrom(wrap(plain))) {
      return number(number, wrap(plain), pointer);
    }
    if (wrap(plain) == Boolean.class) {
      return fitting(json == JsonValue.TRUE || json == JsonValue.FALSE, json, pointer, "boolean")
          == JsonValue.TRUE;
    }
    if (json instanceof JsonString string) {
      return text(string.getString(), plain, pointer);
    }
    throw misfit(pointer, "expected " + plain.getSimpleName());
  }

  private static Object generic(JsonValue json, ParameterizedType type, String pointer) {
    Class<?> raw = (Class<?>) type.getRawType();
    if (raw == Map.class) {
      Map<String, Object> map = new LinkedHashMap<>();
      Type of = type.getActualTypeArguments()[1];
      fitting(json instanceof JsonObject, json, pointer, "object")
          .asJsonObject()
          .forEach(
              (name, member) ->
                  map.put(name, value(member, of, pointer + "/" + InputSchema.escape(name))));
      return map;
    }
    JsonArray items = fitting(json instanceof JsonArray, json, pointer, "array").asJsonArray();
    Type of = type.getActualTypeArguments()[0];
    Collection<Object> values =
        raw == Set.class ? new LinkedHashSet<>() : new java.util.ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      values.add(value(items.get(i), of, pointer + "/" + i));
    }
    return raw == Set.class ? values : List.copyOf(values);
  }

  private static NumericId id(JsonValue json, String pointer) {
    try {
      return new NumericId(
          json instanceof JsonNumber number
              ? number(number, BigInteger.class, pointer).toString()
              : text(json, pointer));
    } catch (IllegalArgumentException e) {
      throw misfit(pointer, e.getMessage());
    }
  }

  private static String text(JsonValue json, String pointer) {
    fitting(json instanceof JsonString, json, pointer, "string or integer");
    return ((JsonString) json).getString();
  }

  private static Object record(JsonValue json, Class<?> type, String pointer) {
    JsonObject object = fitting(json instanceof JsonObject, json, pointer, "object").asJsonObject();
    RecordShape shape = RecordShape.of(type);
    Object[] arguments =
        shape.parts().stream()
            .map(
                part ->
                    component(
                        object.get(part.name()),
                        part,
                        pointer + "/" + InputSchema.escape(part.name())))
            .toArray();
    return create(shape, arguments, pointer);
  }

  private static Object component(JsonValue json, RecordShape.Part component, String pointer) {
    boolean absent = json == null || json == JsonValue.NULL;
    if (component.type() instanceof ParameterizedType generic
        && generic.getRawType() == Optional.class) {
      Type of = generic.getActualTypeArguments()[0];
      return absent ? Optional.empty() : Optional.of(value(json, of, pointer));
    }
    if (absent && component.type() != JsonValue.class) {
      throw misfit(pointer, "is required");
    }
    return value(json, component.type(), pointer);
  }

  private static Object create(RecordShape shape, Object[] arguments, String pointer) {
    try {
      return shape.constructor().newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw misfit(pointer, refused.getMessage());
      }
      throw new IllegalStateException("cannot create " + shape.constructor(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot create " + shape.constructor(), e);
    }
  }

  private static Object constant(JsonValue json, Class<?> type, String pointer) {
    for (Object constant : type.getEnumConstants()) {
      if (json instanceof JsonString text
          && text.getString().equals(WireName.of((Enum<?>) constant))) {
        return constant;
      }
    }
    throw misfit(pointer, "is not one of the allowed values");
  }

  private static Object number(JsonNumber number, Class<?> type, String pointer) {
    try {
      BigDecimal decimal = number.bigDecimalValue();
      if (type == BigDecimal.class) {
        return decimal;
      }
      if (type == Double.class) {
        double value = number.doubleValue();
        if (Double.isInfinite(value)) {
          throw new ArithmeticException("beyond a double");
        }
        return value;
      }
      if (decimal.scale() < -1_000) {
        throw new ArithmeticException("a number of over a thousand digits");
      }
      if (type == BigInteger.class) {
        return decimal.toBigIntegerExact();
      }
      return type == Long.class ? (Object) decimal.longValueExact() : decimal.intValueExact();
    } catch (ArithmeticException e) {
      throw misfit(pointer, "is out of range");
    }
  }

  private static Object text(String text, Class<?> type, String pointer) {
    try {
      if (type == String.class) {
        return text;
      }
      if (type == LocalDate.class) {
        return LocalDate.parse(text);
      }
      if (type == Instant.class) {
        return OffsetDateTime.parse(text).toInstant();
      }
      if (type == OffsetDateTime.class) {
        return OffsetDateTime.parse(text);
      }
      if (type == URI.class) {
        return URI.create(text);
      }
    } catch (DateTimeException | IllegalArgumentException e) {
      throw misfit(pointer, "is not a valid " + type.getSimpleName());
    }
    throw misfit(pointer, "expected " + type.getSimpleName());
  }

  private static JsonValue fitting(boolean fits, JsonValue json, String pointer, String expected) {
    if (!fits) {
      throw misfit(pointer, "expected " + expected);
    }
    return json;
  }

  private static ProblemException misfit(String pointer, String detail) {
    return ProblemException.invalid(
        "Schema validation error: '" + pointer + "' " + detail,
        List.of(new FieldError(pointer, detail)));
  }

  // Safe: a primitive's wrapper is what reflection boxes it to.
  @SuppressWarnings("unchecked")
  private static <T> Class<T> wrap(Class<T> type) {
    if (type == int.class) {
      return (Class<T>) Integer.class;
    }
    if (type == long.class) {
      return (Class<T>) Long.class;
    }
    if (type == double.class) {
      return (Class<T>) Double.class;
    }
    return type == boolean.class ? (Class<T>) Boolean.class : type;
  }
}
