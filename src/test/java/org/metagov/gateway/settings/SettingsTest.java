package org.metagov.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.address.HttpUrl;

class SettingsTest {
  @Test
  void whatIsNotSetHasItsDefault() {
    Settings settings = settings(Map.of());
    assertThat(settings.get(Setting.REQUEST_MAX_BODY)).isEqualTo(1 << 20);
    assertThat(settings.get(Setting.OUTBOUND_TIMEOUT)).isEqualTo(Duration.ofSeconds(20));
    assertThat(settings.get(Setting.ACTION_MAX_RUNNING)).isEqualTo(16);
    assertThat(settings.get(Setting.DATA_DIR)).isEqualTo(Path.of("data").toAbsolutePath());
    assertThat(settings.unknown()).isEmpty();
  }

  @Test
  void whatWasSetIsToldWithoutSecrets() {
    Settings settings =
        settings(
            Map.of(
                "metagov.internal.key", "k".repeat(40),
                "metagov.outbound.timeout", "PT7S",
                "metagov.session.idle", "PT30M",
                "metagov.db.url", "jdbc:postgresql://db/metagov?password=x",
                "metagov.server-url", "https://gateway.example.org"));
    assertThat(settings.given())
        .extracting(Settings.Given::key, given -> given.shown().orElse("-"))
        .containsExactly(
            tuple("metagov.db.url", "-"),
            tuple("metagov.internal.key", "-"),
            tuple("metagov.outbound.timeout", "PT7S"),
            tuple("metagov.server-url", "https://gateway.example.org"));
  }

