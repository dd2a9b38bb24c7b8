package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.example.broken.Broken;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.TestWar;

/** What an operator sees of a start: one line where it listens, or one line why it does not. */
class StartIT {
  private static void assertRefused(GatewayProcess.Options options, String... why) {
    try (GatewayProcess gateway = options.launch()) {
      assertThat(gateway.awaitExit()).isEqualTo(1);
      assertThat(gateway.log().lines().filter(line -> line.contains("SEVERE")))
          .singleElement()
          .asString()
          .contains("The gateway could not start: ")
          .contains(why);
      assertThat(gateway.log()).doesNotContain("\tat ").doesNotContain("s3cret");
      // Started again and again, it would fill the disk.
      assertThat(gateway.temporaryFolder()).isEmptyDirectory();
    }
  }

  private static List<Path> everythingIn(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isForItsOwnerOnly(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path)).endsWith("------");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GatewayProcess.Options onNewData() {
    return GatewayProcess.options().data(GatewayProcess.newData());
  }

  @Test
  void aHealthyStartEndsWithOneLineAndASecondOneIsRefused() throws IOException {
    Path data = GatewayProcess.newData();
    try (GatewayProcess gateway = GatewayProcess.options().data(data).start()) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> gateway.log().contains("listens on"));
      assertThat(gateway.log()).doesNotContain("WARNING").doesNotContain("SEVERE");
      assertThat(gateway.log().lines().reduce((a, b) -> b).orElseThrow())
          .contains("listens on http://127.0.0.1:", data.toString(), "stop it with Ctrl+C");

      assertThat(everythingIn(data)).allMatch(StartIT::isForItsOwnerOnly);
      Path key = data.resolve("master.key");
      assertThat(gateway.log())
          .contains("Made a master key", key.toString())
          .doesNotContain(Files.readString(key).strip());

      // Another server does not get the same database, and does the first one no harm.
      assertRefused(GatewayProcess.options().data(data), "Another instance of Derby");
      assertThat(gateway.api().get("/health/ready").status()).isEqualTo(200);
    }
  }

  @Test
  void aDatabaseThatIsNotThereIsRefused() {
    assertRefused(
        onNewData()
            .set(
                "metagov.db.url", "jdbc:postgresql://127.0.0.1:" + GatewayProcess.freePort() + "/x")
            .set("metagov.db.password", "s3cret"),
        "metagov.db.url: ",
        "refused");
  }

  @Test
  void aWronglyDeclaredPluginIsNamedWithItsMethod() {
    Path war = TestWar.write(TestWar.with(Broken.class), "broken");
    assertRefused(onNewData().war(war), "org.example.broken.Broken#wrong: ");
  }

  @Test
  void aPluginThatIsNowhereEndsTheProcess() {
    Path war = TestWar.write(TestWar.naming("org.example.Nowhere"), "nowhere");
    try (GatewayProcess gateway = onNewData().war(war).launch()) {
      assertThat(gateway.awaitExit()).isEqualTo(1);
      assertThat(gateway.log().lines().reduce((a, b) -> b).orElseThrow())
          .contains("The gateway could not start: ", "org.example.Nowhere");
    }
  }

  @Test
  void anInternalListenerServesDriversAndTheOtherDoesNot() {
    int port = GatewayProcess.freePort();
    try (GatewayProcess gateway =
        onNewData()
            .packed()
            .set("metagov.server-url", "https://gateway.example.org")
            .set("metagov.internal.port", Integer.toString(port))
            .micro("--postbootcommandfile", internalListener(port))
            .start()) {
      Api inside = Api.at(java.net.URI.create("http://127.0.0.1:" + port));
      assertThat(inside.put("/api/internal/community/a", "{}").status()).isEqualTo(201);
      assertThat(gateway.api().get("/api/internal/community/a").status()).isEqualTo(403);
    }
  }

  @Test
  void aSecretForReceiversThatIsNoneIsRefusedAndNotTold() {
    assertRefused(
        onNewData()
            .packed()
            .set("metagov.driver.event-receiver-url", "https://driver.example.org/events")
            .set("metagov.driver.event-receiver-secret", "whsec_s3cret"),
        "metagov.driver.event-receiver-secret: expected whsec_ and 24 to 64 bytes in Base64");
  }

  /** The commented commands of the project's own pre-boot file, for this port. */
  private static String internalListener(int port) {
    try {
      String commands =
          Files.readString(Path.of("config", "preboot.asadmin"))
              .lines()
              .filter(line -> line.startsWith("#create-") || line.startsWith("#set "))
              .map(line -> line.substring(1).replace("9090", Integer.toString(port)))
              .collect(java.util.stream.Collectors.joining("\n"));
      Path file = GatewayProcess.folder("config").resolve("internal.asadmin");
      Files.writeString(file, commands + "\n");
      return file.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
