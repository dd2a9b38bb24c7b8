package org.metagov.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.metagov.gateway.bench.GrownStore;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.GatewayProcess;
import org.openqa.selenium.ScriptTimeoutException;

/**
 * The console of a gateway that has much: with {@code -Dconsole.volume=true}, since to fill the
 * database takes minutes; with {@code -Dconsole.data=<folder>} in one that it has filled before.
 */
@EnabledIfSystemProperty(named = "console.volume", matches = "true")
class ConsoleVolumeTrial {
  private static final int COMMUNITIES = 10_000;
  private static final int VOTES = 1_000;
  private static final int EVENTS = 1_000_000;
  private static final int KEPT = 300_000;
  private static final double LONGEST_MILLIS = 1_000;

  /** From the beginning of the load to the first row that can be seen. */
  private static final String FIRST_ROW =
      """
      const done = arguments[0];
      const look = () => document.querySelector('main tbody tr, main .cards li, main .empty, main .more')
        ? done(performance.now()) : requestAnimationFrame(look);
      look();
      """;

  @Test
  void everyPageShowsItsFirstRowsWithinASecond() {
    String filled = System.getProperty("console.data");
    Path data = filled == null ? fill() : Path.of(filled);
    Map<String, Double> taken = new LinkedHashMap<>();
    try (GatewayProcess gateway = GatewayProcess.options().data(data).start();
        ConsoleWindow console =
            new ConsoleWindow(gateway.api(), Path.of("target", "screenshots"))) {
      for (String hash :
          new String[] {
            "#/communities",
            "#/communities/garden",
            "#/communities/garden/actions",
            "#/communities/garden/votes",
            "#/communities/garden/events",
            "#/communities/garden/inbox",
            "#/votes",
            "#/inbox",
            "#/communities/c77",
            "#/communities/c77/votes",
            "#/communities/c77/inbox",
            "#/communities/c77/events",
            "#/receivers",
            "#/receivers/away",
            "#/communities/garden/people",
            "#/audit",
            "#/system",
            "#/keys"
          }) {
        // What was never asked for before is compiled first, once for all who come later.
        console.open(hash);
        console.open(hash);
        taken.put(hash, firstRow(console));
      }
      // The one delivery among so many that was given up.
      console.open("#/receivers/away").sees("dead");
      assertThat(console.offers("Send all of them again")).isTrue();
    }
    report(taken);
    assertThat(taken).allSatisfy((hash, millis) -> assertThat(millis).isLessThan(LONGEST_MILLIS));
  }

  /** Returns after how many milliseconds it is seen; infinity where it is not. */
  private static double firstRow(ConsoleWindow console) {
    try {
      return ((Number) console.asyncScript(FIRST_ROW)).doubleValue();
    } catch (ScriptTimeoutException e) {
      return Double.POSITIVE_INFINITY;
    }
  }

  private static Path fill() {
    Path data = GatewayProcess.newData();
    GatewayProcess small = GatewayProcess.options().data(data).start();
    plant(small.api());
    small.stop();
    try (GrownStore store = new GrownStore(data)) {
      store.communities("garden", "c", COMMUNITIES);
      store.votes("garden", VOTES);
      store.events("garden", EVENTS);
      store.traffic("garden", "away", KEPT);
    }
    return data;
  }

  private static void plant(Api api) {
    api.put("/api/internal/receivers/away", "{\"url\":\"http://127.0.0.1:9/\",\"enabled\":false}");
    api.post(
        "/api/internal/driver-keys",
        "{\"name\":\"A driver\",\"scope\":\"read\",\"communities\":[\"*\"]}");
    api.put(
        "/api/internal/community/garden",
        "{\"plugins\":[{\"name\":\"randomness\",\"config\":{\"default_low\":1,\"default_high\":7,"
            + "\"webhook_slug\":\"k7Qw2\"}}]}");
    api.as("garden")
        .post(
            "/api/internal/process/randomness.delayed-stochastic-vote",
            "{\"options\":[\"a\",\"b\"],\"delay\":100000}");
    api.post("/api/hooks/garden/randomness/k7Qw2", "{}");
    Awaitility.await()
        .until(() -> api.get("/api/internal/events?community=garden").json().getInt("newest") == 1);
  }

  private static void report(Map<String, Double> taken) {
    StringBuilder lines = new StringBuilder();
    taken.forEach(
        (hash, millis) -> lines.append("%6d ms  %s%n".formatted(Math.round(millis), hash)));
    try {
      Files.writeString(GatewayProcess.folder("console").resolve("first-rows.txt"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
