package org.metagov.gateway.json;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.JsonWriterFactory;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/**
 * JSON text to values and back. The provider is looked up once: {@code jakarta.json.Json} does so
 * on every call, which costs half the throughput of a small request.
 */
public final class JsonText {
  private static final String PROVIDER_PROPERTY = "jakarta.json.provider";

  /** What {@code JsonProvider} takes where no jar names one. */
  private static final String USUAL_PROVIDER = "org.eclipse.parsson.JsonProviderImpl";

  private static final JsonProvider PROVIDER = provide();

  private static final JsonBuilderFactory BUILDERS = PROVIDER.createBuilderFactory(Map.of());
  private static final JsonParserFactory PARSERS = PROVIDER.createParserFactory(Map.of());
  private static final JsonWriterFactory WRITERS = PROVIDER.createWriterFactory(Map.of());

  /** How deep values may nest in what a caller sends. */
  static final int MAX_DEPTH = 100;

  private static final int MAX_EXPONENT = 10_000;

  /** What every number over {@link #MAX_EXPONENT} has in it; a string may have it, too. */
  private static final Pattern HUGE_NUMBER = Pattern.compile("[eE][-+]?\\d{5}");

  private JsonText() {}

  /**
   * Plugins write JSON by {@code jakarta.json.Json}, which looks through all jars at every call,
   * unless it is told the class before its first one.
   */
  private static JsonProvider provide() {
    if (System.getProperty(PROVIDER_PROPERTY) == null) {
      System.setProperty(
          PROVIDER_PROPERTY,
          ServiceLoader.load(JsonProvider.class).stream()
              .findFirst()
              .map(found -> found.type().getName())
              .orElse(USUAL_PROVIDER));
    }
    return JsonProvider.provider();
  }

  /** Returns a new builder of an object. */
  public static JsonObjectBuilder object() {
    return BUILDERS.createObjectBuilder();
  }

  /** Returns a builder that starts as a copy of {@code start}. */
  public static JsonObjectBuilder object(JsonObject start) {
    return BUILDERS.createObjectBuilder(start);
  }

  /** Returns a new builder of an array. */
  public static JsonArrayBuilder array() {
    return BUILDERS.createArrayBuilder();
  }

  /** Returns {@code text} as a JSON string, or JSON null where it is null. */
  public static JsonValue string(String text) {
    return text == null ? JsonValue.NULL : PROVIDER.createValue(text);
  }

  /** Returns the provider, for numbers and pointers. */
  public static JsonProvider provider() {
    return PROVIDER;
  }

  /**
   * Reads what a caller sent.
   *
   * @throws MalformedJsonException where it is not UTF-8, not JSON, nested deeper than {@value
   *     #MAX_DEPTH} or has text that no store can keep (half a surrogate pair) or a number of too
   *     many digits
   */
  public static JsonValue parse(byte[] utf8) {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(utf8))
              .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException("the text is not UTF-8", e);
    }
    refuseDeepNesting(text);
    JsonValue value = parse(text);
    if (text.contains("\\u") || HUGE_NUMBER.matcher(text).find()) {
      refuseWhatCannotBeKept(value);
    }
    return value;
  }

  /**
   * Reads text of our own, such as a column of the store.
   *
   * @throws MalformedJsonException where it is not JSON
   */
  public static JsonValue parse(String text) {
    try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
      parser.next();
      JsonValue value = parser.getValue();
      // Looks for the end of the text, and throws where something else comes first.
      parser.hasNext();
      return value;
    } catch (JsonParsingException e) {
      throw new MalformedJsonException(
          "not valid JSON at line %d, column %d"
              .formatted(e.getLocation().getLineNumber(), e.getLocation().getColumnNumber()),
          e);
    } catch (NumberFormatException | UnsupportedOperationException e) {
      throw new MalformedJsonException("a number is too long", e);
    } catch (JsonException | IllegalStateException | NoSuchElementException e) {
      throw new MalformedJsonException("not valid JSON", e);
    }
  }

  /** Writes {@code value} without white space. */
  public static String write(JsonValue value) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = WRITERS.createWriter(text)) {
      writer.write(value);
    }
    return text.toString();
  }

  /** The parser's own limit cannot be told from bad syntax, and ours is lower. */
  private static void refuseDeepNesting(String text) {
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        if (++depth > MAX_DEPTH) {
          throw new MalformedJsonException("nested deeper than " + MAX_DEPTH + " levels", null);
        }
      } else if (c == '}' || c == ']') {
        depth--;
      }
    }
  }

  private static void refuseWhatCannotBeKept(JsonValue value) {
    switch (value.getValueType()) {
      case STRING -> refuseLoneSurrogates(((JsonString) value).getString());
      case NUMBER -> refuseHugeNumber((JsonNumber) value);
      case ARRAY -> value.asJsonArray().forEach(JsonText::refuseWhatCannotBeKept);
      case OBJECT ->
          value
              .asJsonObject()
              .forEach(
                  (name, member) -> {
                    refuseLoneSurrogates(name);
                    refuseWhatCannotBeKept(member);
                  });
      default -> {}
    }
  }

  /** To compare {@code 1e400000000} with another number takes minutes. */
  private static void refuseHugeNumber(JsonNumber number) {
    if (Math.abs((long) number.bigDecimalValue().scale()) > MAX_EXPONENT) {
      throw new MalformedJsonException("a number is too long", null);
    }
  }

  private static void refuseLoneSurrogates(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new MalformedJsonException("a string holds half a surrogate pair", null);
    }
  }
}
