package org.metagov.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.settings.InvalidSettingException;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.Secret;

/** Public, as plugins have to be. */
public class PluginSettingsTest {
  private static final String SECRET = "client-secret-4711";

  /** What the server has for it. */
  public record Settings(
      @NotBlank String clientId,
      @Secret @NotBlank String clientSecret,
      @Default("5") @Min(1) int tries,
      @Default("false") boolean loud,
      Optional<List<String>> scopes,
      Optional<URI> page,
      Optional<Mood> mood) {}

  /** How it feels. */
  public enum Mood {
    GAY,
    GRAVE
  }

  /** No config. */
  public record Config() {}

  /** A plugin with settings. */
  @MetagovPlugin(value = "set", settings = Settings.class)
  public static class WithSettings implements Plugin<Config> {}

  /** A plugin without. */
  @MetagovPlugin("plain")
  public static class Plain implements Plugin<Config> {}

  /** What every plugin has. */
  public record Reserved(Optional<String> serverUrl) {}

  /** A plugin whose settings hide the gateway's own. */
  @MetagovPlugin(value = "greedy", settings = Reserved.class)
  public static class Greedy implements Plugin<Config> {}

  /** What no text is. */
  public record Deep(Optional<Config> inner) {}

  /** A plugin whose settings nobody can write. */
  @MetagovPlugin(value = "deep", settings = Deep.class)
  public static class TooDeep implements Plugin<Config> {}

  private final PluginDescriptor plugin = TestCatalog.read(new WithSettings());

  @Test
  void textsAreReadByTheTypesOfTheRecord() {
    Settings read =
        read(Map.of(
                "client-id", " abc ",
                "client-secret", SECRET,
                "tries", "7",
                "loud", "true",
                "scopes", "chat:write, users:read",
                "page", "https://example.org/a",
                "mood", "grave"))
            .as(Settings.class);
    assertThat(read)
        .isEqualTo(
            new Settings(
                "abc",
                SECRET,
                7,
                true,
                Optional.of(List.of("chat:write", "users:read")),
                Optional.of(URI.create("https://example.org/a")),
                Optional.of(Mood.GRAVE)));
  }

  @Test
  void defaultsAreFilledInAndSecretsAreKnown() {
    PluginSettings read = read(Map.of("client-id", "abc", "client-secret", SECRET));
    assertThat(read.as(Settings.class).tries()).isEqualTo(5);
    assertThat(read.secrets()).containsExactly(SECRET);
    assertThat(Secrets.none().and(read).blackOut("no " + SECRET)).isEqualTo("no ***");
  }

  @Test
  void aServerWithNoneOfThemStartsAndSaysWhatIsMissingWhenItIsNeeded() {
    PluginSettings none = read(Map.of());
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> none.as(Settings.class))
        .withMessage(
            "The server is not set up for this: metagov.plugin.set.client-id: is not set;"
                + " metagov.plugin.set.client-secret: is not set");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "client-secret | client-secret-4711 | metagov.plugin.set.client-id: is not set",
        "tries | 0 | metagov.plugin.set.tries: must have a minimum value of 1",
        "tries | many | metagov.plugin.set.tries: string found, integer expected",
        "loud | yes | metagov.plugin.set.loud: string found, boolean expected",
        "page | not a page | metagov.plugin.set.page: "
      })
  void whatIsWrongIsToldByItsKeyAtTheStart(String name, String text, String told) {
    Map<String, String> texts = new HashMap<>(Map.of(name, text));
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> read(texts))
        .withMessageContaining(told)
        .withMessageNotContaining(SECRET);
  }

  @Test
  void aPluginWithoutSettingsHasNone() {
    PluginDescriptor plain = TestCatalog.read(new Plain());
    assertThat(PluginSettings.keys(plain)).isEmpty();
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> TestCatalog.settings(plain, Map.of()).as(Settings.class));
  }

  @Test
  void settingsThatNobodyCanSetAreRefused() {
    assertThatExceptionOfType(DeclarationException.class)
        .isThrownBy(() -> TestCatalog.read(new Greedy()))
        .withMessageContaining("every plugin has the setting 'server_url'");
    assertThatExceptionOfType(DeclarationException.class)
        .isThrownBy(() -> TestCatalog.read(new TooDeep()))
        .withMessageContaining("the setting 'inner' cannot be read from a text");
  }

  private PluginSettings read(Map<String, String> texts) {
    Map<String, String> whole = new HashMap<>();
    texts.forEach((name, text) -> whole.put("metagov.plugin.set." + name, text));
    return TestCatalog.settings(plugin, whole);
  }
}
