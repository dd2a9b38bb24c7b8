package org.metagov.gateway.json;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.JsonWriterFactory;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.metagov.gateway.problem.Texts;

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

  private static final char BYTE_ORDER_MARK = '\uFEFF';

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
   * Reads what a caller sent, which has to be such that it can be kept as it is. A byte order mark
   * in front of it is none of it: some clients write one.
   *
   * @throws MalformedJsonException where it is not UTF-8, not JSON, nested deeper than {@value
   *     InputReader#MAX_DEPTH}, names a member twice, or has text that no store can keep (half a
   *     surrogate pair) or a number of too many digits
   */
  public static JsonValue parse(byte[] utf8) {
    String text =
        Texts.ofUtf8(utf8).orElseThrow(() -> new MalformedJsonException("the text is not UTF-8"));
    return input(text, true);
  }

  /**
   * Reads what a platform sent, as a browser would, since nobody else can put it right: bytes that
   * are not UTF-8 and halves of surrogate pairs become U+FFFD, and of members of one name the last
   * one counts. The limits are those of {@link #parse(byte[])}.
   *
   * @throws MalformedJsonException where it is not JSON, nested too deep, or has a number of too
   *     many digits
   */
  public static JsonValue ofPlatform(byte[] utf8) {
    return input(new String(utf8, StandardCharsets.UTF_8), false);
  }

  private static JsonValue input(String text, boolean exactly) {
    return read(withoutMark(text), parser -> new InputReader(parser, exactly).read());
  }

  /** Returns {@code text} without a byte order mark in front of it. */
  public static String withoutMark(String text) {
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  /**
   * Reads text of our own, such as a column of the store.
   *
   * @throws MalformedJsonException where it is not JSON
   */
  public static JsonValue parse(String text) {
    return read(
        text,
        parser -> {
          parser.next();
          JsonValue value = parser.getValue();
          // Looks for the end of the text, and throws where something else comes first.
          parser.hasNext();
          return value;
        });
  }

  private static JsonValue read(String text, Function<JsonParser, JsonValue> reading) {
    try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
      return reading.apply(parser);
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

  /**
   * Writes {@code value} without white space, as every database keeps it: {@link #keepable}, and
   * with U+0000 as an escape.
   */
  public static String write(JsonValue value) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = WRITERS.createWriter(text)) {
      writer.write(value);
    }
    return WholeText.of(text.toString());
  }

  /**
   * Returns {@code value} as it is when it has been written and read again: of halves of surrogate
   * pairs, which only escapes can bring, U+FFFD is left. Without that, what a plugin says again
   * would always differ from what was kept of it.
   */
  public static JsonValue keepable(JsonValue value) {
    return WholeText.of(value);
  }
}
