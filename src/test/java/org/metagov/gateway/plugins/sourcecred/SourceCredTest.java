package org.metagov.gateway.plugins.sourcecred;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.ActionExample;
import org.metagov.gateway.testing.plugin.PluginUnderTest;
import org.metagov.gateway.testing.plugin.ShownAnswers;

class SourceCredTest {
  private static final String PATH = "/output/accounts.json";

  private final FakeServer server = new FakeServer();
  private final PluginUnderTest plugin =
      new PluginUnderTest(
          new SourceCred(), json("{\"server_url\":\"" + server.url("") + "/\"}"), Optional.empty());

  @AfterEach
  void close() {
    plugin.close();
    server.close();
  }

  @Test
  void anAnswerSaysHowMuchOfTheFileCouldNotBeUsed() throws IOException {
    server.answer(PATH, 200, file());
    assertThat(plugin.action("total-cred", json("{}")))
        .hasToString("{\"value\":12.75,\"skipped\":3}");
    assertThat(plugin.action("user-cred", json("{\"username\":\"mira\"}")))
        .hasToString("{\"value\":12.5,\"skipped\":3}");
  }

  @Test
  void anAnswerFromAWholeFileIsTheValueOnly() {
    server.answer(PATH, 200, "{\"accounts\":[{\"totalCred\":1.5}]}");
    assertThat(plugin.action("total-cred", json("{}"))).hasToString("{\"value\":1.5}");
  }

  @Test
  void theDocumentsShowWhatIsAnswered() throws IOException {
    server.answer(PATH, 200, file());
    ShownAnswers.compareAll(
        SourceCred.class,
        plugin,
        server.url(""),
        List.of(
            ActionExample.of("user-cred", "{\"username\":\"mira\"}"),
            ActionExample.of("total-cred", "{}")));
  }

  @Test
  void whoIsNotInTheFileIsTheCallersFault() throws IOException {
    server.answer(PATH, 200, file());
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> plugin.action("user-cred", json("{\"username\":\"wren\"}")))
        .withMessage("wren not found in sourcecred instance")
        .matches(e -> e.type() == ProblemType.INVALID);
  }

  private static String file() throws IOException {
    try (InputStream in = SourceCredTest.class.getResourceAsStream("accounts.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text).asJsonObject();
  }
}
