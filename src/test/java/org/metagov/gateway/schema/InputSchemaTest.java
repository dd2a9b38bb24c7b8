package org.metagov.gateway.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.Default;

class InputSchemaTest {
  record Item(@Default("1") int count) {}

  record Order(String buyer, Optional<String> note, @Default("[]") List<Item> items) {}

  @Test
  void defaultsAreFilledInBeforeAnythingIsRequired() {
    InputSchema schema =
        schema("{'properties':{'a':{'type':'integer','default':5}},'required':['a']}");
    assertThat(schema.complete(json("{}"))).isEqualTo(json("{'a':5}"));
  }

  @Test
  void whatIsThereStaysBesideItsDefault() {
    InputSchema schema = schema("{'properties':{'a':{'default':5}}}");
    assertThat(schema.complete(json("{'a':false,'b':1}"))).isEqualTo(json("{'a':false,'b':1}"));
  }

  @Test
  void defaultsAreFilledInAtEveryDepth() {
    InputSchema schema = InputSchema.ofRecord(Order.class);
    assertThat(schema.complete(json("{'buyer':'a'}"))).isEqualTo(json("{'buyer':'a','items':[]}"));
    assertThat(schema.complete(json("{'buyer':'a','items':[{},{'count':2}]}")))
        .isEqualTo(json("{'buyer':'a','items':[{'count':1},{'count':2}]}"));
  }

  @Test
  void aDefaultIsNoReasonToInventTheObjectAroundIt() {
    InputSchema schema =
        schema("{'properties':{'o':{'type':'object','properties':{'a':{'default':1}}}}}");
    assertThat(schema.complete(json("{}"))).isEmpty();
    assertThat(schema.complete(json("{'o':{}}"))).isEqualTo(json("{'o':{'a':1}}"));
  }

  @Test
  void aDefaultThatIsWrongIsFound() {
    InputSchema schema = schema("{'properties':{'a':{'type':'integer','default':'five'}}}");
    assertThat(refusal(schema, "{}").errors()).extracting(FieldError::pointer).containsOnly("/a");
  }

  @Test
  void nullForAnOptionalMemberIsAbsent() {
    assertThat(InputSchema.ofRecord(Order.class).complete(json("{'buyer':'a','note':null}")))
        .isEqualTo(json("{'buyer':'a','items':[]}"));
  }

  @Test
  void nullForAMemberWithADefaultIsTheDefault() {
    assertThat(
            InputSchema.ofRecord(Order.class)
                .complete(json("{'buyer':'a','items':[{'count':null}]}")))
        .isEqualTo(json("{'buyer':'a','items':[{'count':1}]}"));
  }

  @Test
  void nullForARequiredMemberIsAnError() {
    ProblemException refusal = refusal(InputSchema.ofRecord(Order.class), "{'buyer':null}");
    assertThat(refusal)
        .hasMessage("Schema validation error: '/buyer' 'buyer' is a required property");
    assertThat(refusal.errors())
        .containsExactly(new FieldError("/buyer", "'buyer' is a required property"));
  }

  @Test
  void nullForAMemberThatIsNotDeclaredStays() {
    assertThat(schema("{'properties':{}}").complete(json("{'a':null}")))
        .isEqualTo(json("{'a':null}"));
  }

  @ParameterizedTest
  @CsvSource({
    "date, 2024-02-29",
    "date-time, 2024-02-29T23:59:59.5+01:00",
    "uri, https://example.org/a?b#c",
    "email, somebody@example.org"
  })
  void aStringOfTheFormatIsValid(String format, String value) {
    assertThat(formatErrors(format, value)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "date, 2023-02-29", "date, 29.02.2024", "date, 2024-02-29T00:00:00Z",
    "date-time, 2024-02-29", "date-time, 2024-02-29T23:59:59", "date-time, 2024-02-29T23:59Z",
    "uri, not a uri", "uri, /relative", "email, nobody"
  })
  void aStringOfAnotherFormatIsNotValid(String format, String value) {
    assertThat(formatErrors(format, value)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "5.0", "-5.000", "5e3", "123456789012345678901234567890"})
  void aNumberWithoutAFractionIsAnInteger(String number) {
    assertThat(schema("{'type':'integer'}").errors(JsonText.parse(number))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.5", "5e-1", "0.00000000000000000000001", "\"5\"", "true"})
  void anythingElseIsNotAnInteger(String value) {
    assertThat(schema("{'type':'integer'}").errors(JsonText.parse(value))).hasSize(1);
  }

  @Test
  void pointersAreEscaped() {
    InputSchema schema =
        schema(
            "{'properties':{'a/b':{'type':'object','properties':{'c~d':{'type':'integer'}},"
                + "'required':['e/f']}}}");
    assertThat(schema.errors(json("{'a/b':{'c~d':'x'}}")))
        .extracting(FieldError::pointer)
        .containsExactly("/a~1b/c~0d", "/a~1b/e~1f");
  }

