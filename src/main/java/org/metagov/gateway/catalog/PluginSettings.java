package org.metagov.gateway.catalog;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.schema.InputSchema;
import org.metagov.gateway.schema.RecordBinder;
import org.metagov.gateway.schema.TextMember;
import org.metagov.gateway.schema.WireName;
import org.metagov.gateway.settings.InvalidSettingException;
import org.metagov.gateway.spi.InvalidParameterException;

/**
 * The settings that the server has for one plugin ({@code metagov.plugin.<name>.*}), as the plugin
 * declares them by a record. Their texts are read by the record's schema, and held to it.
 */
public final class PluginSettings implements Confiding {
  /** What each plugin has of the gateway. */
  private static final Set<String> RESERVED =
      Set.of("server_url", "check_interval", "calls_per_minute", "webhook_max_body");

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,100}(\\.\\d{1,100})?");
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

  private final Optional<Record> values;
  private final String missing;
  private final List<String> secrets;

  private PluginSettings(Optional<Record> values, String missing, List<String> secrets) {
    this.values = values;
    this.missing = missing;
    this.secrets = secrets;
  }

  /**
   * Reads the settings of {@code plugin}.
   *
   * @param source the text of a key, if it is set
   * @throws InvalidSettingException naming each key that is wrong, and those that are missing where
   *     others are set; never a value
   */
  static PluginSettings read(PluginDescriptor plugin, Function<String, Optional<String>> source) {
    if (plugin.settings().isEmpty()) {
      return new PluginSettings(Optional.empty(), "", List.of());
    }
    InputSchema schema = InputSchema.ofRecord(plugin.settings().get());
    JsonObject given = given(plugin, schema, source);
    JsonObject whole = schema.withDefaults(given);
    List<FieldError> errors = schema.errors(whole);
    if (!errors.isEmpty() && given.isEmpty()) {
      return new PluginSettings(Optional.empty(), told(plugin, errors), List.of());
    }
    if (!errors.isEmpty()) {
      throw new InvalidSettingException(told(plugin, errors));
    }
    try {
      return new PluginSettings(
          Optional.of(RecordBinder.bind(whole, plugin.settings().get())),
          "",
          TextMember.in(whole, schema.source())
              .filter(TextMember::secret)
              .map(TextMember::text)
              .toList());
    } catch (ProblemException e) {
      throw new InvalidSettingException(told(plugin, e.errors()));
    }
  }

  /** Returns the keys that {@code plugin} declares. */
  static List<String> keys(PluginDescriptor plugin) {
    return plugin.settings().stream()
        .flatMap(type -> Stream.of(type.getRecordComponents()))
        .map(component -> key(plugin, WireName.of(component)))
        .toList();
  }

  /** Refuses a record that no text can be read into, or that has what every plugin has. */
  static void check(Class<? extends Record> type) {
    InputSchema.ofRecord(type)
        .source()
        .getJsonObject("properties")
        .forEach(
            (name, property) -> {
              if (RESERVED.contains(name)) {
                throw new IllegalArgumentException("every plugin has the setting '" + name + "'");
              }
              String kind = kind(property.asJsonObject());
              String item =
                  kind.equals("array")
                      ? kind(property.asJsonObject().getJsonObject("items"))
                      : kind;
              if (!Set.of("string", "integer", "number", "boolean").contains(item)) {
                throw new IllegalArgumentException(
                    "the setting '" + name + "' cannot be read from a text");
              }
            });
  }

  /**
   * Returns the settings.
   *
   * @throws InvalidParameterException where they are not set
   */
  public <S extends Record> S as(Class<S> type) {
    Record read =
        values.orElseThrow(
            () ->
                new InvalidParameterException(
                    missing.isEmpty()
                        ? "The plugin declares no settings of the server"
                        : "The server is not set up for this: " + missing));
    return type.cast(read);
  }

  @Override
  public Collection<String> secrets() {
    return secrets;
  }

  private static JsonObject given(
      PluginDescriptor plugin, InputSchema schema, Function<String, Optional<String>> source) {
    JsonObjectBuilder given = JsonText.object();
    schema
        .source()
        .getJsonObject("properties")
        .forEach(
            (name, property) ->
                source
                    .apply(key(plugin, name))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> given.add(name, json(text, property.asJsonObject()))));
    return given.build();
  }

  /** What is none of its kind stays a text, and the schema says what it has to be. */
  private static JsonValue json(String text, JsonObject property) {
    return switch (kind(property)) {
      case "integer", "number" ->
          NUMBER.matcher(text).matches() ? number(text) : JsonText.string(text);
      case "boolean" ->
          text.equals("true")
              ? JsonValue.TRUE
              : text.equals("false") ? JsonValue.FALSE : JsonText.string(text);
      case "array" -> {
        JsonArrayBuilder items = JsonText.array();
        COMMA
            .splitAsStream(text)
            .filter(item -> !item.isEmpty())
            .forEach(item -> items.add(json(item, property.getJsonObject("items"))));
        yield items.build();
      }
      default -> JsonText.string(text);
    };
  }

  private static JsonNumber number(String text) {
    return JsonText.provider().createValue(new BigDecimal(text));
  }

  /** Enums say no type: they are texts. */
  private static String kind(JsonObject property) {
    return property.get("type") instanceof JsonString type ? type.getString() : "string";
  }

  private static String told(PluginDescriptor plugin, List<FieldError> errors) {
    return errors.stream()
        .collect(
            Collectors.groupingBy(
                error -> key(plugin, error.pointer().replaceFirst("^/([^/]*).*$", "$1")),
                TreeMap::new,
                Collectors.mapping(PluginSettings::detail, Collectors.joining(", "))))
        .entrySet()
        .stream()
        .map(each -> each.getKey() + ": " + each.getValue())
        .collect(Collectors.joining("; "));
  }

  private static String detail(FieldError error) {
    return error.detail().endsWith("is a required property") ? "is not set" : error.detail();
  }

  private static String key(PluginDescriptor plugin, String name) {
    return "metagov.plugin." + plugin.name() + "." + name.replace('_', '-');
  }
}
