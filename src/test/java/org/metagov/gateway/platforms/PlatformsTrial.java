package org.metagov.gateway.platforms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.clients.Program;
import org.metagov.gateway.fakes.discord.FakeDiscord;
import org.metagov.gateway.fakes.github.FakeGitHub;
import org.metagov.gateway.fakes.slack.FakeSlack;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.plugins.discord.Discord;
import org.metagov.gateway.plugins.github.GitHub;
import org.metagov.gateway.plugins.slack.Slack;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.plugin.FakePlatform.Delivery;
import org.metagov.gateway.testing.plugin.PluginUnderTest;

/**
 * What the platforms' own libraries call our fakes are, and what our fakes send they take; and the
 * gateway takes, and refuses, the same.
 */
class PlatformsTrial {
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;

  private static Path work;

  @BeforeAll
  static void install() throws IOException {
    work = Files.createTempDirectory(GatewayProcess.folder("platforms"), "trial-");
    try (Stream<Path> files = Files.list(Path.of("src", "test", "platforms"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, work.resolve(file.getFileName()));
      }
    }
    Program.run(work, Map.of(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
  }

  private static Program start(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of("node"));
    command.addAll(List.of(arguments));
    return Program.start(work, environment, command);
  }

  /** Returns where it listens, on this machine. */
  private static String listening(Program program) {
    program.awaitLine("listening ");
    return "http://127.0.0.1:"
        + program
            .output()
            .lines()
            .filter(line -> line.startsWith("listening "))
            .findFirst()
            .orElseThrow()
            .substring("listening ".length());
  }

  private static void awaitLine(Program program, String line) {
    Awaitility.await(line).untilAsserted(() -> assertThat(program.output().lines()).contains(line));
  }

  /** A plugin whose platform is at {@code url}; its verifier is at its {@code hookUrl}. */
  private static PluginUnderTest plugin(
      Plugin<?> plugin, String config, String url, Map<String, String> settings) {
    PluginUnderTest enabled =
        new PluginUnderTest(plugin, JsonText.parse(config).asJsonObject(), Optional.of(url));
    enabled.set(settings);
    return enabled;
  }

  @Test
  void slacksLibrariesAreSatisfiedWithItsFake() {
    try (FakeSlack slack = new FakeSlack();
        PluginUnderTest plugin =
            plugin(
                new Slack(),
                "{\"team_id\":\"" + FakeSlack.TEAM + "\"}",
                slack.url(),
                Map.of(
                    "metagov.plugin.slack.client-id", FakeSlack.CLIENT,
                    "metagov.plugin.slack.client-secret", FakeSlack.CLIENT_SECRET,
                    "metagov.plugin.slack.signing-secret", FakeSlack.SIGNING_SECRET));
        Program bolt =
            start(
                Map.of(
                    "SLACK_TOKEN", FakeSlack.BOT_TOKEN,
                    "SLACK_SIGNING_SECRET", FakeSlack.SIGNING_SECRET),
                "slack.mjs",
                slack.url(),
                FakeSlack.CHANNEL)) {
      slack.hook(listening(bolt) + "/slack/events");
      assertThat(bolt.lines("satisfied")).isEqualTo(1);
      JsonObject joined =
          JsonText.parse("{\"type\":\"member_joined_channel\",\"user\":\"U1\",\"channel\":\"C1\"}")
              .asJsonObject();
      assertThat(slack.happen(joined)).isEqualTo(OK);
      awaitLine(bolt, "event " + FakeSlack.TEAM + " U1 C1");
      assertThat(slack.act("U2", "cast_vote", "yes")).isEqualTo(OK);
      Awaitility.await("the click").until(() -> bolt.lines("click U2 yes ") == 1);

      // What Bolt takes the gateway takes, and what it refuses, too.
      for (Delivery sent : slack.deliveries()) {
        assertThat(slack.redeliver(at(sent, plugin.hookUrl()))).isEqualTo(OK);
        Map<String, String> forged = new LinkedHashMap<>(sent.headers());
        forged.put("X-Slack-Signature", "v0=" + "0".repeat(64));
        Map<String, String> stale =
            FakeSlack.signed(
                sent.headers(), sent.body().getBytes(UTF_8), Instant.now().minusSeconds(600));
        for (Map<String, String> headers : List.of(forged, stale)) {
          Delivery wrong = new Delivery(sent.url(), headers, sent.body(), 0);
          assertThat(slack.redeliver(wrong)).as("Bolt").isEqualTo(UNAUTHORIZED);
          assertThat(slack.redeliver(at(wrong, plugin.hookUrl()))).isEqualTo(UNAUTHORIZED);
        }
      }
      assertThat(slack.deliveries()).hasSize(2);
    }
  }

  @Test
  void octokitIsSatisfiedWithTheFakeOfGitHub() {
    try (FakeGitHub github = new FakeGitHub();
        PluginUnderTest plugin =
            plugin(
                new GitHub(),
                "{\"owner\":\"%s\",\"installation_id\":\"%s\"}"
                    .formatted(FakeGitHub.OWNER, FakeGitHub.INSTALLATION),
                github.url(),
                FakeGitHub.settings());
        Program octokit =
            start(
                Map.of(
                    "GITHUB_APP_ID",
                    FakeGitHub.APP_ID,
                    "GITHUB_PRIVATE_KEY",
                    FakeGitHub.settings()
                        .get("metagov.plugin.github.private-key")
                        .replace("\\n", "\n"),
                    "GITHUB_WEBHOOK_SECRET",
                    FakeGitHub.WEBHOOK_SECRET),
                "github.mjs",
                github.url(),
                FakeGitHub.INSTALLATION,
                FakeGitHub.OWNER,
                FakeGitHub.REPOSITORY,
                plugin.hookUrl())) {
      github.hook(listening(octokit) + "/hook");
      assertThat(octokit.lines("satisfied")).isEqualTo(1);
      assertThat(octokit.lines("signed")).isEqualTo(1);
      assertThat(github.comment(FakeGitHub.MEMBER, "Tea, please")).isEqualTo(OK);
      Awaitility.await("the comment")
          .until(() -> octokit.output().contains(" Tea, please" + System.lineSeparator()));
      Delivery sent = github.deliveries().get(0);
      Map<String, String> forged = new LinkedHashMap<>(sent.headers());
      forged.put("X-Hub-Signature-256", "sha256=" + "0".repeat(64));
      assertThat(github.redeliver(new Delivery(sent.url(), forged, sent.body(), 0))).isEqualTo(400);
      assertThat(github.redeliver(at(sent, plugin.hookUrl()))).isEqualTo(OK);
      assertThat(github.redeliver(at(new Delivery("", forged, sent.body(), 0), plugin.hookUrl())))
          .isEqualTo(UNAUTHORIZED);
    }
  }

  @Test
  void discordsVerifierTakesWhatItsFakeSends() {
    try (FakeDiscord discord = new FakeDiscord();
        PluginUnderTest plugin =
            plugin(
                new Discord(),
                "{\"guild_id\":\"" + FakeDiscord.GUILD + "\"}",
                discord.url(),
                FakeDiscord.settings());
        Program verifier =
            start(Map.of("DISCORD_PUBLIC_KEY", FakeDiscord.PUBLIC_KEY), "discord.mjs")) {
      assertThat(discord.endpoint(listening(verifier))).isTrue();
      awaitLine(verifier, "refused");
      assertThat(
              discord
                  .command(FakeDiscord.MEMBER, FakeDiscord.GUILD, "policykit", "hello")
                  .orElseThrow()
                  .getJsonObject("data")
                  .getString("content"))
          .isEqualTo("Heard");
      awaitLine(verifier, "interaction 2 " + FakeDiscord.MEMBER);
      assertThat(discord.endpoint(plugin.hookUrl())).isTrue();
    }
  }

  private static Delivery at(Delivery sent, String url) {
    return new Delivery(url, sent.headers(), sent.body(), 0);
  }
}
