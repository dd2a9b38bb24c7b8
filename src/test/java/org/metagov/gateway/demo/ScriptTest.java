package org.metagov.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.FakeServer;

class ScriptTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final Script script = new Script(new PrintStream(shown, true, StandardCharsets.UTF_8));

  @Test
  void aRequestIsShownAsACommand() {
    try (FakeServer server = new FakeServer().answer("/vote", 202, "{}", "Location", "/vote/1")) {
      Api api = Api.at(URI.create(server.url(""))).as("garden");
      script.send(202, api, "POST", "/vote", "{\"text\":\"it's\"}");
      assertThat(shown.toString(StandardCharsets.UTF_8))
          .contains(
              "$ curl -i -X POST "
                  + server.url("/vote")
                  + " -H 'X-Metagov-Community: garden' -H 'Content-Type: application/json'"
                  + " -d '{\"text\":\"it'\\''s\"}'")
          .contains("202  Location: /vote/1  {}");
    }
  }

  @Test
  void whatDoesNotComeOutAsSaidIsAnErrorAndTheStepIsKnown() {
    script.step("The gate", "It opens in spring.");
    script.so("It is open", true);
    assertThatThrownBy(() -> script.so("It is open", false))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("It is open");
    assertThat(script.where()).isEqualTo("step 1, \"The gate\"");
  }
}