  @Test
  void pointersLeadIntoLists() {
    assertThat(
            InputSchema.ofRecord(Order.class)
                .errors(json("{'buyer':'a','items':[{'count':1},{'count':'x'}]}")))
        .extracting(FieldError::pointer)
        .containsExactly("/items/1/count");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'integer'}",
        "{'type':['integer','null']}",
        "{'enum':['a','b']}",
        "{'const':'a'}",
        "{'pattern':'^a$'}",
        "{'format':'uri'}",
        "{'format':'date'}",
        "{'format':'date-time'}",
        "{'format':'email'}",
        "{'minLength':99}",
        "{'maxLength':2}",
        "{'not':{'type':'string'}}",
        "{'oneOf':[{'type':'integer'},{'const':'a'}]}",
        "{'anyOf':[{'maxLength':1}]}",
        "{'allOf':[{'enum':['a']}]}",
        "{'if':{'type':'string'},'then':{'const':1}}"
      })
  void noErrorQuotesTheValue(String keyword) {
    InputSchema schema =
        schema(
            "{'properties':{'key':%s},'additionalProperties':false,'propertyNames':{'maxLength':9},"
                    .formatted(keyword)
                + "'dependencies':{'key':['other']}}");
    List<FieldError> errors = schema.errors(json("{'key':'hush hush'}"));
    assertThat(errors).isNotEmpty();
    assertThat(InputSchema.summary(errors)).doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'maximum':9}",
        "{'minimum':99999}",
        "{'multipleOf':7}",
        "{'type':'string'}",
        "{'enum':[1]}",
        "{'exclusiveMaximum':12345}"
      })
  void noErrorQuotesANumber(String keyword) {
    List<FieldError> errors =
        schema("{'properties':{'pin':" + keyword + "}}").errors(json("{'pin':12346}"));
    assertThat(errors).hasSize(1);
    assertThat(InputSchema.summary(errors)).doesNotContain("12346");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'uniqueItems':true}",
        "{'maxItems':1}",
        "{'contains':{'const':1}}",
        "{'items':{'maxLength':1}}",
        "{'type':'object'}"
      })
  void noErrorQuotesAnItem(String keyword) {
    List<FieldError> errors =
        schema("{'properties':{'keys':" + keyword + "}}").errors(json("{'keys':['hush','hush']}"));
    assertThat(errors).isNotEmpty();
    assertThat(InputSchema.summary(errors)).doesNotContain("hush");
  }

  @Test
  void aMemberThatIsNotAllowedIsToldByItsName() {
    ProblemException refusal =
        refusal(schema("{'properties':{},'additionalProperties':false}"), "{'extra':'hush'}");
    assertThat(refusal.getMessage()).contains("extra").doesNotContain("hush");
  }

  @Test
  void atMostTwentyErrorsAreTold() {
    String members =
        IntStream.range(0, 50).mapToObj(i -> "'m" + i + "':'x'").collect(Collectors.joining(","));
    assertThat(
            schema("{'additionalProperties':{'type':'integer'}}").errors(json("{" + members + "}")))
        .hasSize(20);
  }

  @Test
  void aLongErrorIsCut() {
    InputSchema schema = schema("{'pattern':'^" + "a".repeat(1_000) + "$'}");
    assertThat(schema.errors(JsonText.string("b")).get(0).detail()).hasSize(201).endsWith("…");
  }

  @Test
  void aRefusalIsTheCallersFaultAndSumsUpEveryError() {
    ProblemException refusal = refusal(InputSchema.ofRecord(Order.class), "{'items':3,'note':3}");
    assertThat(refusal.type()).isEqualTo(ProblemType.INVALID);
    assertThat(refusal.errors())
        .extracting(FieldError::pointer)
        .containsExactly("/buyer", "/items", "/note");
    assertThat(refusal.getMessage())
        .startsWith("Schema validation error: ")
        .contains("'/buyer'", "'/items'", "'/note'");
  }

  @Test
  void aNameThatIsTooLongIsTheCallersFault() {
    ProblemException refusal = refusal(schema("{}"), "{'" + "n".repeat(50_001) + "':1}");
    assertThat(refusal.type()).isEqualTo(ProblemType.INVALID);
    assertThat(refusal).hasMessage("Schema validation error: a value is too long");
  }

  @Test
  void aNumberOfTooManyDigitsIsTheCallersFault() {
    ProblemException refusal = refusal(schema("{}"), "{'n':" + "1".repeat(1_050) + "}");
    assertThat(refusal.type()).isEqualTo(ProblemType.INVALID);
    assertThat(refusal).hasMessage("Schema validation error: a value is too long");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{'type':'banana'}", "{'required':'a'}", "{'properties':{'a':{'minLength':-1}}}"})
  void whatIsNoSchemaOfDraft7IsRefused(String source) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schema(source))
        .withMessageStartingWith("not a JSON Schema of draft 7: ");
  }

  private static List<FieldError> formatErrors(String format, String value) {
    return schema("{'type':'string','format':'" + format + "'}").errors(JsonText.string(value));
  }

  private static ProblemException refusal(InputSchema schema, String value) {
    return catchThrowableOfType(ProblemException.class, () -> schema.complete(json(value)));
  }

  private static InputSchema schema(String source) {
    return InputSchema.of(json(source));
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text.replace('\'', '"')).asJsonObject();
  }

  @Test
  void anIdThatIsANumberIsTheTextOfItsDigits() {
    InputSchema schema =
        InputSchema.of(
            JsonText.parse(
                    "{\"properties\":{\"id\":{\"type\":[\"string\",\"integer\"]},"
                        + "\"all\":{\"items\":{\"type\":[\"string\",\"integer\"]}},"
                        + "\"n\":{\"type\":[\"number\",\"string\"]}}}")
                .asJsonObject());
    assertThat(
            schema.complete(
                JsonText.parse("{\"id\":197038439483310086,\"all\":[1,\"2\",1E3],\"n\":3}")
                    .asJsonObject()))
        .hasToString("{\"id\":\"197038439483310086\",\"all\":[\"1\",\"2\",\"1000\"],\"n\":3}");
    assertThat(schema.complete(JsonText.parse("{\"id\":-1,\"all\":[1E30]}").asJsonObject()))
        .as("what no id is stays as it is, for whoever refuses it")
        .containsEntry("id", JsonText.parse("-1"));
  }
}
