package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.example.tally.Tally;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.Hmac;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.TestWar;

/**
 * The server killed under a load of webhooks, and stopped once, while a driver flaps: what was
 * acknowledged reaches the driver once, in order and without gaps.
 */
class CrashUnderLoadIT {
  private static final String SECRET = "hook-secret-1";
  private static final int SENDERS = 6;
  private static final int PER_ROUND = 150;
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Path data = GatewayProcess.newData();
  private final Path war =
      TestWar.write(TestWar.with(Tally.class, "anything.json", "count.json"), "crash-load");
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger messages = new AtomicInteger();

  private GatewayProcess start(FakeServer driver) {
    return GatewayProcess.options()
        .data(data)
        .war(war)
        .set("metagov.driver.event-receiver-url", driver.url("/events"))
        .set("metagov.plugin.tally.check-interval", "PT2S")
        .start();
  }

  @Test
  void whatWasAcknowledgedArrivesOnceAndInOrder() {
    try (FakeServer driver = new FakeServer();
        FakePolls platform = new FakePolls()) {
      driver.on("/events", this::flap).answer("/outcome", 200, "");
      List<String> locations;
      try (GatewayProcess gateway = start(driver)) {
        create(gateway, platform);
        locations = IntStream.range(0, 5).mapToObj(i -> poll(gateway, driver)).toList();
        loadUntil(gateway, gateway::kill9);
      }
      platform.vote();
      try (GatewayProcess gateway = start(driver)) {
        loadUntil(gateway, gateway::kill9);
      }
      platform.closeAll();
      try (GatewayProcess gateway = start(driver)) {
        loadUntil(gateway, gateway::stop);
      }
      try (GatewayProcess gateway = start(driver)) {
        loadUntil(gateway, () -> {});
        Awaitility.await()
            .atMost(SOON)
            .untilAsserted(() -> assertThat(events(driver).values()).containsAll(acknowledged));
        checkEvents(driver);
        locations.forEach(location -> checkOutcome(gateway, driver, location));
        gateway.kill9();
      }
    }
  }

  /** Fails now and then, in the ways in which a driver does. */
  private void flap(HttpExchange exchange) throws IOException {
    switch (messages.incrementAndGet() % 397) {
      case 13 -> FakeServer.send(exchange, 500, "");
      case 31 -> FakeServer.send(exchange, 503, "");
      case 57 -> exchange.close();
      default -> FakeServer.send(exchange, 200, "");
    }
  }

  private static void create(GatewayProcess gateway, FakePolls platform) {
    Api.Reply created =
        gateway
            .api()
            .put(
                "/api/internal/community/loaded",
                ("{\"plugins\":[{\"name\":\"tally\",\"config\":{\"api_key\":\"k-1\",\"team\":\"T\","
                        + "\"webhook_secret\":\"%s\",\"server_url\":\"%s\"}}]}")
                    .formatted(SECRET, platform.url()));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
  }

  private static String poll(GatewayProcess gateway, FakeServer driver) {
    return gateway
        .api()
        .as("loaded")
        .post(
            "/api/internal/process/tally.poll",
            "{\"title\":\"x\",\"callback_url\":\"%s\"}".formatted(driver.url("/outcome")))
        .header("Location")
        .orElseThrow();
  }

  /** Sends webhooks, and does {@code then} in the middle of it. */
  private void loadUntil(GatewayProcess gateway, Runnable then) {
    int enough = acknowledged.size() + PER_ROUND;
    AtomicBoolean over = new AtomicBoolean();
    Parallel.run(
        SENDERS + 1,
        i -> {
          if (i == SENDERS) {
            Awaitility.await().atMost(SOON).until(() -> acknowledged.size() >= enough);
            then.run();
            over.set(true);
          } else {
            send(gateway.api(), over);
          }
          return null;
        });
  }

  private void send(Api api, AtomicBoolean over) {
    while (!over.get()) {
      String text = "n" + next.incrementAndGet();
      try {
        if (post(api, text) == 200) {
          acknowledged.add(text);
        }
      } catch (UncheckedIOException e) {
        // The server died, or is stopping: nobody was told that it has this one.
        over.set(true);
      }
    }
  }

  private static int post(Api api, String text) {
    String body =
        "{\"id\":\"%s\",\"time\":%d,\"team\":\"T\",\"type\":\"posted\",\"text\":\"%s\"}"
            .formatted(text, Instant.now().getEpochSecond(), text);
    String signature =
        HexFormat.of().formatHex(Hmac.sha256(SECRET, body.getBytes(StandardCharsets.UTF_8)));
    return api.with("X-Tally-Signature", signature).post("/api/hooks/loaded/tally", body).status();
  }

  /** Returns the texts of the first arrivals, by the id of their message. */
  private static Map<String, String> events(FakeServer driver) {
    Map<String, String> texts = new LinkedHashMap<>();
    received(driver, "/events")
        .forEach(
            event ->
                texts.putIfAbsent(
                    event.getString("id"), event.getJsonObject("data").getString("text")));
    return texts;
  }

  private static void checkEvents(FakeServer driver) {
    Map<String, String> texts = events(driver);
    assertThat(texts.values()).as("each once").doesNotHaveDuplicates();
    Map<Long, String> sequences = new LinkedHashMap<>();
    received(driver, "/events")
        .forEach(
            event ->
                assertThat(
                        sequences.putIfAbsent(
                            event.getJsonNumber("sequence").longValue(), event.getString("id")))
                    .isIn(null, event.getString("id")));
    assertThat(sequences.keySet())
        .as("first arrivals in order, without gaps")
        .containsExactlyElementsOf(LongStream.rangeClosed(1, sequences.size()).boxed().toList());
  }

  private static void checkOutcome(GatewayProcess gateway, FakeServer driver, String location) {
    Awaitility.await()
        .atMost(SOON)
        .until(() -> gateway.api().get(location).json().getString("status").equals("completed"));
    JsonObject seen = gateway.api().get(location).json();
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(received(driver, "/outcome")).contains(seen));
    Set<String> endings = ConcurrentHashMap.newKeySet();
    driver.requests().stream()
        .filter(request -> request.target().equals("/outcome"))
        .filter(request -> isEnd(request.body(), seen.getInt("id")))
        .forEach(request -> endings.add(request.header("webhook-id").orElseThrow()));
    assertThat(endings).as("one ending of %s", location).hasSize(1);
  }

  private static boolean isEnd(String body, int id) {
    JsonObject process = JsonText.parse(body).asJsonObject();
    return process.getInt("id") == id && process.getString("status").equals("completed");
  }

  private static List<JsonObject> received(FakeServer driver, String path) {
    return driver.requests().stream()
        .filter(request -> request.target().equals(path))
        .map(request -> JsonText.parse(request.body()).asJsonObject())
        .toList();
  }
}
