package org.metagov.gateway.describe;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;
import org.metagov.gateway.json.JsonText;

/**
 * JSON as YAML 1.2 that YAML 1.1 reads in the same way: one member a line, and every text that
 * could be anything else in quotes.
 */
final class Yaml {
  /** Text that no YAML takes for something else: no sign, no number, no boolean, no null. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z/$_][A-Za-z0-9_./$-]*( [A-Za-z0-9_./(-][A-Za-z0-9_.,;/()-]*)*");

  private static final Pattern WORD =
      Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null|\\.inf|\\.nan");

  private final StringBuilder out = new StringBuilder();

  private Yaml() {}

  /** Returns {@code document} as YAML. */
  static String of(JsonObject document) {
    Yaml yaml = new Yaml();
    yaml.members(document, 0, false);
    return yaml.out.toString();
  }

  /** Writes members, the first one on the line that is begun where {@code begun}. */
  private void members(JsonObject object, int depth, boolean begun) {
    boolean first = begun;
    for (Map.Entry<String, JsonValue> member : object.entrySet()) {
      indent(first ? 0 : depth);
      first = false;
      text(member.getKey());
      out.append(':');
      value(member.getValue(), depth + 1);
    }
  }

  private void items(JsonArray array, int depth) {
    for (Iterator<JsonValue> items = array.iterator(); items.hasNext(); ) {
      indent(depth);
      out.append('-');
      JsonValue item = items.next();
      if (item instanceof JsonObject object && !object.isEmpty()) {
        out.append(' ');
        members(object, depth + 1, true);
      } else {
        value(item, depth + 1);
      }
    }
  }

  private void value(JsonValue value, int depth) {
    if (value instanceof JsonObject object && !object.isEmpty()) {
      out.append('\n');
      members(object, depth, false);
    } else if (value instanceof JsonArray array && !array.isEmpty()) {
      out.append('\n');
      items(array, depth);
    } else {
      out.append(' ');
      if (value instanceof JsonString string) {
        text(string.getString());
      } else {
        // Numbers, true, false, null, {} and [] are the same in both.
        out.append(value);
      }
      out.append('\n');
    }
  }

  private void text(String text) {
    boolean plain = PLAIN.matcher(text).matches() && !WORD.matcher(text).matches();
    // A JSON string is a double-quoted scalar of YAML.
    out.append(plain ? text : JsonText.write(JsonText.string(text)));
  }

  private void indent(int depth) {
    out.append("  ".repeat(depth));
  }
}
