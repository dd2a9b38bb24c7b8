package org.metagov.gateway.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.Signatures;

/** Communities whose platform sends webhooks, and a driver that hears of what comes of them. */
final class HookedCommunities implements AutoCloseable {
  private static final String SECRET = "bench-hook-secret";
  static final String FORWARDED = "X-Forwarded-For";

  /** Becomes an event that tells a count, which the plugin keeps in its state. */
  static final String POSTED = "posted";

  /** Becomes an event, and needs nothing else: each is about another subject, as topics are. */
  static final String TOLD = "told";

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Arrivals events;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger takenBefore = new AtomicInteger();
  private final AtomicInteger arrivedBefore = new AtomicInteger();
  private final Sink driver;

  /** A driver of {@code bench} that is going to hear of so many {@code measured} events. */
  HookedCommunities(Bench bench, int measured, ExecutorService threads) {
    events = new Arrivals(measured);
    driver = new Sink(threads, (path, body) -> arrived(body));
    Bench.require(
        201,
        bench
            .api()
            .put("/api/internal/receivers/bench", "{\"url\":\"" + driver.url("/events") + "\"}"));
  }

  /** Creates a community. */
  static void create(Bench bench, String name) {
    bench.community(
        name,
        ("[{\"name\":\"revshare\"},{\"name\":\"randomness\","
                + "\"config\":{\"default_low\":0,\"default_high\":9}},{\"name\":\"tally\",\"config\":{\"api_key\":\"k\",\"team\":\"T\","
                + "\"webhook_secret\":\"%s\"}}]")
            .formatted(SECRET));
  }

  Arrivals events() {
    return events;
  }

  private boolean arrived(byte[] body) {
    String text =
        JsonText.parse(new String(body, StandardCharsets.UTF_8))
            .asJsonObject()
            .getJsonObject("data")
            .getString("text");
    if (text.startsWith("before")) {
      arrivedBefore.incrementAndGet();
      return true;
    }
    return events.arrived(Integer.parseInt(text));
  }

  /** Sends the webhook {@code i} that is measured to {@code community}. */
  void send(Worker worker, String community, int i) {
    send(worker, community, POSTED, i);
  }

  /**
   * Sends the webhook {@code i} that is measured, which is of {@code type}, to {@code community}.
   */
  void send(Worker worker, String community, String type, int i) {
    events.sent(i);
    post(worker, community, Integer.toString(i), type);
  }

  /** Sends one that is not measured. */
  void sendBefore(Worker worker, String community) {
    sendBefore(worker, community, POSTED);
  }

  /** Sends one of {@code type} that is not measured. */
  void sendBefore(Worker worker, String community, String type) {
    String text = "before" + next.incrementAndGet();
    if (post(worker, community, text, type).status() == 200) {
      takenBefore.incrementAndGet();
    }
  }

  /** Waits until the driver has heard of all that was taken and is not measured. */
  void awaitBefore() {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> arrivedBefore.get() >= takenBefore.get());
  }

  /** Sends a webhook of {@code type}, signed as the platform does. */
  static Worker.Answer post(
      Worker worker, String community, String text, String type, String... headers) {
    return post(worker, community, body(text, type, text), headers);
  }

  /** Sends {@code body}, signed as the platform does. */
  static Worker.Answer post(Worker worker, String community, byte[] body, String... headers) {
    return post(worker, "webhook", community, body, signature(body), headers);
  }

  /** As above, measured as {@code what}. */
  static Worker.Answer postAs(String what, Worker worker, String community, byte[] body) {
    return post(worker, what, community, body, signature(body));
  }

  private static String signature(byte[] body) {
    return HexFormat.of().formatHex(Signatures.hmacSha256(SECRET, body));
  }

  /** Sends a webhook that nobody has signed, from {@code address}. */
  static Worker.Answer forge(Worker worker, String community, String text, String address) {
    return post(worker, "webhook", community, body(text, POSTED, text), "00", FORWARDED, address);
  }

  /** Asks for a public action. */
  static Worker.Answer actInPublic(
      Worker worker, String action, String community, String... headers) {
    return worker.send(
        "public action",
        "POST",
        "/api/action/" + action,
        "{}".getBytes(StandardCharsets.US_ASCII),
        with(headers, "X-Metagov-Community", community));
  }

  private static String[] with(String[] headers, String name, String value) {
    List<String> all = new ArrayList<>(List.of(name, value));
    all.addAll(List.of(headers));
    return all.toArray(String[]::new);
  }

  /** Asks for an action of the community that is measured, as its driver does. */
  static Worker.Answer act(
      Worker worker, String what, String action, String parameters, String... headers) {
    return worker.send(
        what,
        "POST",
        "/api/internal/action/" + action,
        ("{\"parameters\":{" + parameters + "}}").getBytes(StandardCharsets.US_ASCII),
        with(headers, "X-Metagov-Community", "quiet"));
  }

  private static byte[] body(String id, String type, String text) {
    return body(id, type, text, type.equals(TOLD));
  }

  /**
   * Returns a webhook; one that is received at once is about something of its own, as topics are.
   */
  static byte[] body(String id, String type, String text, boolean atOnce) {
    String more = atOnce ? ",\"at_once\":true,\"about\":\"%s\"".formatted(id) : "";
    return "{\"id\":\"%s\",\"time\":%d,\"team\":\"T\",\"type\":\"%s\",\"text\":\"%s\"%s}"
        .formatted(id, Instant.now().getEpochSecond(), type, text, more)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Worker.Answer post(
      Worker worker,
      String what,
      String community,
      byte[] body,
      String signature,
      String... headers) {
    String path = "/api/hooks/" + community + "/tally";
    return worker.send(what, "POST", path, body, with(headers, "X-Tally-Signature", signature));
  }

  @Override
  public void close() {
    driver.close();
  }
}
