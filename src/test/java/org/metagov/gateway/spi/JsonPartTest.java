package org.metagov.gateway.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonValue;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPartTest {
  private static final String SECRET = "xoxb-17653672481";

  @Test
  void eachMemberIsReadAsWhatItHasToBe() {
    JsonPart part =
        part(
            "{'text':'a','number':7,'big':18446744073709551616,'decimal':1.50,'numeral':'1.50',"
                + "'truth':true,'time':'2030-01-01T13:00:00+01:00','object':{'in':{'it':'b'}},"
                + "'list':[{'x':1},2,null],'unknown':[]}");
    assertThat(part.text("text")).isEqualTo("a");
    assertThat(part.findText("text")).contains("a");
    assertThat(part.textIn("text")).contains("a");
    assertThat(part.textIn("number")).isEmpty();
    assertThat(part.textIn("absent")).isEmpty();
    assertThat(part.number("number")).isEqualTo(7);
    assertThat(part.integer("big")).isEqualTo(new BigInteger("18446744073709551616"));
    assertThat(part.decimal("decimal").toString()).isEqualTo("1.50");
    assertThat(part.numeral("numeral").toString()).isEqualTo("1.50");
    assertThat(part.truth("truth")).isTrue();
    assertThat(part.findTime("time")).contains(Instant.parse("2030-01-01T12:00:00Z"));
    assertThat(part.part("object").part("in").text("it")).isEqualTo("b");
    assertThat(part.at("list").items()).hasSize(3);
    assertThat(part.items("list")).extracting(JsonPart::path).containsExactly("list[0]", "list[1]");
    assertThat(part.objects("list")).singleElement().extracting(x -> x.number("x")).isEqualTo(1L);
  }

  static Stream<Arguments> reading() {
    return Stream.<Map.Entry<String, Function<JsonPart, Object>>>of(
            Map.entry("an object", JsonPart::object),
            Map.entry("an object", part -> part.at("member")),
            Map.entry("a list", JsonPart::list),
            Map.entry("a list", JsonPart::items),
            Map.entry("a list", JsonPart::objects),
            Map.entry("a text", JsonPart::text),
            Map.entry("a text", JsonPart::time),
            Map.entry("a whole number", JsonPart::number),
            Map.entry("a whole number", JsonPart::integer),
            Map.entry("a number", JsonPart::decimal),
            Map.entry("a number", JsonPart::numeral),
            Map.entry("true or false", JsonPart::truth))
        .map(each -> Arguments.of(each.getKey(), each.getValue()));
  }

  @ParameterizedTest
  @MethodSource("reading")
  void whatIsAbsentNullOrOfTheWrongTypeIsToldByItsPath(
      String expected, Function<JsonPart, Object> read) {
    JsonPart item =
        part("{'polls':[{'null':null,'wrong':" + wrongFor(expected) + "}]}")
            .objects("polls")
            .get(0);
    for (String name : List.of("absent", "null")) {
      assertThat(failure(item.at(name), read))
          .isEqualTo("In Loomio's answer polls[0]." + name + " is missing");
    }
    assertThat(failure(item.at("wrong"), read))
        .isEqualTo("In Loomio's answer polls[0].wrong is not " + expected)
        .doesNotContain(SECRET);
  }

  /** A text is everybody's wrong one, as it may be a secret; but for a text it is right. */
  private static String wrongFor(String expected) {
    return expected.equals("a text") ? "{'" + SECRET + "':1}" : "'" + SECRET + "'";
  }

  @Test
  void aWholeThatIsNoObjectIsToldByItsName() {
    assertThat(failure(part("[]"), JsonPart::object)).isEqualTo("Loomio's answer is not an object");
    assertThat(failure(part("[]"), part -> part.has("x")))
        .isEqualTo("Loomio's answer is not an object");
  }

  @ParameterizedTest
  @CsvSource({"1.0, true", "1e2, true", "1.5, false", "1e-99, false", "'\"1\"', false"})
  void aNumberIsWholeByItsWorth(String json, boolean whole) {
    assertThat(part("{'n':" + json + "}").isNumber("n")).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "1.5", "1e30"})
  void aNumberOfMoreThan64BitsIsNotCutOff(String number) {
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> part("{'n':" + number + "}").number("n"))
        .withMessage("In Loomio's answer n is not a whole number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "1e-999999999", "soon", ""})
  void aTextIsNoNumberThatWouldTakeForEverToWriteOut(String text) {
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> part("{'n':'" + text + "'}").numeral("n"))
        .withMessage("In Loomio's answer n is not a number");
  }

  @Test
  void aListThatMayBeAbsentHasNoItemsThen() {
    assertThat(part("{}").items("list")).isEmpty();
    assertThat(part("{'list':null}").items("list")).isEmpty();
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> part("{'list':{}}").items("list"))
        .withMessage("In Loomio's answer list is not a list");
  }

  @Test
  void aPartDoesNotTellWhatStandsThere() {
    assertThat(part("{'token':'" + SECRET + "'}").at("token"))
        .hasToString("token in Loomio's answer");
  }

  @Test
  void nothingIsTheSameAsNull() {
    assertThat(new JsonPart("it", "", null).value()).isEqualTo(JsonValue.NULL);
  }

  private static String failure(JsonPart part, Function<JsonPart, Object> read) {
    return catchThrowableOfType(PlatformException.class, () -> read.apply(part)).getMessage();
  }

  @Test
  void whoSendsAWebhookIsToBlameForIt() {
    JsonPart webhook =
        JsonPart.ofWebhook("the guild's webhook", part("{'a':{'b':[{'c':7}]}}").value());
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> webhook.part("a").items("b").get(0).text("c"))
        .withMessage("In the guild's webhook a.b[0].c is not a text");
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> webhook.findPart("a").orElseThrow().objects("b").get(0).text("d"))
        .withMessage("In the guild's webhook a.b[0].d is missing");
  }

  private static JsonPart part(String json) {
    byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return JsonPart.of("Loomio's answer", new PlatformResponse(200, Map.of(), body).json());
  }
}
