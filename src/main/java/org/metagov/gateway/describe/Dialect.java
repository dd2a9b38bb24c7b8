package org.metagov.gateway.describe;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import org.metagov.gateway.json.JsonText;

/** Schemas of draft 7, as plugins declare them, in the dialect of OpenAPI 3.1: that of 2020-12. */
final class Dialect {
  private static final JsonString NULL = JsonText.provider().createValue("null");

  private Dialect() {}

  /**
   * Returns {@code schema} as it means the same in a document where it stands at {@code at}.
   *
   * @param at a reference such as {@code #/components/schemas/near.call}
   */
  static JsonObject of2020(JsonObject schema, String at) {
    return object(schema, at, true);
  }

  private static JsonValue value(JsonValue value, String at) {
    if (value instanceof JsonArray array) {
      var items = JsonText.array();
      array.forEach(item -> items.add(value(item, at)));
      return items.build();
    }
    return value instanceof JsonObject object ? object(object, at, false) : value;
  }

  private static JsonObject object(JsonObject schema, String at, boolean root) {
    JsonObjectBuilder same = JsonText.object();
    schema.forEach(
        (key, member) -> {
          if (key.equals("$ref") && member instanceof JsonString ref) {
            String to = ref.getString();
            same.add(key, to.startsWith("#") ? at + to.substring(1) : to);
          } else if (key.equals("items") && member instanceof JsonArray) {
            same.add("prefixItems", value(member, at));
          } else if (key.equals("additionalItems") && schema.get("items") instanceof JsonArray) {
            same.add("items", value(member, at));
          } else if (!root || !(key.equals("$schema") || key.equals("$id"))) {
            same.add(key, isLiteral(key) ? member : value(member, at));
          }
        });
    if (isWhole(schema.get("type")) && !schema.containsKey("format")) {
      // Clients would take 32 bits for it.
      same.add("format", "int64");
    }
    return same.build();
  }

  private static boolean isWhole(JsonValue type) {
    if (type instanceof JsonArray several) {
      return several.size() == 2 && several.contains(NULL) && isWhole(several.get(0));
    }
    return type instanceof JsonString one && one.getString().equals("integer");
  }

  /** What stands there is a value, not a schema. */
  private static boolean isLiteral(String key) {
    return key.equals("default")
        || key.equals("enum")
        || key.equals("const")
        || key.equals("examples");
  }
}
