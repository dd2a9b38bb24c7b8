package org.metagov.gateway.plugins.loomio;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.metagov.gateway.spi.PlatformException;

/** The pages of a list of members, put together as if they were one answer. */
final class MemberPages {
  private static final String ROOT = "memberships";
  private static final int PAGE = 100;
  private static final int MOST = 10_000;

  /** The lists, each by what tells its items apart. */
  private final Map<String, Map<String, JsonValue>> lists = new LinkedHashMap<>();

  private final Map<String, JsonValue> others = new LinkedHashMap<>();
  private int offset;
  private boolean more = true;

  boolean hasMore() {
    return more;
  }

  /** Returns the part of the query that asks for the next page. */
  String page() {
    return "&limit=" + PAGE + "&offset=" + offset;
  }

  void add(Part page) {
    int received = page.parts(ROOT).size();
    int before = lists.getOrDefault(ROOT, Map.of()).size();
    page.json().forEach(this::add);
    offset += received;
    // Loomio does not say how many it gives at most; a page that brings nobody new is the last.
    more = lists.get(ROOT).size() > before;
    if (more && offset >= MOST) {
      throw new PlatformException("The group has more than " + MOST + " members");
    }
  }

  JsonObject merged() {
    JsonObjectBuilder merged = Json.createObjectBuilder();
    lists.forEach(
        (name, items) -> {
          JsonArrayBuilder list = Json.createArrayBuilder();
          items.values().forEach(list::add);
          merged.add(name, list);
        });
    others.forEach(merged::add);
    return merged.build();
  }

  private void add(String name, JsonValue value) {
    if (!(value instanceof JsonArray items)) {
      others.put(name, value);
      return;
    }
    Map<String, JsonValue> list = lists.computeIfAbsent(name, n -> new LinkedHashMap<>());
    items.forEach(item -> list.putIfAbsent(identity(item), item));
  }

  private static String identity(JsonValue item) {
    return item instanceof JsonObject object && object.containsKey("id")
        ? object.get("id").toString()
        : item.toString();
  }
}
