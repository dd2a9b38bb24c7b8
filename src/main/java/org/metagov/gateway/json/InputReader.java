package org.metagov.gateway.json;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.nio.charset.StandardCharsets;

/**
 * Builds values of what others have sent, and measures them on the way: a parser's own limits
 * cannot be told from bad syntax, and are higher.
 */
final class InputReader {
  /** How deep values may nest. */
  static final int MAX_DEPTH = 100;

  /** To compare {@code 1e400000000} with another number takes minutes. */
  private static final int MAX_EXPONENT = 10_000;

  private static final char UNREADABLE = '\uFFFD';

  private final JsonParser parser;
  private final boolean exactly;
  private int depth;

  /**
   * A reader of what {@code parser} finds.
   *
   * @param exactly whether what cannot be kept as it is, is refused; else it is put right as a
   *     browser does
   */
  InputReader(JsonParser parser, boolean exactly) {
    this.parser = parser;
    this.exactly = exactly;
  }

  /** Returns the value that is all of the text. */
  JsonValue read() {
    JsonValue value = value(parser.next());
    // Looks for the end of the text, and throws where something else comes first.
    parser.hasNext();
    return value;
  }

  private JsonValue value(Event event) {
    return switch (event) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> string((JsonString) parser.getValue());
      case VALUE_NUMBER -> number((JsonNumber) parser.getValue());
      default -> parser.getValue();
    };
  }

  private JsonValue object() {
    descend();
    JsonObjectBuilder members = JsonText.object();
    int count = 0;
    for (Event event = parser.next(); event != Event.END_OBJECT; event = parser.next()) {
      String name = keepable(parser.getString());
      members.add(name, value(parser.next()));
      count++;
    }
    depth--;
    JsonObject object = members.build();
    if (exactly && object.size() < count) {
      throw new MalformedJsonException("a name stands twice in one object", null);
    }
    return object;
  }

  private JsonValue array() {
    descend();
    JsonArrayBuilder items = JsonText.array();
    for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
      items.add(value(event));
    }
    depth--;
    return items.build();
  }

  private void descend() {
    if (++depth > MAX_DEPTH) {
      throw new MalformedJsonException("nested deeper than " + MAX_DEPTH + " levels", null);
    }
  }

  private static JsonNumber number(JsonNumber number) {
    if (Math.abs((long) number.bigDecimalValue().scale()) > MAX_EXPONENT) {
      throw new MalformedJsonException("a number is too long", null);
    }
    return number;
  }

  private JsonString string(JsonString string) {
    String text = string.getString();
    String kept = keepable(text);
    return text.equals(kept) ? string : JsonText.provider().createValue(kept);
  }

  /** No store keeps half a surrogate pair. */
  private String keepable(String text) {
    if (isWhole(text)) {
      return text;
    }
    if (exactly) {
      throw new MalformedJsonException("a string holds half a surrogate pair", null);
    }
    StringBuilder kept = new StringBuilder();
    text.codePoints()
        .map(c -> Character.getType(c) == Character.SURROGATE ? UNREADABLE : c)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private static boolean isWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
      }
    }
    return true;
  }
}
