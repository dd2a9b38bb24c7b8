package org.metagov.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.Secret;

/**
 * What drivers see of secrets, and what becomes of what they put back. Public: so are its records.
 */
public class MaskedConfigTest {
  /** A config with secrets at every depth. */
  public record Config(
      @Default("https://platform.example.org") Optional<String> serverUrl,
      Optional<URI> nodeUrl,
      @Secret Optional<URI> hookUrl,
      Optional<String> team,
      @Secret Optional<String> apiKey,
      @Secret Map<String, List<String>> tokens,
      @Secret Optional<Integer> pin,
      List<Inner> more) {}

  /** One with a secret of its own. */
  public record Inner(Optional<String> name, @Secret Optional<String> key) {}

  /** A plugin that is never called. */
  @MetagovPlugin("masked")
  public static class Masked implements Plugin<Config> {}

  private static final PluginDescriptor PLUGIN = TestCatalog.read(new Masked());
  private static final String WHOLE =
      "{'server_url': 'https://a.example.org', 'team': '********', 'api_key': 'k1',"
          + " 'tokens': {'x': ['t1', 't2']}, 'pin': 1234, 'more': [{'name': 'n', 'key': 'k2'}]}";
  private static final String SEEN =
      "{'server_url': 'https://a.example.org', 'team': '********', 'api_key': '********',"
          + " 'tokens': {'x': ['********', '********']}, 'pin': '********',"
          + " 'more': [{'name': 'n', 'key': '********'}]}";

  @Test
  void everySecretIsAMarkAndAllElseIsAsItIs() {
    assertThat(MaskedConfig.mask(PLUGIN, json(WHOLE))).isEqualTo(json(SEEN));
    assertThat(MaskedConfig.mask(PLUGIN, json("{'api_key': '', 'tokens': {}, 'more': []}")))
        .isEqualTo(json("{'api_key': '', 'tokens': {}, 'more': []}"));
  }

  @Test
  void ofAPluginThatIsNotThereAnythingMayBeSecret() {
    assertThat(MaskedConfig.maskAll(json("{'a': 'b', 'c': {'d': [7, true, null]}}")))
        .isEqualTo(json("{'a': '********', 'c': {'d': ['********', true, null]}}"));
  }

  @Test
  void whatWasSeenCanBePutBack() {
    assertThat(MaskedConfig.isIn(PLUGIN, json(SEEN))).isTrue();
    assertThat(MaskedConfig.restore(PLUGIN, json(SEEN), json(WHOLE))).isEqualTo(json(WHOLE));
  }

  @Test
  void aMarkElsewhereIsATextLikeAnyOther() {
    JsonObject config = json("{'team': '********', 'api_key': 'new'}");
    assertThat(MaskedConfig.isIn(PLUGIN, config)).isFalse();
    assertThat(MaskedConfig.restore(PLUGIN, config, json("{'team': 'old'}"))).isEqualTo(config);
  }

  @Test
  void someSecretsStayWhileOthersAreGiven() {
    assertThat(
            MaskedConfig.restore(
                PLUGIN,
                json(
                    "{'server_url': 'https://a.example.org', 'api_key': 'new',"
                        + " 'tokens': {'x': ['********', '********'], 'y': ['t3']}}"),
                json(WHOLE)))
        .isEqualTo(
            json(
                "{'server_url': 'https://a.example.org', 'api_key': 'new',"
                    + " 'tokens': {'x': ['t1', 't2'], 'y': ['t3']}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'tokens': {'x': ['********']}} | /tokens/x/0",
        "{'tokens': {'x': ['********', 't3']}} | /tokens/x/0",
        "{'tokens': {'x': ['t3', '********', 't2']}} | /tokens/x/1",
        "{'more': [{'name': 'another', 'key': '********'}]} | /more/0/key"
      })
  void inAListThatIsAnotherOneNoMarkTellsWhichSecretItIs(String config, String pointer) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> MaskedConfig.restore(PLUGIN, json(config), json(WHOLE)))
        .withMessageNotContaining("t1")
        .satisfies(
            e -> assertThat(e.errors()).extracting(FieldError::pointer).containsExactly(pointer));
  }

  @Test
  void aListWithoutAMarkIsTakenAsItIs() {
    JsonObject config = json("{'tokens': {'x': ['t2']}}");
    assertThat(MaskedConfig.restore(PLUGIN, config, json(WHOLE))).isEqualTo(config);
  }

  @Test
  void anAddressThatIsSecretStaysByItsMark() {
    JsonObject kept =
        json(
            "{'server_url': 'https://platform.example.org',"
                + " 'hook_url': 'https://hooks.example.org/k', 'api_key': 'k1'}");
    assertThat(
            MaskedConfig.restore(
                PLUGIN, json("{'hook_url': '********', 'api_key': '********'}"), kept))
        .isEqualTo(json("{'hook_url': 'https://hooks.example.org/k', 'api_key': 'k1'}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'api_key': '********'} | {} | /api_key",
        "{'api_key': '********'} | {'api_key': ''} | /api_key",
        "{'tokens': {'y': ['********']}} | {'tokens': {'x': ['t']}} | /tokens/y/0",
        "{'tokens': {'x': ['a', '********']}} | {'tokens': {'x': ['t']}} | /tokens/x/1",
        "{'more': [{'key': '********'}]} | {'more': 'k'} | /more/0/key"
      })
  void aMarkThatStandsForNothingIsRefused(String config, String kept, String pointer) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> MaskedConfig.restore(PLUGIN, json(config), json(kept)))
        .satisfies(
            e -> assertThat(e.errors()).extracting(FieldError::pointer).containsExactly(pointer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'server_url': 'https://evil.example.org' | 'server_url': 'https://a.example.org'",
        "'team': 'x' | 'server_url': 'https://a.example.org'",
        "'server_url': 'https://a.example.org' | 'team': 'x'",
        "'node_url': 'https://evil.example.org' | 'server_url': 'https://platform.example.org'",
        "'team': 'x' | 'node_url': 'https://node.example.org'"
      })
  void noSecretIsKeptForAnotherAddress(String config, String kept) {
    JsonObject asked = json("{'api_key': '********', " + config + "}");
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(
            () -> MaskedConfig.restore(PLUGIN, asked, json("{'api_key': 'k1', " + kept + "}")))
        .withMessageContaining("anew")
        .withMessageNotContaining("k1")
        .satisfies(
            e ->
                assertThat(e.errors()).extracting(FieldError::pointer).containsExactly("/api_key"));
  }

  @Test
  void theDefaultAddressIsTheSameWhetherItIsWrittenOrNot() {
    JsonObject kept = json("{'server_url': 'https://platform.example.org', 'api_key': 'k1'}");
    assertThat(MaskedConfig.restore(PLUGIN, json("{'api_key': '********'}"), kept))
        .isEqualTo(json("{'api_key': 'k1'}"));
  }

  private static JsonObject json(String text) {
    JsonValue value = JsonText.parse(text.replace('\'', '"'));
    return value.asJsonObject();
  }
}
