package org.metagov.gateway.testing;

import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.metagov.gateway.json.JsonText;

/** Input of strangers, made at random around what readers have an eye on. */
public final class Strange {
  private static final List<String> PIECES =
      List.of(
          "",
          "/",
          "//",
          ".",
          "..",
          "%",
          "%2",
          "%2F",
          "%00",
          "%ff",
          "%C0%80",
          ";",
          ";x=1",
          "?",
          "#",
          "&",
          "=",
          "+",
          "@",
          ":",
          "::",
          "[::1]",
          "[",
          "]",
          "\\",
          "http://",
          "https://",
          "HTTP:",
          "127.0.0.1",
          "0x7f.1",
          "localhost",
          "xn--",
          "a",
          "A",
          "garden",
          "-",
          "_",
          " ",
          "\t",
          "\r",
          "\n",
          "\u0000",
          "\u007f",
          "\u0085",
          "\u00ff",
          "\u2028",
          "\u202e",
          "\ufeff",
          "\ud800",
          "\udc00",
          "\ud83d\ude00",
          "\"",
          "'",
          ",",
          "{",
          "}",
          "0",
          "7",
          "-1",
          "9223372036854775808",
          "1e400",
          "NaN",
          "mgk_",
          "whsec_",
          "Bearer ",
          "2030-01-31T00:00:00Z",
          "PT1S");

  private Strange() {}

  /** Returns any text: of pieces that mean something somewhere, or of any characters. */
  public static Arbitrary<String> text() {
    return Arbitraries.oneOf(
        Arbitraries.of(PIECES).list().ofMaxSize(12).map(pieces -> String.join("", pieces)),
        Arbitraries.strings().ofMaxLength(60),
        Arbitraries.strings().all().ofMaxLength(60),
        Arbitraries.strings().withCharRange('!', '~').ofMaxLength(2_000));
  }

  /** Returns any bytes: those of a text, or none of any. */
  public static Arbitrary<byte[]> bytes() {
    return Arbitraries.oneOf(
        text().map(text -> text.getBytes(StandardCharsets.UTF_8)),
        json().map(value -> JsonText.write(value).getBytes(StandardCharsets.UTF_8)),
        Arbitraries.bytes().array(byte[].class).ofMaxSize(200));
  }

  /** Returns any JSON value, of no great depth. */
  public static Arbitrary<JsonValue> json() {
    return json(List.of("a", "id", "type", ""), 3);
  }

  /** Returns objects of JSON whose members may be called {@code names}, and hold anything. */
  public static Arbitrary<JsonValue> object(List<String> names) {
    return members(names, json(names, 2));
  }

  private static Arbitrary<JsonValue> json(List<String> names, int depth) {
    Arbitrary<JsonValue> leaf =
        Arbitraries.oneOf(
            text().map(JsonText::string),
            Arbitraries.of(JsonValue.NULL, JsonValue.TRUE, JsonValue.FALSE),
            Arbitraries.longs().map(number -> JsonText.provider().createValue(number)),
            Arbitraries.bigDecimals().map(number -> JsonText.provider().createValue(number)));
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<JsonValue> below = json(names, depth - 1);
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(3, leaf),
        net.jqwik.api.Tuple.of(1, members(names, below)),
        net.jqwik.api.Tuple.of(
            1,
            below
                .list()
                .ofMaxSize(4)
                .map(values -> JsonText.provider().createArrayBuilder(values).build())));
  }

  private static Arbitrary<JsonValue> members(List<String> names, Arbitrary<JsonValue> values) {
    Arbitrary<String> name =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(8, Arbitraries.of(names)), net.jqwik.api.Tuple.of(1, text()));
    return Combinators.combine(name, values)
        .as(java.util.Map::entry)
        .list()
        .ofMaxSize(6)
        .map(
            members -> {
              var object = JsonText.object();
              members.forEach(member -> object.add(member.getKey(), member.getValue()));
              return object.build();
            });
  }
}
