package org.metagov.gateway.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.json.JsonText;

class EventFilterTest {
  private static EventFilter types(String... patterns) {
    return new EventFilter(
        Optional.empty(), Optional.empty(), Optional.of(List.of(patterns)), false);
  }

  private static boolean lets(EventFilter filter, String eventType) {
    return filter.lets("a", "tally", eventType);
  }

  private static EventFilter read(String json) {
    return EventFilter.of((JsonObject) JsonText.parse(json));
  }

  @ParameterizedTest
  @CsvSource({
    "posted, posted, true",
    "posted, Posted, false",
    "posted, posted2, false",
    "*, posted, true",
    "post*, posted, true",
    "post*, post, true",
    "*ed, posted, true",
    "*ed, edit, false",
    "p*t*d, posted, true",
    "p*t*t*d, posted, false",
    "a*a, a, false",
    "a*a, aa, true",
    "a*b*b, ab, false",
    "**, posted, true",
    "a.c, abc, false",
    "a[b]*, a[b]c, true",
    "'\\Q*\\E', '\\Qx\\E', true",
    "'a*', 'a\nb', true"
  })
  void anAsteriskStandsForAnyText(String pattern, String eventType, boolean lets) {
    assertThat(lets(types(pattern), eventType)).isEqualTo(lets);
  }

  @Test
  void anAbsentListLetsEverythingThroughAndAnEmptyOneNothing() {
    assertThat(lets(read("{}"), "posted")).isTrue();
    assertThat(lets(read("{\"event_types\":null}"), "posted")).isTrue();
    assertThat(lets(types(), "posted")).isFalse();
    assertThat(lets(types("x", "posted"), "posted")).isTrue();
  }

  @Test
  void allListsHaveToLetAnEventThrough() {
    EventFilter filter =
        read("{\"communities\":[\"a\"],\"sources\":[\"t*\"],\"event_types\":[\"posted\"]}");
    assertThat(filter.lets("a", "tally", "posted")).isTrue();
    assertThat(filter.lets("b", "tally", "posted")).isFalse();
    assertThat(filter.lets("a", "loomio", "posted")).isFalse();
    assertThat(filter.lets("a", "tally", "counted")).isFalse();
  }

  @Test
  void systemEventsAreForThoseWhoAskForThem() {
    assertThat(read("{}").lets("a", "metagov", "delivery_dead")).isFalse();
    assertThat(read("{\"sources\":[\"*\"]}").lets("a", "metagov", "delivery_dead")).isFalse();
    EventFilter asking = read("{\"system_events\":true,\"sources\":[],\"communities\":[\"a\"]}");
    assertThat(asking.lets("a", "metagov", "delivery_dead")).isTrue();
    assertThat(asking.lets("b", "metagov", "delivery_dead")).isFalse();
    assertThat(asking.lets("a", "tally", "posted")).isFalse();
  }

  @Test
  void aFilterIsKeptAsItWas() {
    String json =
        "{\"communities\":[\"a\"],\"sources\":null,\"event_types\":[],\"system_events\":true}";
    assertThat(read(json).toJson()).hasToString(json);
  }

  @Test
  void manyAsterisksTakeNoLonger() {
    EventFilter filter = types("*a".repeat(100) + "b");
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThat(lets(filter, "a".repeat(200))).isFalse());
  }
}
