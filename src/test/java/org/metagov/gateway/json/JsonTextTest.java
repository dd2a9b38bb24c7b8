package org.metagov.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  @Test
  void textIsWrittenAsItWasReadButForWhiteSpace() {
    JsonValue value = read("{ \"b\" : [1, true, null, \"é\\n\"],\n \"a\" : {} }");
    assertThat(JsonText.write(value)).isEqualTo("{\"b\":[1,true,null,\"é\\n\"],\"a\":{}}");
  }

  @Test
  void numbersKeepEveryDigit() {
    String numbers = "[0.1,123456789012345678901234567890,0.30000000000000000001,9007199254740993]";
    assertThat(JsonText.write(read(numbers))).isEqualTo(numbers);
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    byte[] latin1 = {'"', (byte) 0xe9, '"'};
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> JsonText.parse(latin1))
        .withMessage("the text is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "[1,]", "{\"a\":}", "{a:1}", "nul", "01", "'a'", "{} {}"})
  void malformedTextIsRefused(String text) {
    assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> read(text));
  }

  @Test
  void whatIsMalformedIsToldByItsPlaceAndNotQuoted() {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> read("{\n\"key\": hush}"))
        .withMessageMatching("not valid JSON at line 2, column \\d+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e10001",
        "[-1E+400000000]",
        "{\"a\":[1e-400000000]}",
        "1e99999999999",
        "0e400000000"
      })
  void aNumberOfAHugeExponentIsRefused(String text) {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> read(text))
        .withMessage("a number is too long");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e9999", "-1e-9999", "\"1e400000000\"", "{\"file12345\":1}"})
  void aSmallerExponentIsReadAndAStringMayLookLikeIt(String text) {
    assertThat(read(text)).isNotNull();
  }

  @Test
  void aNumberOfTooManyDigitsIsRefused() {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> read("1".repeat(5_000)))
        .withMessage("a number is too long");
  }

  @Test
  void aHundredLevelsAreRead() {
    assertThat(read(nested(100))).isNotNull();
  }

  @Test
  void moreThanAHundredLevelsAreRefused() {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> read(nested(101)))
        .withMessage("nested deeper than 100 levels");
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> read("{\"a\":".repeat(101) + "1" + "}".repeat(101)))
        .withMessage("nested deeper than 100 levels");
  }

  @Test
  void bracketsInsideStringsAreNotLevels() {
    String brackets = "[{".repeat(100);
    assertThat(read("[\"" + brackets + "\",\"\\\"" + brackets + "\\\\\",1]").asJsonArray())
        .hasSize(3);
  }

  @Test
  void levelsBesideEachOtherDoNotAddUp() {
    assertThat(read("[" + "[],{},".repeat(200) + "1]").asJsonArray()).hasSize(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\udc00\\ud800\"",
        "[{\"a\":[\"\\uD83Dx\"]}]",
        "{\"\\ud800\":1}"
      })
  void halfASurrogatePairIsRefused(String text) {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> read(text))
        .withMessage("a string holds half a surrogate pair");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1,\"a\":1}", "[{\"b\":{\"a\":1,\"\\u0061\":2}}]"})
  void aNameThatStandsTwiceIsRefused(String text) {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> read(text))
        .withMessage("a name stands twice in one object");
  }

  @Test
  void aByteOrderMarkIsNoneOfTheText() {
    assertThat(read("\uFEFF{\"a\":\"\uFEFFb\"}")).isEqualTo(read("{\"a\":\"\uFEFFb\"}"));
    assertThat(JsonText.ofPlatform("\uFEFF[]".getBytes(UTF_8))).isEqualTo(read("[]"));
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> read("\uFEFF\uFEFF{}"));
  }

  @Test
  void whatAPlatformSaysIsReadAsABrowserDoes() {
    assertThat(ofPlatform("{\"a\":1,\"a\":2}")).isEqualTo(read("{\"a\":2}"));
    assertThat(ofPlatform("{\"\\ud83d\":[\"x\\ud83d\",\"\\udc00y\",\"\\ud83d\\ude00\"]}"))
        .isEqualTo(read("{\"\uFFFD\":[\"x\uFFFD\",\"\uFFFDy\",\"😀\"]}"));
    byte[] latin1 = {'"', (byte) 0xe9, '"'};
    assertThat(JsonText.ofPlatform(latin1)).isEqualTo(read("\"\uFFFD\""));
  }

  @Test
  void theLimitsAreThoseOfPlatformsToo() {
    for (String text :
        List.of(nested(101), "1".repeat(5_000), "1e10001", "{} {}", "", "{\"a\":".repeat(1_001))) {
      assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> ofPlatform(text));
    }
    assertThat(ofPlatform(nested(100))).isNotNull();
  }

  @Test
  void aWholeSurrogatePairIsOneCharacter() {
    assertThat(((JsonString) read("\"\\ud83d\\ude00\"")).getString()).isEqualTo("😀");
  }

  @Test
  void noTextIsJsonNull() {
    assertThat(JsonText.string(null)).isEqualTo(JsonValue.NULL);
    assertThat(JsonText.write(JsonText.string("a"))).isEqualTo("\"a\"");
  }

  @Test
  void aBuilderFromAnObjectKeepsItsMembers() {
    JsonValue start = read("{\"a\":1}");
    assertThat(JsonText.object(start.asJsonObject()).add("b", 2).build())
        .isEqualTo(read("{\"a\":1,\"b\":2}"));
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  private static JsonValue ofPlatform(String text) {
    return JsonText.ofPlatform(text.getBytes(UTF_8));
  }

  private static JsonValue read(String text) {
    return JsonText.parse(text.getBytes(UTF_8));
  }

  @Test
  void whatCannotBeKeptIsMarkedAndTheRestIsWrittenAsItIs() {
    JsonValue odd =
        JsonText.parse(
            "{'a\\ud83d':['\\udc9a!',{'b':'\\u0000 \\ud83d\\udc9a'},1]}".replace('\'', '"'));
    String kept = "{'a\uFFFD':['\uFFFD!',{'b':'\\u0000 \uD83D\uDC9A'},1]}".replace('\'', '"');
    assertThat(JsonText.write(odd)).isEqualTo(kept);
    assertThat(JsonText.keepable(odd)).isEqualTo(JsonText.parse(kept));
    JsonValue even = JsonText.parse(kept);
    assertThat(JsonText.keepable(even)).isSameAs(even);
    assertThat(JsonText.keepable(JsonText.string("\uD83D"))).isEqualTo(JsonText.string("\uFFFD"));
  }
}
