package org.metagov.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.Secret;

public class PluginConfigTest {
  /** Where addresses and secrets can stand. */
  public record Config(
      Optional<String> serverUrl,
      @Default("https://node.example") URI nodeUrl,
      Optional<String> homepage,
      @Secret Optional<String> apiKey,
      @Secret Map<String, List<String>> tokens,
      Optional<List<Inner>> more) {}

  /** A part of it. */
  public record Inner(Optional<URI> where, @Secret Optional<String> key) {}

  /** A plugin that has nothing but a config. */
  @MetagovPlugin("addressed")
  public static class Addressed implements Plugin<Config> {}

  private static final PluginDescriptor PLUGIN = TestCatalog.read(new Addressed());

  private static PluginConfig read(String config) {
    JsonObject given = (JsonObject) JsonText.parse(config.replace('\'', '"'));
    return PluginConfig.of(
        PLUGIN,
        given.containsKey("tokens")
            ? given
            : JsonText.object(given).add("tokens", JsonObject.EMPTY_JSON_OBJECT).build());
  }

  private static List<FieldError> errors(String config) {
    ProblemException refused = catchThrowableOfType(ProblemException.class, () -> read(config));
    assertThat(refused).as(config).isNotNull();
    return refused.errors();
  }

  @Test
  void theAddressesInAConfigAreFound() {
    PluginConfig config =
        read(
            "{'server_url':'http://source_cred:8080/','homepage':'no url',"
                + "'more':[{},{'where':'https://a.example?b'}]}");
    assertThat(config.addresses())
        .containsOnly(
            Map.entry("/server_url", HttpUrl.of("http://source_cred:8080/")),
            Map.entry("/node_url", HttpUrl.of("https://node.example")),
            Map.entry("/more/1/where", HttpUrl.of("https://a.example?b")));
    assertThat(config.json().getString("node_url")).isEqualTo("https://node.example");
  }

  @ParameterizedTest
  @CsvSource({
    "http://me@a.example, without a user name",
    "http://a.example#b, without a fragment (#)",
    "ftp://a.example, such as https://host[:port]/path",
    "a.example, such as https://host[:port]/path",
    "'', such as https://host[:port]/path",
    "http://127.1, 'whose host is a name (of letters, digits, -, _ and .) or an address'"
  })
  void everyAddressIsHeldToTheSameRuleAndTextAsAnyOther(String url, String told) {
    FieldError server = new FieldError("/server_url", "must be an http or https URL " + told);
    FieldError node = new FieldError("/node_url", server.detail());
    assertThat(errors("{'server_url':'%s'}".formatted(url))).containsExactly(server);
    assertThat(errors("{'node_url':'%s'}".formatted(url))).containsExactly(node);
    assertThat(errors("{'more':[{'where':'%s'}]}".formatted(url)))
        .containsExactly(new FieldError("/more/0/where", server.detail()));
  }

  @ParameterizedTest
  @MethodSource("org.metagov.gateway.address.HostileUrls#malformed")
  void aHostileUrlIsNoAddress(String url) {
    JsonObject config =
        JsonText.object()
            .add("server_url", url)
            .add("node_url", url)
            .add("tokens", JsonObject.EMPTY_JSON_OBJECT)
            .build();
    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> PluginConfig.of(PLUGIN, config));
    assertThat(refused.errors())
        .extracting(FieldError::pointer)
        .containsExactly("/server_url", "/node_url");
    assertThat(refused.errors())
        .allSatisfy(error -> assertThat(error.detail()).startsWith("must be an http or https URL"));
  }

  @Test
  void onlyTheAddressThatPathsAreAddedToHasNoQuery() {
    assertThat(read("{'node_url':'https://node.example/?key=k'}").addresses()).hasSize(1);
    assertThat(errors("{'server_url':'https://a.example/?key=k'}"))
        .containsExactly(
            new FieldError("/server_url", "must be an http or https URL without a query (?)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hush\\n", "\\thush", "hu\\u200bsh", "hush\\ufeff", "hu\\u0000sh"})
  void aSecretWithACharacterThatNobodySeesIsRefusedByItsName(String secret) {
    String detail = "has a character that nobody sees, such as a line end";
    assertThat(errors("{'api_key':'%s'}".formatted(secret)))
        .containsExactly(new FieldError("/api_key", detail));
    assertThat(errors("{'tokens':{'a/b':['fine','%s']}}".formatted(secret)))
        .containsExactly(new FieldError("/tokens/a~1b/1", detail));
    assertThat(errors("{'more':[{'key':'%s'}]}".formatted(secret)))
        .containsExactly(new FieldError("/more/0/key", detail));
  }

  @ParameterizedTest
  @ValueSource(strings = {" hush", "hush ", "hush\u3000"})
  void aSecretWithABlankAroundItIsRefusedByItsName(String secret) {
    assertThat(errors("{'api_key':'%s'}".formatted(secret)))
        .containsExactly(new FieldError("/api_key", "has a blank before or behind it"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "hush", "two words", "grün"})
  void anyOtherSecretIsTaken(String secret) {
    assertThat(read("{'api_key':'%s'}".formatted(secret)).json().getString("api_key"))
        .isEqualTo(secret);
  }

  @Test
  void whatItsSchemaSaysIsToldBesides() {
    assertThat(errors("{'server_url':5,'node_url':'x','tokens':1}"))
        .extracting(FieldError::pointer)
        .containsExactlyInAnyOrder("/server_url", "/node_url", "/tokens");
  }
}
