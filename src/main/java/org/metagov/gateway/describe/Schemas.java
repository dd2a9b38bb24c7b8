package org.metagov.gateway.describe;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.schema.InputSchema;

/** The schemas of a document, each under its name, and everywhere else a reference to it. */
final class Schemas {
  private static final String OBJECT = "object";

  /** What is no object. */
  private static final Map<Class<?>, String> PLAIN =
      Map.of(Long.class, "integer", Boolean.class, "boolean");

  private static final String REF = "#/components/schemas/";

  private final Map<String, JsonObject> named = new TreeMap<>();

  /** Returns a reference to the schema of {@code record}, which callers send. */
  JsonObject request(Class<?> record) {
    Class<? extends Record> type = record.asSubclass(Record.class);
    return named(type.getSimpleName(), InputSchema.ofRecord(type).source());
  }

  /**
   * Returns the schema of an answer that has the members of all {@code records}. What is optional
   * in such a record is null where there is nothing, and never left out, but for what an instance
   * is called.
   */
  JsonValue answer(Class<?>... records) {
    if (records.length == 0 || !records[0].isRecord()) {
      String type = records.length == 0 ? OBJECT : PLAIN.getOrDefault(records[0], OBJECT);
      return JsonText.object().add("type", type).build();
    }
    for (Class<?> record : records) {
      answer(record.asSubclass(Record.class));
    }
    String name = Stream.of(records).map(Class::getSimpleName).collect(Collectors.joining("With"));
    return records.length == 1 ? reference(name) : named(name, together(records));
  }

  /** Who has one instance of a plugin, which is called nothing, reads no more than before. */
  private static boolean isAlwaysThere(String member) {
    return !member.equals(PlatformIdParameter.NAME);
  }

  /** Clients are made of names: without one, each operation would have a class of its own. */
  private JsonObject together(Class<?>... records) {
    JsonObjectBuilder properties = JsonText.object();
    for (Class<?> record : records) {
      find(record.getSimpleName()).getJsonObject("properties").forEach(properties::add);
    }
    JsonObject all = properties.build();
    var required = JsonText.array();
    all.keySet().stream().filter(Schemas::isAlwaysThere).forEach(required::add);
    return JsonText.object()
        .add("type", "object")
        .add("properties", all)
        .add("required", required)
        .build();
  }

  private JsonObject answer(Class<? extends Record> record) {
    for (RecordComponent component : record.getRecordComponents()) {
      records(component.getGenericType()).forEach(this::answer);
    }
    return named(record.getSimpleName(), answered(InputSchema.ofRecord(record).source()));
  }

  private static Stream<Class<? extends Record>> records(Type type) {
    if (type instanceof ParameterizedType generic) {
      return Arrays.stream(generic.getActualTypeArguments()).flatMap(Schemas::records);
    }
    return type instanceof Class<?> plain && plain.isRecord()
        ? Stream.of(plain.asSubclass(Record.class))
        : Stream.empty();
  }

  /** Returns a reference to {@code schema}, which is of draft 7, under {@code name}. */
  JsonObject named(String name, JsonObject schema) {
    return told(name, Dialect.of2020(schema, REF + name));
  }

  /** Returns a reference to {@code told}, which is of this document already. */
  JsonObject told(String name, JsonObject told) {
    JsonObject other = named.put(name, told);
    if (other != null && !other.equals(told)) {
      // A test comes to it before anybody else does.
      throw new IllegalStateException("Two shapes are called " + name);
    }
    return reference(name);
  }

  private static JsonObject reference(String name) {
    return JsonText.object().add("$ref", REF + name).build();
  }

  /** Returns the schema that was put under {@code name}. */
  JsonObject find(String name) {
    return named.get(name);
  }

  /** Returns whether what {@code reference} leads to cannot be empty. */
  boolean requires(JsonObject reference) {
    return find(reference.getString("$ref").substring(REF.length())).containsKey("required");
  }

  /** Returns all of them, those that stand in others by reference. */
  JsonObject components() {
    Map<JsonObject, String> names = new HashMap<>();
    named.forEach((name, schema) -> names.put(schema, name));
    JsonObjectBuilder components = JsonText.object();
    named.forEach((name, schema) -> components.add(name, referring(schema, names, name)));
    return components.build();
  }

  private static JsonValue referring(JsonValue value, Map<JsonObject, String> names, String own) {
    if (value instanceof JsonArray array) {
      var referring = JsonText.array();
      array.forEach(item -> referring.add(referring(item, names, own)));
      return referring.build();
    }
    if (!(value instanceof JsonObject object)) {
      return value;
    }
    // Two empty shapes are equal, and say nothing of each other.
    String name = object.containsKey("properties") ? names.get(object) : null;
    if (name != null && !name.equals(own) && isRecordName(name)) {
      return JsonText.object().add("$ref", REF + name).build();
    }
    JsonObjectBuilder referring = JsonText.object();
    object.forEach((key, member) -> referring.add(key, referring(member, names, "")));
    return referring.build();
  }

  /** Those of plugins have a dot. */
  private static boolean isRecordName(String name) {
    return name.indexOf('.') < 0;
  }

  private static JsonObject answered(JsonObject schema) {
    JsonObjectBuilder answered = JsonText.object(schema);
    if (schema.get("properties") instanceof JsonObject properties) {
      JsonArray required = schema.getJsonArray("required");
      JsonObjectBuilder members = JsonText.object();
      properties.forEach(
          (name, member) -> {
            JsonObject declared = answered(member.asJsonObject());
            boolean always = required != null && required.contains(JsonText.string(name));
            members.add(name, always ? declared : orNull(declared));
          });
      var all = JsonText.array();
      properties.keySet().stream().filter(Schemas::isAlwaysThere).forEach(all::add);
      answered.add("properties", members).add("required", all);
    }
    for (String inner : new String[] {"items", "additionalProperties"}) {
      if (schema.get(inner) instanceof JsonObject of) {
        answered.add(inner, answered(of));
      }
    }
    return answered.build();
  }

  private static JsonObject orNull(JsonObject schema) {
    if (!(schema.get("type") instanceof JsonString type)) {
      return schema;
    }
    JsonObjectBuilder nullable =
        JsonText.object(schema).add("type", JsonText.array().add(type).add("null"));
    if (schema.get("enum") instanceof JsonArray values) {
      var all = JsonText.array();
      values.forEach(all::add);
      nullable.add("enum", all.addNull());
    }
    return nullable.build();
  }
}