  @Test
  void whatIsNotSetAndHasNoDefaultIsAbsent() {
    Settings settings = settings(Map.of());
    assertThat(settings.find(Setting.SERVER_URL)).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(() -> settings.get(Setting.SERVER_URL))
        .withMessageContaining("metagov.server-url");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n"})
  void blankCountsAsNotSet(String blank) {
    Settings settings =
        settings(Map.of("metagov.server-url", blank, "metagov.request.max-body", blank));
    assertThat(settings.find(Setting.SERVER_URL)).isEmpty();
    assertThat(settings.get(Setting.REQUEST_MAX_BODY)).isEqualTo(1 << 20);
  }

  @Test
  void spacesAroundAValueDoNotCount() {
    assertThat(settings(Map.of("metagov.internal.port", " 9090 ")).get(Setting.INTERNAL_PORT))
        .isEqualTo(9090);
  }

  @ParameterizedTest
  @CsvSource({
    "metagov.server-url, example.org",
    "metagov.internal.port, 0",
    "metagov.request.max-body, 1MB",
    "metagov.db.pool-size, 9",
    "metagov.db.pool-size, 101",
    "metagov.db.pool-size, forty",
    "metagov.outbound.timeout, 20s",
    "metagov.action.max-running, many",
    "metagov.action.max-wait, PT16S",
    "metagov.plugin.loomio.server-url, loomio",
    "metagov.plugin.loomio.calls-per-minute, 0"
  })
  void aWrongValueIsToldByKeyAndWhatWasFound(String key, String value) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> settings(Map.of(key, value)))
        .withMessageMatching(key + ": (expected|must be) .*")
        .withMessageEndingWith(", found '" + value + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "metagov.internal.key, two words",
    "metagov.internal.key, schlüssel",
    "metagov.internal.key, a=b",
    "metagov.internal.key, a-key-of-thirty-one-characters.",
    "metagov.db.url, jdbc:mysql://db/metagov?password=hush"
  })
  void aWrongSecretIsNeverQuoted(String key, String value) {
    InvalidSettingException refusal =
        catchThrowableOfType(InvalidSettingException.class, () -> settings(Map.of(key, value)));
    assertThat(refusal).hasMessageStartingWith(key + ": expected ");
    assertThat(StartFailure.reason(refusal)).doesNotContain(value, "hush");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1B, 1",
    "512KiB, 524288",
    "1MiB, 1048576",
    "1GiB, 1073741824",
    "2147483639, 2147483639",
    "2047MiB, 2146435072"
  })
  void aSizeIsBytesOrHasAUnit(String text, long bytes) {
    assertThat(settings(Map.of("metagov.request.max-body", text)).get(Setting.REQUEST_MAX_BODY))
        .isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"3GiB, 3221225472", "1TiB, 1099511627776", "1024TiB, 1125899906842624"})
  void aSizeOnADiskMayBeLarger(String text, long bytes) {
    assertThat(settings(Map.of("metagov.webhook.disk-reserve", text)).get(Setting.DISK_RESERVE))
        .isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1025TiB", "999999999999TiB"})
  void aSizeThatNoDiskHasIsRefused(String text) {
    assertRefused("metagov.webhook.disk-reserve", text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0MiB",
        "-1",
        "2GiB",
        "2048MiB",
        "2147483640",
        "2147483648",
        "999999999999GiB",
        "1 MiB",
        "1mib",
        "1.5MiB",
        "9999999999999999999"
      })
  void aSizeOutOfRangeIsRefused(String text) {
    assertRefused("metagov.request.max-body", text);
  }

  @ParameterizedTest
  @CsvSource({"PT0.001S, PT0.001S", "PT20S, PT20S", "P7D, PT168H", "P365D, PT8760H"})
  void aDurationIsIso8601(String text, Duration duration) {
    assertThat(
            settings(Map.of("metagov.process.give-up-after", text))
                .get(Setting.PROCESS_GIVE_UP_AFTER))
        .isEqualTo(duration);
  }

  @Test
  void aCallIsShorterThanHalfALease() {
    assertThat(settings(Map.of("metagov.outbound.timeout", "PT25S")).get(Setting.OUTBOUND_TIMEOUT))
        .isEqualTo(Duration.ofSeconds(25));
    assertRefused("metagov.outbound.timeout", "PT26S");
  }

  @Test
  void aDatabaseUrlThatTheDriverCannotReadIsRefusedWithoutItsPassword() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(
            () ->
                settings(
                    Map.of("metagov.db.url", "jdbc:postgresql://h:abc/db?user=u&password=hunter2")))
        .withMessageStartingWith("metagov.db.url: ")
        .withMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PT0S",
        "-PT1S",
        "PT-1S",
        "P365DT0.001S",
        "P1Y",
        "20",
        "PT",
        "PT99999999999999999999S"
      })
  void aDurationOutOfRangeIsRefused(String text) {
    assertRefused("metagov.outbound.timeout", text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:8080",
        "https://gateway.example.org/base",
        "HTTPS://EXAMPLE.ORG",
        "http://[::1]:8080",
        "http://gate_way:8080"
      })
  void aUrlIsHttpOrHttps(String text) {
    assertThat(settings(Map.of("metagov.server-url", text)).get(Setting.SERVER_URL))
        .isEqualTo(HttpUrl.of(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.org",
        "//example.org",
        "https:///path",
        "https://",
        "/path",
        "https://example.org?a=b",
        "https://example.org#a",
        "https://me@example.org",
        "https://exa mple.org",
        "mailto:a@example.org"
      })
  void aUrlOfAnotherKindIsRefused(String text) {
    assertRefused("metagov.server-url", text);
  }

  @ParameterizedTest
  @MethodSource("org.metagov.gateway.address.HostileUrls#malformed")
  void aHostileUrlIsRefusedInEverySetting(String text) {
    // A setting that is blank is none, and blanks around one do not count.
    String url = text.isBlank() ? "x" : text.strip().equals(text) ? text : text + "\u0000";
    for (String key :
        List.of(
            "metagov.server-url",
            "metagov.driver.event-receiver-url",
            "metagov.plugin.loomio.server-url",
            "metagov.auth.redirects",
            "metagov.outbound.proxy")) {
      assertRefused(key, url);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 65_535})
  void aPortIsFrom1To65535(int port) {
    assertThat(settings(Map.of("metagov.internal.port", "" + port)).get(Setting.INTERNAL_PORT))
        .isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "-1", "80a", "99999999999", "8080.0"})
  void aPortOutOfRangeIsRefused(String text) {
    assertRefused("metagov.internal.port", text);
  }

  @Test
  void aKeyMayHaveEveryCharacterOfABearerToken() {
    String key = "abcXYZ019-._~+/0123456789abcdef==";
    assertThat(settings(Map.of("metagov.internal.key", key)).get(Setting.INTERNAL_KEY))
        .isEqualTo(key);
  }

  @Test
  void namesThatMeanNothingAreReported() {
    Settings settings =
        settings(
            Map.of(
                "metagov.internl.key", "x",
                "metagov.plugin.loomio.server_url", "x",
                "metagov.plugin.a.b.server-url", "x",
                "metagov.internal.key", "x".repeat(32),
                "java.version", "17"));
    assertThat(settings.unknown())
        .containsExactly(
            "metagov.internl.key",
            "metagov.plugin.a.b.server-url",
            "metagov.plugin.loomio.server_url");
  }

  @Test
  void aPluginsAddressIsFoundByThePluginsName() {
    Settings settings =
        settings(Map.of("metagov.plugin.loomio.server-url", "https://loomio.example.org"));
    assertThat(settings.pluginServerUrl("loomio"))
        .contains(URI.create("https://loomio.example.org"));
    assertThat(settings.pluginServerUrl("discourse")).isEmpty();
    assertThat(settings.unknown()).isEmpty();
  }

  @Test
  void aPluginMayHaveABudgetOfItsOwn() {
    Settings settings =
        settings(
            Map.of(
                "metagov.outbound.calls-per-minute", "300",
                "metagov.plugin.loomio.calls-per-minute", "60"));
    assertThat(settings.callsPerMinute("loomio")).isEqualTo(60);
    assertThat(settings.callsPerMinute("discourse")).isEqualTo(300);
    assertThat(settings.unknown()).isEmpty();
  }

  @Test
  void everySettingHasAKeyOfItsOwn() {
    assertThat(Setting.ALL.stream().map(Setting::key).collect(Collectors.toSet()))
        .hasSameSizeAs(Setting.ALL)
        .allMatch(key -> key.startsWith("metagov."));
  }

  @Test
  void everyExampleCanBeRead() {
    assertThat(Setting.ALL.stream().filter(setting -> !setting.secret()))
        .allSatisfy(setting -> assertThat(setting.reader().apply(setting.example())).isNotNull());
  }

  private static void assertRefused(String key, String value) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> settings(Map.of(key, value)))
        .withMessageMatching("(?s)" + key + ": (expected|must be) .*");
  }

  @Test
  void aWebhookThatNobodySignsIsSmallUnlessSomebodySaysOtherwise() {
    Settings settings = settings(Map.of("metagov.plugin.big.webhook-max-body", "2MiB"));
    assertThat(settings.maxWebhookBody("loomio", true)).isEqualTo(64 << 10);
    assertThat(settings.maxWebhookBody("loomio", false)).isEqualTo(1 << 20);
    assertThat(settings.maxWebhookBody("big", true)).isEqualTo(2 << 20);
    Settings tiny = settings(Map.of("metagov.webhook.max-body", "1KiB"));
    assertThat(tiny.maxWebhookBody("loomio", true)).isEqualTo(1 << 10);
  }

  private static Settings settings(Map<String, String> properties) {
    return Settings.read(properties.keySet(), key -> Optional.ofNullable(properties.get(key)));
  }
}
