package org.metagov.gateway.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.Closed;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.Name;
import org.metagov.gateway.spi.NumericId;
import org.metagov.gateway.spi.PlatformId;
import org.metagov.gateway.spi.Secret;

class SchemaWriterTest {
  record Empty() {}

  record Integers(int a, Integer b, long c, Long d, BigInteger e) {}

  record Numbers(double a, Double b, BigDecimal c) {}

  record Plain(String a, boolean b, Boolean c, Choice d) {}

  record Json(JsonObject a, JsonArray b, JsonValue c) {}

  record Formats(LocalDate a, Instant b, OffsetDateTime c, URI d) {}

  record Many(List<String> a, Set<Integer> b, Collection<Empty> c, Map<String, Long> d) {}

  record Deep(Map<String, List<Map<String, Empty>>> a, Optional<List<String>> b) {}

  enum Choice {
    YES,
    @Name("No!")
    NO
  }

  @Closed
  record Annotated(
      @Doc("Where it is") String serverUrl,
      @Secret String apiKey,
      @Name("teamID") @PlatformId String team,
      Optional<Integer> page,
      @Default("10") int size,
      @Default("10") String text,
      @Default("yes") Choice choice,
      @Default("[\"a\"]") List<String> tags) {}

  record Constrained(
      @NotBlank String a,
      @NotEmpty String b,
      @NotEmpty List<String> c,
      @NotEmpty Map<String, String> d,
      @Size(min = 2, max = 5) String e,
      @Size(max = 5) List<String> f,
      @Min(-1) @Max(9_000_000_000L) long g,
      @DecimalMin("0.5") @DecimalMax("1.5") double h,
      @DecimalMin(value = "0.5", inclusive = false) @DecimalMax(value = "1.5", inclusive = false)
          double i,
      @Positive int j,
      @PositiveOrZero int k,
      @Pattern(regexp = "a|b") String l,
      @Email String m,
      @Min(1) Optional<Integer> n) {}

  @ParameterizedTest
  @ValueSource(
      classes = {
        Integers.class,
        Numbers.class,
        Plain.class,
        Json.class,
        Formats.class,
        Many.class,
        Deep.class,
        Annotated.class,
        Constrained.class
      })
  void everySchemaIsOneOfDraft7(Class<? extends Record> type) {
    assertThat(InputSchema.ofRecord(type)).isNotNull();
  }

  @Test
  void aRecordWithoutComponentsRequiresNothing() {
    assertThat(SchemaWriter.of(Empty.class))
        .isEqualTo(json("{\"type\":\"object\",\"properties\":{}}"));
  }

  @Test
  void wholeNumbersAreIntegers() {
    assertProperties(Integers.class, "{'type':'integer'}", 5);
  }

  @Test
  void idsOfDigitsAreTextsOrWholeNumbers() {
    record Ids(@PlatformId NumericId a, List<NumericId> b) {}

    JsonObject properties = SchemaWriter.of(Ids.class).getJsonObject("properties");
    assertThat(properties.getJsonObject("a").getJsonArray("type"))
        .hasToString("[\"string\",\"integer\"]");
    assertThat(properties.getJsonObject("b").getJsonObject("items").getJsonArray("type"))
        .hasToString("[\"string\",\"integer\"]");
  }

  @Test
  void numbersWithAFractionAreNumbers() {
    assertProperties(Numbers.class, "{'type':'number'}", 3);
  }

  @Test
  void textTruthAndChoices() {
    assertThat(properties(Plain.class))
        .isEqualTo(
            json(
                "{'a':{'type':'string'},'b':{'type':'boolean'},'c':{'type':'boolean'},"
                    + "'d':{'type':'string','enum':['yes','No!']}}"));
  }

  @Test
  void jsonIsOfItsOwnTypeOrOfAny() {
    assertThat(properties(Json.class))
        .isEqualTo(json("{'a':{'type':'object'},'b':{'type':'array'},'c':{}}"));
  }

  @Test
  void datesAndAddressesAreFormattedStrings() {
    assertThat(properties(Formats.class))
        .isEqualTo(
            json(
                "{'a':{'type':'string','format':'date'},'b':{'type':'string','format':'date-time'},"
                    + "'c':{'type':'string','format':'date-time'},"
                    + "'d':{'type':'string','format':'uri'}}"));
  }

  @Test
  void listsSetsAndMapsHaveASchemaForWhatIsInThem() {
    assertThat(properties(Many.class))
        .isEqualTo(
            json(
                "{'a':{'type':'array','items':{'type':'string'}},"
                    + "'b':{'type':'array','items':{'type':'integer'},'uniqueItems':true},"
                    + "'c':{'type':'array','items':{'type':'object','properties':{}}},"
                    + "'d':{'type':'object','additionalProperties':{'type':'integer'}}}"));
  }

