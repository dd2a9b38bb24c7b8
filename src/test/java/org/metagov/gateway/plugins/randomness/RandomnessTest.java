package org.metagov.gateway.plugins.randomness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.plugins.randomness.Randomness.Config;
import org.metagov.gateway.plugins.randomness.Randomness.LuckyNumber;
import org.metagov.gateway.plugins.randomness.Randomness.Range;
import org.metagov.gateway.plugins.randomness.Randomness.Value;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.PlatformEvent;
import org.metagov.gateway.spi.Received;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.testing.FakeInstance;
import org.metagov.gateway.testing.plugin.ActionExample;
import org.metagov.gateway.testing.plugin.PluginUnderTest;
import org.metagov.gateway.testing.plugin.ShownAnswers;

class RandomnessTest {
  private static final WebhookRequest HOOK =
      new WebhookRequest(Map.of(), "", new byte[0], Instant.EPOCH);

  private final Randomness plugin = new Randomness();
  private final FakeInstance<Config> instance =
      new FakeInstance<>(new Config(10, 13, Optional.empty()));

  @Test
  void everyNumberOfTheRangeIsDrawnAndNoOther() {
    assertThat(drawn(Optional.of(-1L), Optional.of(2L))).containsOnly(-1L, 0L, 1L);
  }

  @Test
  void anEndThatIsNotNamedIsTheConfigs() {
    assertThat(drawn(Optional.empty(), Optional.empty())).containsOnly(10L, 11L, 12L);
    assertThat(drawn(Optional.of(12L), Optional.empty())).containsOnly(12L);
    assertThat(drawn(Optional.empty(), Optional.of(11L))).containsOnly(10L);
  }

  @Test
  void theWidestRangeCanBeDrawnFrom() {
    assertThat(drawn(Optional.of(Long.MIN_VALUE), Optional.of(Long.MAX_VALUE)))
        .hasSizeGreaterThan(2);
  }

  @ParameterizedTest
  @CsvSource({"5, 5", "6, 5", "9223372036854775807, -9223372036854775808"})
  void anEmptyRangeIsTheCallersFault(long low, long high) {
    Range range = new Range(Optional.of(low), Optional.of(high));
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> plugin.randomInt(instance, range))
        .withMessage("low (" + low + ") must be less than high (" + high + ")");
  }

  @Test
  void theFirstLuckyNumberIsFour() {
    plugin.initialized(instance);
    assertThat(instance.state().get("lucky_number", Long.class)).contains(4L);
  }

  @Test
  void theLuckyNumberIsRemembered() {
    plugin.initialized(instance);
    assertThat(plugin.setLuckyNumber(instance, new LuckyNumber(7))).isEqualTo(new LuckyNumber(7));
    assertThat(instance.state().get("lucky_number", Long.class)).contains(7L);
  }

  @Test
  void aWebhookDrawsANumberOfTheConfigsRange() {
    Received received = plugin.receive(instance, HOOK);
    assertThat(received.events())
        .extracting(PlatformEvent::eventType)
        .containsExactly("number_drawn");
    assertThat(received.events().get(0).data()).isIn(new Value(10), new Value(11), new Value(12));
  }

  @Test
  void aWebhookIsTakenOnlyAtAPathThatSomebodyHasChosen() {
    assertThat(plugin.admit(instance, HOOK)).isInstanceOf(Gate.Refuse.class);
    FakeInstance<Config> open = new FakeInstance<>(new Config(10, 13, Optional.of("k7Qw2")));
    assertThat(plugin.admit(open, HOOK)).isEqualTo(Gate.accept());
  }

  @Test
  void theDocumentsShowWhatIsAnswered() {
    JsonObject config = JsonText.parse("{\"default_low\":1,\"default_high\":7}").asJsonObject();
    try (PluginUnderTest running =
        new PluginUnderTest(new Randomness(), config, Optional.empty())) {
      ShownAnswers.compareAll(
          Randomness.class,
          running,
          "",
          List.of(
              ActionExample.of("random-int", "{\"low\":1,\"high\":100}"),
              ActionExample.of("set-lucky-number", "{\"lucky_number\":7}")));
      compareVote(running);
    }
  }

  private static void compareVote(PluginUnderTest running) {
    String vote = "delayed-stochastic-vote";
    JsonObject parameters =
        JsonText.parse("{\"options\":[\"tulips\",\"roses\"],\"delay\":60}").asJsonObject();
    PluginUnderTest.Running process = running.start(vote, parameters, "start-1");
    JsonObject pending = ShownAnswers.standing(process);
    running.pass(Duration.ofHours(1));
    process.check();
    assertThat(process.isPending()).isFalse();
    ShownAnswers.compareProcess(
        Randomness.class, vote, parameters, pending, ShownAnswers.standing(process), "");
  }

  @Test
  void theDocumentsShowWhatIsTold() {
    JsonObject config =
        JsonText.parse("{\"default_low\":1,\"default_high\":7,\"webhook_slug\":\"k7Qw2\"}")
            .asJsonObject();
    try (PluginUnderTest running =
        new PluginUnderTest(new Randomness(), config, Optional.empty())) {
      running.take(HOOK);
      running.workOff();
      ShownAnswers.compareEvents(Randomness.class, running.descriptor(), running.events(), "");
    }
  }

  /** Of three numbers none is missing among two hundred but once in 10^35 runs. */
  private Set<Long> drawn(Optional<Long> low, Optional<Long> high) {
    Range range = new Range(low, high);
    return Stream.generate(() -> plugin.randomInt(instance, range).value())
        .limit(200)
        .collect(Collectors.toSet());
  }
}
