package org.metagov.gateway.plugins.loomio;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.Pages;
import org.metagov.gateway.spi.Pages.Page;
import org.metagov.gateway.spi.PlatformException;

/**
 * The pages of a list of members, put together as if they were one answer. Loomio gives 50 at once
 * unless it is asked for more, and has no upper limit ({@code Api::V1::SnorlaxBase}); it puts them
 * in no order, so a page may repeat some and miss others.
 */
final class MemberPages {
  private static final String ROOT = "memberships";
  private static final int MOST_PAGES = 100;

  /** How often the list is read from its beginning until it is whole. */
  private static final int MOST_ROUNDS = 3;

  /** The lists, each by what tells its items apart. */
  private final Map<String, Map<String, JsonValue>> lists = new LinkedHashMap<>();

  private final Map<String, JsonValue> others = new LinkedHashMap<>();

  /** Reads all pages; {@code read} is given the part of the query that asks for one. */
  static JsonObject all(Function<String, JsonPart> read) {
    MemberPages pages = new MemberPages();
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      OptionalLong total = pages.round(read);
      if (total.isEmpty() || pages.count() >= total.getAsLong()) {
        return pages.merged();
      }
    }
    throw new PlatformException("Loomio does not show all members of the group");
  }

  /** Reads the list once; returns how many members there are, where Loomio says so. */
  private OptionalLong round(Function<String, JsonPart> read) {
    return Pages.all(MOST_PAGES, "the members of the group")
        .byCursor(offset -> page(read, offset.isEmpty() ? 0 : Integer.parseInt(offset)))
        .reduce((before, last) -> last)
        .orElse(OptionalLong.empty());
  }

  /** Takes a page in; what is on it for the others is how many members there are. */
  private Page<OptionalLong> page(Function<String, JsonPart> read, int offset) {
    JsonPart page = read.apply(Paging.query(offset));
    int received = page.list(ROOT).size();
    int before = count();
    page.object().forEach(this::add);
    OptionalLong total = total(page);
    int next = offset + received;
    // An old Loomio does not say how many there are: a page that brings nobody new is the last.
    boolean isLast = total.isPresent() ? next >= total.getAsLong() : count() == before;
    return new Page<>(
        List.of(total),
        received == 0 || isLast ? Optional.empty() : Optional.of(String.valueOf(next)));
  }

  private static OptionalLong total(JsonPart page) {
    return page.object().get("meta") instanceof JsonObject meta
            && meta.get("total") instanceof JsonNumber total
        ? OptionalLong.of(total.longValue())
        : OptionalLong.empty();
  }

  private int count() {
    return lists.getOrDefault(ROOT, Map.of()).size();
  }

  private JsonObject merged() {
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
