package org.metagov.gateway.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.Name;
import org.metagov.gateway.spi.NumericId;

class RecordBinderTest {
  enum Choice {
    YES,
    @Name("No!")
    NO
  }

  record Numbers(
      int i,
      Integer boxedInt,
      long l,
      Long boxedLong,
      double d,
      Double boxedDouble,
      BigInteger big,
      BigDecimal decimal) {}

  record Plain(String text, boolean yes, Boolean boxed, Choice choice, @Name("teamID") String id) {}

  record Times(LocalDate day, Instant instant, OffsetDateTime time, URI uri) {}

  record Json(JsonObject object, JsonArray array, JsonValue any) {}

  record Inner(int n) {}

  record Many(
      List<Inner> list,
      Set<Choice> set,
      Collection<Long> collection,
      Map<String, List<Inner>> map) {}

  record Perhaps(Optional<String> text, Optional<Inner> inner, Optional<List<Long>> list) {}

  record Range(int low, int high) {
    Range {
      if (low > high) {
        throw new IllegalArgumentException("low must not be above high");
      }
    }
  }

  record Faulty(String text) {
    Faulty {
      throw new UnsupportedOperationException("a fault of its own");
    }
  }

  @Test
  void numbersGoThereAndBack() {
    assertRoundTrip(
        new Numbers(
            Integer.MIN_VALUE,
            Integer.MAX_VALUE,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            0.1,
            -1e300,
            new BigInteger("123456789012345678901234567890"),
            new BigDecimal("0.10")));
  }

  @Test
  void plainValuesGoThereAndBack() {
    Plain plain = new Plain("é😀\"\\\n", true, false, Choice.NO, "T1");
    assertRoundTrip(plain);
    assertThat(RecordBinder.toJson(plain).asJsonObject())
        .containsKeys("teamID")
        .containsEntry("choice", JsonText.string("No!"));
  }

  @Test
  void timesAndAddressesGoThereAndBack() {
    assertRoundTrip(
        new Times(
            LocalDate.parse("2024-02-29"), Instant.parse("2024-02-29T00:00:00.123456789Z"),
            OffsetDateTime.parse("2024-02-29T23:59:01+05:30"),
                URI.create("https://a.example/b?c")));
  }

  @Test
  void aTimeOnTheMinuteIsStillADateTimeOfItsSchema() {
    Times times =
        new Times(
            LocalDate.EPOCH,
            Instant.EPOCH,
            OffsetDateTime.parse("2024-02-29T12:00Z"),
            URI.create("a:b"));
    assertThat(InputSchema.ofRecord(Times.class).errors(RecordBinder.toJson(times))).isEmpty();
    assertRoundTrip(times);
  }

  @Test
  void jsonStaysAsItIs() {
    assertRoundTrip(
        new Json(json("{'a':null}"), json("{'a':[1,[]]}").getJsonArray("a"), JsonValue.NULL));
  }

  @Test
  void listsSetsAndMapsGoThereAndBackInTheirOrder() {
    Many many =
        new Many(
            List.of(new Inner(2), new Inner(1)),
            Set.of(Choice.YES),
            List.of(3L, 1L),
            Map.of("a/b", List.of(new Inner(5))));
    assertRoundTrip(many);
    assertThat(
            RecordBinder.bind(
                    json("{'list':[],'set':['No!','yes'],'collection':[],'map':{}}"), Many.class)
                .set())
        .containsExactly(Choice.NO, Choice.YES);
  }

  @Test
  void whatIsPresentGoesThereAndBack() {
    assertRoundTrip(
        new Perhaps(Optional.of("a"), Optional.of(new Inner(1)), Optional.of(List.of(1L))));
  }

  @Test
  void whatIsAbsentIsLeftOut() {
    Perhaps nothing = new Perhaps(Optional.empty(), Optional.empty(), Optional.empty());
    assertThat(RecordBinder.toJson(nothing)).isEqualTo(JsonValue.EMPTY_JSON_OBJECT);
    assertRoundTrip(nothing);
    assertThat(RecordBinder.bind(json("{'text':null,'inner':null}"), Perhaps.class))
        .isEqualTo(nothing);
  }

  @Test
  void plainTypesNeedNoRecord() {
    assertThat(RecordBinder.bind(JsonText.parse("4"), Long.class)).isEqualTo(4);
    assertThat(RecordBinder.bind(JsonValue.TRUE, boolean.class)).isTrue();
    assertThat(RecordBinder.bind(JsonText.string("a"), String.class)).isEqualTo("a");
  }

