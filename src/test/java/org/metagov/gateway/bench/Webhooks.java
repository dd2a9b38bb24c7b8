package org.metagov.gateway.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.Hmac;
import org.metagov.gateway.testing.GatewayProcess;

/** From a platform's webhook to the driver's event: at a modest rate, and when very many come. */
final class Webhooks implements Phase {
  private static final String SECRET = "bench-hook-secret";
  private static final int CONNECTIONS = 16;
  private static final int COMMUNITIES = 16;
  private static final int WARM_UP = 1_000;
  private static final int PER_SECOND = 50;
  private static final int MODEST = 1_000;

  @Override
  public String name() {
    return "webhooks";
  }

  @Override
  public void configure(GatewayProcess.Options gateway) {
    gateway.set("metagov.process.check-interval", "PT1H");
  }

  @Override
  public void run(Bench bench) {
    int modest = WARM_UP + MODEST;
    int all = modest + bench.options().burst();
    Arrivals events = new Arrivals(all);
    ExecutorService threads = Executors.newCachedThreadPool();
    try (Sink driver = new Sink(threads, (path, body) -> events.arrived(number(body)))) {
      for (int i = 0; i < COMMUNITIES; i++) {
        bench.community(
            "w" + i,
            ("[{\"name\":\"tally\",\"config\":{\"api_key\":\"k\",\"team\":\"T\","
                    + "\"webhook_secret\":\"%s\"}}]")
                .formatted(SECRET));
      }
      Bench.require(
          201,
          bench
              .api()
              .put("/api/internal/receivers/bench", "{\"url\":\"" + driver.url("/events") + "\"}"));
      bench.load(CONNECTIONS).each(WARM_UP, (worker, i) -> send(worker, events, i));
      events.await(0, WARM_UP);
      bench.measure(
          "event, %d webhooks a second".formatted(PER_SECOND),
          1,
          () -> {
            bench
                .load(CONNECTIONS)
                .paced(PER_SECOND, MODEST, (worker, i) -> send(worker, events, WARM_UP + i));
            events.await(WARM_UP, modest);
            return events.sample(WARM_UP, modest);
          });
      bench.measure(
          "event, all webhooks at once",
          1,
          () -> {
            bench
                .load(CONNECTIONS)
                .each(all - modest, (worker, i) -> send(worker, events, modest + i));
            events.await(modest, all);
            return events.sample(modest, all);
          });
    } finally {
      threads.shutdownNow();
    }
  }

  private static int number(byte[] body) {
    String event = new String(body, StandardCharsets.UTF_8);
    return Integer.parseInt(
        JsonText.parse(event).asJsonObject().getJsonObject("data").getString("text"));
  }

  private static void send(Worker worker, Arrivals events, int i) {
    byte[] body =
        "{\"id\":\"%d\",\"time\":%d,\"team\":\"T\",\"type\":\"posted\",\"text\":\"%d\"}"
            .formatted(i, Instant.now().getEpochSecond(), i)
            .getBytes(StandardCharsets.UTF_8);
    events.sent(i);
    worker.send(
        "webhook",
        "POST",
        "/api/hooks/w" + i % COMMUNITIES + "/tally",
        body,
        "X-Tally-Signature",
        HexFormat.of().formatHex(Hmac.sha256(SECRET, body)));
  }
}