  @Test
  void typesNest() {
    assertThat(properties(Deep.class))
        .isEqualTo(
            json(
                "{'a':{'type':'object','additionalProperties':{'type':'array','items':"
                    + "{'type':'object','additionalProperties':"
                    + "{'type':'object','properties':{}}}}},"
                    + "'b':{'type':'array','items':{'type':'string'}}}"));
    assertThat(SchemaWriter.of(Deep.class).get("required")).isEqualTo(JsonText.parse("[\"a\"]"));
  }

  @Test
  void annotationsBecomeTheirKeywords() {
    assertThat(SchemaWriter.of(Annotated.class))
        .isEqualTo(
            json(
                "{'type':'object','properties':{"
                    + "'server_url':{'type':'string','description':'Where it is'},"
                    + "'api_key':{'type':'string','writeOnly':true},"
                    + "'teamID':{'type':'string','maxLength':255,'pattern':'^[^\\\\u0000]*$'},"
                    + "'page':{'type':'integer'},"
                    + "'size':{'type':'integer','default':10},"
                    + "'text':{'type':'string','default':'10'},"
                    + "'choice':{'type':'string','enum':['yes','No!'],'default':'yes'},"
                    + "'tags':{'type':'array','items':{'type':'string'},'default':['a']}},"
                    + "'required':['server_url','api_key','teamID'],"
                    + "'additionalProperties':false}"));
  }

  @Test
  void constraintsBecomeTheirKeywords() {
    assertThat(properties(Constrained.class))
        .isEqualTo(
            json(
                "{'a':{'type':'string','minLength':1,'pattern':'\\\\S'},"
                    + "'b':{'type':'string','minLength':1},"
                    + "'c':{'type':'array','items':{'type':'string'},'minItems':1},"
                    + "'d':{'type':'object','additionalProperties':{'type':'string'},"
                    + "'minProperties':1},"
                    + "'e':{'type':'string','minLength':2,'maxLength':5},"
                    + "'f':{'type':'array','items':{'type':'string'},'maxItems':5},"
                    + "'g':{'type':'integer','minimum':-1,'maximum':9000000000},"
                    + "'h':{'type':'number','minimum':0.5,'maximum':1.5},"
                    + "'i':{'type':'number','exclusiveMinimum':0.5,'exclusiveMaximum':1.5},"
                    + "'j':{'type':'integer','exclusiveMinimum':0},"
                    + "'k':{'type':'integer','minimum':0},"
                    + "'l':{'type':'string','pattern':'^(?:a|b)$'},"
                    + "'m':{'type':'string','format':'email'},"
                    + "'n':{'type':'integer','minimum':1}}"));
  }

  record Wildcard(List<?> it) {}

  @SuppressWarnings("rawtypes")
  record Raw(List it) {}

  @SuppressWarnings("rawtypes")
  record RawOptional(Optional it) {}

  @SuppressWarnings("ArrayRecordComponent")
  record ArrayOf(int[] it) {}

  record OddKeys(Map<Integer, String> it) {}

  record OptionalInside(List<Optional<String>> it) {}

  record Narrow(float it) {}

  record Variable<T>(T it) {}

  record BadDefault(@Default("ten") int it) {}

  @ParameterizedTest
  @ValueSource(
      classes = {
        Wildcard.class,
        Raw.class,
        RawOptional.class,
        ArrayOf.class,
        OddKeys.class,
        OptionalInside.class,
        Narrow.class,
        Variable.class,
        BadDefault.class
      })
  void aComponentThatHasNoSchemaIsRefusedByItsName(Class<? extends Record> type) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchemaWriter.of(type))
        .withMessageStartingWith("component 'it' of " + type.getSimpleName() + ": ");
  }

  record Outer(List<Narrow> inner) {}

  @Test
  void aComponentDeepInsideIsRefusedWithTheWayToIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchemaWriter.of(Outer.class))
        .withMessage(
            "component 'inner' of Outer: component 'it' of Narrow: no JSON Schema for the type"
                + " float");
  }

  record Tree(List<Tree> children) {}

  record Hen(Optional<Egg> egg) {}

  record Egg(Optional<Hen> hen) {}

  @ParameterizedTest
  @ValueSource(classes = {Tree.class, Hen.class})
  void aRecordThatContainsItselfIsRefused(Class<? extends Record> type) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchemaWriter.of(type))
        .withMessageEndingWith(type.getSimpleName() + " contains itself");
  }

  record Twice(Empty first, Empty second) {}

  @Test
  void aRecordMayStandInTwoPlaces() {
    assertProperties(Twice.class, "{'type':'object','properties':{}}", 2);
  }

  private static void assertProperties(Class<? extends Record> type, String schema, int count) {
    assertThat(properties(type).values()).hasSize(count).containsOnly(json(schema));
  }

  private static JsonObject properties(Class<? extends Record> type) {
    return SchemaWriter.of(type).getJsonObject("properties");
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text.replace('\'', '"')).asJsonObject();
  }
}
