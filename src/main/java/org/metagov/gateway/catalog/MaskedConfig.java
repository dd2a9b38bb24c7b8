package org.metagov.gateway.catalog;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.schema.InputSchema;
import org.metagov.gateway.schema.TextMember;

/**
 * Configs as drivers see them, with a mark in place of each secret; and what they put back, where
 * the mark means the secret that is kept.
 */
public final class MaskedConfig {
  /** Stands for a secret. */
  public static final String MARK = "********";

  private static final JsonString MARKED = JsonText.provider().createValue(MARK);

  private final JsonObject schema;
  private final List<String> marks = new ArrayList<>();
  private final List<FieldError> errors = new ArrayList<>();

  private MaskedConfig(JsonObject schema) {
    this.schema = schema;
  }

  /** Returns {@code config} without its secrets. */
  public static JsonObject mask(PluginDescriptor plugin, JsonObject config) {
    return masked(config, plugin.configSchema().source(), false).asJsonObject();
  }

  /** As above, of what {@code schema} describes; without one nothing in it is secret. */
  public static JsonObject mask(Optional<InputSchema> schema, JsonObject config) {
    return masked(
            config, schema.map(InputSchema::source).orElse(JsonValue.EMPTY_JSON_OBJECT), false)
        .asJsonObject();
  }

  /** As {@link #mask}, for a plugin that is not there to tell what its secrets are: any may be. */
  public static JsonObject maskAll(JsonObject config) {
    return masked(config, JsonValue.EMPTY_JSON_OBJECT, true).asJsonObject();
  }

  /** Returns whether there is a mark at the place of a secret in {@code config}. */
  public static boolean isIn(PluginDescriptor plugin, JsonObject config) {
    return TextMember.in(config, plugin.configSchema().source()).anyMatch(MaskedConfig::isMark);
  }

  private static boolean isMark(TextMember member) {
    return member.secret() && member.text().equals(MARK);
  }

  /**
   * Returns {@code config} with the secrets of {@code kept} in place of the marks. None of them is
   * for an address that was not in {@code kept}: who may change where a key is sent has not
   * therefore a right to see it. In a list, nothing tells which secret a mark is, but its place: so
   * the list must be as it was seen.
   *
   * @param kept the config that is stored
   * @throws org.metagov.gateway.problem.ProblemException 400 where a mark stands for nothing, or an
   *     address, or a list with a mark in it, is another one
   */
  public static JsonObject restore(PluginDescriptor plugin, JsonObject config, JsonObject kept) {
    MaskedConfig masked = new MaskedConfig(plugin.configSchema().source());
    JsonObject restored = masked.restored(config, kept, masked.schema, false, "").asJsonObject();
    if (masked.errors.isEmpty()
        && !masked.marks.isEmpty()
        && !masked
            .addresses(plugin.configSchema().withDefaults(restored))
            .equals(masked.addresses(kept))) {
      masked.marks.forEach(
          pointer ->
              masked.errors.add(
                  new FieldError(pointer, "must be given anew, since an address is another one")));
    }
    InputSchema.refuse(masked.errors);
    return restored;
  }

  private Map<String, String> addresses(JsonObject config) {
    return TextMember.in(config, schema)
        .filter(member -> member.url() || member.pointer().equals(PluginConfig.SERVER_URL))
        .collect(Collectors.toMap(TextMember::pointer, TextMember::text));
  }

  private static JsonValue masked(JsonValue value, JsonObject schema, boolean inSecret) {
    boolean secret = inSecret || TextMember.isSecret(schema);
    if (value instanceof JsonObject object) {
      JsonObjectBuilder all = JsonText.object();
      object.forEach(
          (name, member) -> all.add(name, masked(member, TextMember.member(schema, name), secret)));
      return all.build();
    }
    if (value instanceof JsonArray items) {
      JsonArrayBuilder all = JsonText.array();
      items.forEach(item -> all.add(masked(item, TextMember.item(schema), secret)));
      return all.build();
    }
    return secret && isSomething(value) ? MARKED : value;
  }

  private static boolean isSomething(JsonValue value) {
    return value instanceof JsonNumber
        || (value instanceof JsonString text && !text.getString().isEmpty());
  }

  private JsonValue restored(
      JsonValue value, JsonValue kept, JsonObject schema, boolean inSecret, String pointer) {
    boolean secret = inSecret || TextMember.isSecret(schema);
    if (value instanceof JsonObject object) {
      JsonObjectBuilder all = JsonText.object();
      object.forEach(
          (name, member) ->
              all.add(
                  name,
                  restored(
                      member,
                      kept instanceof JsonObject before ? before.get(name) : null,
                      TextMember.member(schema, name),
                      secret,
                      pointer + "/" + InputSchema.escape(name))));
      return all.build();
    }
    if (value instanceof JsonArray items) {
      if (kept instanceof JsonArray && !items.equals(masked(kept, schema, inSecret))) {
        refuseMarks(items, schema, inSecret, pointer);
        return items;
      }
      JsonArrayBuilder all = JsonText.array();
      for (int i = 0; i < items.size(); i++) {
        JsonValue before = kept instanceof JsonArray some && i < some.size() ? some.get(i) : null;
        all.add(restored(items.get(i), before, TextMember.item(schema), secret, pointer + "/" + i));
      }
      return all.build();
    }
    return secret && MARKED.equals(value) ? secret(kept, pointer) : value;
  }

  private void refuseMarks(JsonArray items, JsonObject schema, boolean inSecret, String pointer) {
    TextMember.in(items, schema, pointer, inSecret)
        .filter(MaskedConfig::isMark)
        .map(
            mark ->
                new FieldError(mark.pointer(), "must be given anew, since the list is another one"))
        .forEach(errors::add);
  }

  private JsonValue secret(JsonValue kept, String pointer) {
    marks.add(pointer);
    if (kept != null && isSomething(kept)) {
      return kept;
    }
    errors.add(new FieldError(pointer, "has no value yet that could stay"));
    return MARKED;
  }
}
