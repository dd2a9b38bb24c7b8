package org.metagov.gateway.plugins.revshare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.plugins.revshare.RevShare.Config;
import org.metagov.gateway.plugins.revshare.RevShare.Pointer;
import org.metagov.gateway.plugins.revshare.RevShare.Share;
import org.metagov.gateway.plugins.revshare.RevShare.Shares;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.testing.FakeInstance;
import org.metagov.gateway.testing.plugin.ActionExample;
import org.metagov.gateway.testing.plugin.PluginUnderTest;
import org.metagov.gateway.testing.plugin.ShownAnswers;

class RevShareTest {
  private static final Optional<String> DEFAULT = Optional.empty();
  private static final Optional<String> TEAM = Optional.of("TEAM");

  private final RevShare plugin = new RevShare();
  private final FakeInstance<Config> instance = new FakeInstance<>(new Config());

  @Test
  void pointersAreAddedReweighedAndRemoved() {
    assertThat(plugin.addPointer(instance, new Share("$a", 1, DEFAULT)))
        .isEqualTo(json("{'$a':1}"));
    assertThat(plugin.addPointer(instance, new Share("$b", 2, DEFAULT)))
        .isEqualTo(json("{'$a':1,'$b':2}"));
    assertThat(plugin.addPointer(instance, new Share("$a", 3, DEFAULT)))
        .isEqualTo(json("{'$a':3,'$b':2}"));
    assertThat(plugin.removePointer(instance, new Pointer("$a", DEFAULT)))
        .isEqualTo(json("{'$b':2}"));
    assertThat(plugin.removePointer(instance, new Pointer("$a", DEFAULT)))
        .isEqualTo(json("{'$b':2}"));
    assertThat(plugin.removePointer(instance, new Pointer("$b", DEFAULT))).isEmpty();
  }

  @Test
  void theDocumentsShowWhatIsAnswered() {
    try (PluginUnderTest running =
        new PluginUnderTest(new RevShare(), JsonValue.EMPTY_JSON_OBJECT, Optional.empty())) {
      ShownAnswers.compareAll(
          RevShare.class,
          running,
          "",
          List.of(
              ActionExample.of(
                  "replace-config",
                  "{\"pointers\":{\"$wallet.example.com/mira\":3,\"$wallet.example.com/wren\":1}}"),
              ActionExample.of(
                  "add-pointer", "{\"pointer\":\"$wallet.example.com/ada\",\"weight\":2}"),
              ActionExample.of("remove-pointer", "{\"pointer\":\"$wallet.example.com/wren\"}"),
              ActionExample.of("get-config", "{}"),
              ActionExample.of("pick-pointer", "{}")));
    }
  }

  @Test
  void listsUnderDifferentKeysAreApart() {
    plugin.addPointer(instance, new Share("$a", 1, DEFAULT));
    plugin.addPointer(instance, new Share("$b", 1, TEAM));
    assertThat(plugin.getConfig(instance, new RevShare.Key(DEFAULT))).isEqualTo(json("{'$a':1}"));
    assertThat(plugin.getConfig(instance, new RevShare.Key(TEAM))).isEqualTo(json("{'$b':1}"));
    assertThat(plugin.getConfig(instance, new RevShare.Key(Optional.of("OTHER")))).isEmpty();
  }

  @Test
  void theListWithoutAKeyIsThatOfTheDefaultKey() {
    plugin.addPointer(instance, new Share("$a", 1, DEFAULT));
    assertThat(plugin.getConfig(instance, new RevShare.Key(Optional.of("_DEFAULT"))))
        .isEqualTo(json("{'$a':1}"));
  }

  @Test
  void aListIsReplacedWhole() {
    plugin.addPointer(instance, new Share("$a", 1, TEAM));
    JsonObject next = json("{'$b':2,'$c':5.0,'$d':-1}");
    JsonObject kept = json("{'$b':2,'$c':5,'$d':-1}");
    assertThat(plugin.replaceConfig(instance, new Shares(next, TEAM))).isEqualTo(kept);
    assertThat(plugin.getConfig(instance, new RevShare.Key(TEAM))).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.5",
        "'1'",
        "null",
        "true",
        "[1]",
        "{}",
        "9223372036854775808",
        "1e400",
        "1e2000000000",
        "1e-400"
      })
  void aWeightThatIsNoIntegerIsRefusedAndTheListStays(String weight) {
    plugin.addPointer(instance, new Share("$a", 1, DEFAULT));
    Shares shares = new Shares(json("{'$b':1,'$c':" + weight + "}"), DEFAULT);
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> plugin.replaceConfig(instance, shares))
        .withMessage("The weight of '$c' must be an integer");
    assertThat(plugin.getConfig(instance, new RevShare.Key(DEFAULT))).isEqualTo(json("{'$a':1}"));
  }

  @Test
  void pointersAreDrawnAsOftenAsTheirWeightsSay() {
    replace("{'$a':1,'$b':3}");
    Map<String, Long> drawn = drawn(4_000);
    // 1,000 expected; the standard deviation is 27.
    assertThat(drawn.get("$a")).isBetween(700L, 1_300L);
    assertThat(drawn.get("$a") + drawn.get("$b")).isEqualTo(4_000);
  }

  @Test
  void aPointerWithoutAPositiveWeightIsNeverDrawn() {
    replace("{'$zero':0,'$negative':-5,'$a':1,'$none':0,'$b':1.0,'$less':-9223372036854775807}");
    assertThat(drawn(500)).containsOnlyKeys("$a", "$b");
  }

  @Test
  void weightsWhoseSumIsBeyondALongAreFair() {
    String most = "9223372036854775807";
    replace("{'$a':" + most + ",'$b':" + most + ",'$c':" + most + "}");
    assertThat(drawn(3_000).values()).hasSize(3).allMatch(count -> count > 700 && count < 1_300);
  }

  @Test
  void theOnlyPointerIsAlwaysDrawn() {
    replace("{'$a':1}");
    assertThat(drawn(100)).containsOnlyKeys("$a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'$a':0}", "{'$a':-1,'$b':0}"})
  void fromAListWithoutPositiveWeightsNothingIsDrawn(String pointers) {
    plugin.replaceConfig(instance, new Shares(json(pointers), TEAM));
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> plugin.pickPointer(instance, new RevShare.Key(TEAM)))
        .withMessage("No pointers for key TEAM");
  }

  @Test
  void fromAListThatIsNotThereNothingIsDrawn() {
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> plugin.pickPointer(instance, new RevShare.Key(DEFAULT)))
        .withMessage("No pointers for key _DEFAULT");
    assertThat(plugin.getConfig(instance, new RevShare.Key(DEFAULT)))
        .isEqualTo(JsonValue.EMPTY_JSON_OBJECT);
  }

  private void replace(String pointers) {
    plugin.replaceConfig(instance, new Shares(json(pointers), DEFAULT));
  }

  private Map<String, Long> drawn(int times) {
    return Stream.generate(() -> plugin.pickPointer(instance, new RevShare.Key(DEFAULT)).pointer())
        .limit(times)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text.replace('\'', '"')).asJsonObject();
  }
}