  @Test
  void anIdIsTakenAsATextAndAsANumberWithAllItsDigits() {
    record Ids(NumericId one, List<NumericId> more) {}

    Ids bound =
        RecordBinder.bind(
            JsonText.parse(
                "{\"one\":197038439483310086,\"more\":[\"18446744073709551615\",1.97E17,7]}"),
            Ids.class);
    assertThat(bound.one().digits()).isEqualTo("197038439483310086");
    assertThat(bound.more())
        .extracting(NumericId::digits)
        .containsExactly("18446744073709551615", "197000000000000000", "7");
    assertThat(RecordBinder.toJson(bound))
        .hasToString(
            "{\"one\":\"197038439483310086\",\"more\":"
                + "[\"18446744073709551615\",\"197000000000000000\",\"7\"]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "1E400", "\"general\"", "\"\"", "\" 1\"", "true", "[1]"})
  void whatIsNoIdIsTheCallersFault(String json) {
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () -> RecordBinder.bind(JsonText.parse(json), NumericId.class))
                .type())
        .isEqualTo(ProblemType.INVALID);
  }

  @Test
  void everyDigitIsKept() {
    record Digits(BigInteger whole, BigDecimal part) {}
    String text =
        "{\"whole\":123456789012345678901234567890123,\"part\":0.1234567890123456789012345678900}";
    assertThat(
            JsonText.write(
                RecordBinder.toJson(RecordBinder.bind(JsonText.parse(text), Digits.class))))
        .isEqualTo(text);
  }

  @Test
  void aWholeNumberMayBeWrittenWithAPoint() {
    assertThat(RecordBinder.bind(json("{'n':5.0}"), Inner.class)).isEqualTo(new Inner(5));
    assertThat(RecordBinder.bind(json("{'n':5e2}"), Inner.class)).isEqualTo(new Inner(500));
  }

  @ParameterizedTest
  @CsvSource({
    "i, 2147483648",
    "boxed_int, -2147483649",
    "l, 9223372036854775808",
    "boxed_long, 1e400",
    "l, 1e2000000000",
    "d, 1e400",
    "boxed_double, -1e400",
    "big, 1e2000000000",
    "i, 0.5",
    "big, 1e-400"
  })
  @Timeout(60)
  void aNumberThatTheTypeCannotHoldIsTheCallersFault(String member, String number) {
    JsonObject whole =
        json(
            "{'i':1,'boxed_int':1,'l':1,'boxed_long':1,'d':1,'boxed_double':1,'big':1,'decimal':1}");
    JsonObject wrong = JsonText.object(whole).add(member, JsonText.parse(number)).build();
    assertRefused(wrong, Numbers.class, "/" + member, "is out of range");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'5'", "true", "null", "[]", "{}"})
  void whatIsNoNumberIsRefused(String value) {
    ProblemException refusal = refusal(json("{'n':" + value + "}"), Inner.class);
    assertThat(refusal.errors()).extracting(FieldError::pointer).containsExactly("/n");
  }

  @ParameterizedTest
  @CsvSource({
    "day, 2024-02-30, LocalDate",
    "instant, 2024-02-29, Instant",
    "instant, 2016-12-31T23:59:60Z, Instant",
    "time, noon, OffsetDateTime",
    "uri, a b, URI"
  })
  void aStringThatIsNoValueOfTheTypeIsTheCallersFault(String member, String text, String type) {
    JsonObject whole =
        RecordBinder.toJson(
                new Times(
                    LocalDate.EPOCH,
                    Instant.EPOCH,
                    OffsetDateTime.parse("2024-02-29T12:00Z"),
                    URI.create("a:b")))
            .asJsonObject();
    JsonObject wrong = JsonText.object(whole).add(member, text).build();
    assertRefused(wrong, Times.class, "/" + member, "is not a valid " + type);
  }

  @Test
  void whatARecordItselfRefusesIsTheCallersFault() {
    record Trip(List<Range> ranges) {}
    assertRefused(
        json("{'ranges':[{'low':1,'high':2},{'low':2,'high':1}]}"),
        Trip.class,
        "/ranges/1",
        "low must not be above high");
  }

  @Test
  void aFaultOfARecordIsNotTheCallers() {
    assertThatIllegalStateException()
        .isThrownBy(() -> RecordBinder.bind(json("{'text':'a'}"), Faulty.class))
        .withCauseInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void anUnknownConstantIsRefusedAndNotQuoted() {
    assertRefused(
        json("{'list':[],'set':['yes','hush'],'collection':[],'map':{}}"),
        Many.class,
        "/set/1",
        "is not one of the allowed values");
  }

  @Test
  void pointersAreEscaped() {
    assertThat(
            refusal(
                    json("{'list':[],'set':[],'collection':[],'map':{'a/b~c':[{'n':'x'}]}}"),
                    Many.class)
                .errors())
        .extracting(FieldError::pointer)
        .containsOnly("/map/a~1b~0c/0/n");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void aNumberThatJsonDoesNotHaveIsNotWritten(double number) {
    assertThatExceptionOfType(NumberFormatException.class)
        .isThrownBy(() -> RecordBinder.toJson(number));
  }

  private static void assertRoundTrip(Record value) {
    JsonValue there = JsonText.parse(JsonText.write(RecordBinder.toJson(value)));
    assertThat(RecordBinder.bind(there, value.getClass())).isEqualTo(value);
    assertThat(InputSchema.ofRecord(value.getClass()).errors(there)).isEmpty();
  }

  private static void assertRefused(JsonValue json, Class<?> type, String pointer, String detail) {
    ProblemException refusal = refusal(json, type);
    assertThat(refusal.type()).isEqualTo(ProblemType.INVALID);
    assertThat(refusal).hasMessage("Schema validation error: '%s' %s".formatted(pointer, detail));
    assertThat(refusal.errors()).containsExactly(new FieldError(pointer, detail));
  }

  private static ProblemException refusal(JsonValue json, Class<?> type) {
    return catchThrowableOfType(ProblemException.class, () -> RecordBinder.bind(json, type));
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text.replace('\'', '"')).asJsonObject();
  }
}
