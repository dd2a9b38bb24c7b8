package org.metagov.gateway.testing.plugin;

import com.sun.net.httpserver.HttpExchange;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.metagov.gateway.testing.FakeServer;

/**
 * A platform on this machine: a real HTTP server with accounts and contents in memory, as strict
 * about requests as the real one. What people do there comes by methods of the subclass, or by the
 * control API: {@code POST /control/<command>} with a JSON object.
 */
public abstract class FakePlatform implements AutoCloseable {
  private static final String CONTROL = "/control/";
  private static final int HUGE_CHUNK = 1 << 16;
  private static final Answer NOTHING = new Answer(0, "", Map.of());
  private static final Duration WEBHOOK_TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private final Map<String, String> names = new ConcurrentHashMap<>();
  private final FakeServer server;
  private volatile Mood mood = Mood.WELL;
  private volatile Onlooker onlooker = new Onlooker() {};
  private volatile double dropped;
  private Random chance = new Random(1);

  /** How the platform feels. */
  public enum Mood {
    WELL,
    /** It does nothing, and drops the connection. */
    AWAY,
    /** It takes the request, and never answers. */
    HANGING,
    /** It does what it is asked to, and drops the connection. */
    MUTE,
    /** Its answer has no end. */
    HUGE,
    /** It has been asked too often. */
    BUSY,
    /** It fails, with a web page. */
    BROKEN,
    /** It answers 200 with a web page. */
    NONSENSE,
    /** It answers 400, and its text repeats all that it was sent, as debug pages do. */
    TELLTALE
  }

  /**
   * An answer.
   *
   * @param status the HTTP status
   * @param body the text
   * @param headers names and values
   */
  public record Answer(int status, String body, Map<String, String> headers) {
    /** An answer with JSON text. */
    public static Answer json(int status, String json) {
      return new Answer(status, json, Map.of("Content-Type", "application/json"));
    }

    /** An answer with JSON. */
    public static Answer json(int status, JsonValue json) {
      return json(status, json.toString());
    }

    /** Returns this answer with one more header. */
    public Answer with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Answer(status, body, more);
    }
  }

  /**
   * Sees the requests to the platform's own API while the platform feels well. It may hold them up:
   * no lock is held meanwhile.
   */
  public interface Onlooker {
    /** A request has come in, and nothing was done yet. */
    default void arrived(FakeServer.Request request) {}

    /** What was asked for is done, and nobody was told yet. */
    default void done(FakeServer.Request request, Answer answer) {}
  }

  /**
   * A webhook that was sent.
   *
   * @param status what was answered; 0: nothing, or it was dropped before it left
   */
  public record Delivery(String url, Map<String, String> headers, String body, int status) {}

  /** A platform on a free port. */
  protected FakePlatform() {
    this(new FakeServer());
  }

  private FakePlatform(FakeServer server) {
    this.server = server;
    server.on("/", this::handle);
  }

  /** Answers a request of the platform's own API, as the platform does when it feels well. */
  protected abstract Answer answer(FakeServer.Request request);

  /** What the platform says to who asks too often. */
  protected Answer busy() {
    return Answer.json(429, "{\"error\":\"rate limit exceeded\"}").with("Retry-After", "7");
  }

  /**
   * Does what a person on the platform does, such as {@code vote}.
   *
   * @return what came of it
   * @throws IllegalArgumentException where there is no such command, or it cannot be done
   */
  protected abstract JsonObject control(String command, JsonObject parameters);

  /** Returns the address of the platform, without a trailing slash. */
  public String url() {
    return server.url("");
  }

  /** Returns the requests to the platform's own API so far. */
  public List<FakeServer.Request> requests() {
    return server.requests().stream()
        .filter(request -> !request.target().startsWith(CONTROL))
        .toList();
  }

  /** Changes how the platform feels. */
  public void feel(Mood now) {
    mood = now;
  }

  /** Shows {@code to} what comes in from now on. */
  public void show(Onlooker to) {
    onlooker = to;
  }

  /** Loses this share of the webhooks from now on, by chance that is the same for a seed. */
  public synchronized void drop(double share, long seed) {
    dropped = share;
    chance = new Random(seed);
  }

  /** Returns the webhooks that were sent or dropped so far. */
  public List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  /** Sends a webhook, unless it is one to be lost, and returns the status of the answer, or 0. */
  protected int send(String url, Map<String, String> headers, String body) {
    return ask(url, headers, body).status();
  }

  /** As {@link #send}; returns the whole answer. */
  protected Answer ask(String url, Map<String, String> headers, String body) {
    Answer answer = isDropped() ? NOTHING : post(url, headers, body);
    deliveries.add(new Delivery(url, headers, body, answer.status()));
    return answer;
  }

  /** Sends a webhook that was sent before once more, as platforms do. */
  public int redeliver(Delivery delivery) {
    return post(delivery.url(), delivery.headers(), delivery.body()).status();
  }

  @Override
  public void close() {
    server.close();
  }

  private synchronized boolean isDropped() {
    return dropped > 0 && chance.nextDouble() < dropped;
  }

  /**
   * Lets {@code name}, such as {@code https://gateway.example.org}, lead to {@code address}: a
   * platform that takes public names only sends there, too.
   */
  public void lead(String name, String address) {
    names.put(name, address);
  }

  private String found(String url) {
    return names.entrySet().stream()
        .filter(name -> url.startsWith(name.getKey()))
        .map(name -> name.getValue() + url.substring(name.getKey().length()))
        .findFirst()
        .orElse(url);
  }

  private Answer post(String url, Map<String, String> headers, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(found(url)))
            .timeout(WEBHOOK_TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      Map<String, String> told = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      answer.headers().map().forEach((name, values) -> told.put(name, values.get(0)));
      return new Answer(answer.statusCode(), answer.body(), told);
    } catch (IOException e) {
      return NOTHING;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return NOTHING;
    }
  }

  private void handle(HttpExchange exchange, FakeServer.Request request) throws IOException {
    if (request.target().startsWith(CONTROL)) {
      write(exchange, controlled(request));
      return;
    }
    switch (mood) {
      case WELL -> {
        onlooker.arrived(request);
        Answer answer = answer(request);
        onlooker.done(request, answer);
        write(exchange, answer);
      }
      case MUTE -> answer(request);
      case AWAY -> {
        // The exchange is closed without an answer.
      }
      case HANGING -> server.untilClosed();
      case HUGE -> flood(exchange);
      case BUSY -> write(exchange, busy());
      case BROKEN -> write(exchange, page(500));
      case NONSENSE -> write(exchange, page(200));
      case TELLTALE ->
          write(
              exchange,
              Answer.json(
                  400,
                  Json.createObjectBuilder()
                      .add("error", request.headers() + " " + request.target())
                      .add("body", request.body())
                      .build()));
    }
  }

  private Answer controlled(FakeServer.Request request) {
    try {
      String body = request.body().isBlank() ? "{}" : request.body();
      JsonObject parameters = Json.createReader(new StringReader(body)).readObject();
      return Answer.json(200, control(request.target().substring(CONTROL.length()), parameters));
    } catch (RuntimeException e) {
      return Answer.json(
          400, Json.createObjectBuilder().add("error", String.valueOf(e.getMessage())).build());
    }
  }

  private static Answer page(int status) {
    return new Answer(
        status,
        "<!DOCTYPE html><html><body><h1>We'll be right back</h1></body></html>",
        Map.of("Content-Type", "text/html"));
  }

  private static void flood(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    byte[] spaces = " ".repeat(HUGE_CHUNK).getBytes(StandardCharsets.US_ASCII);
    try (OutputStream body = exchange.getResponseBody()) {
      for (int sent = 0; sent < 1 << 28; sent += HUGE_CHUNK) {
        body.write(spaces);
      }
    }
  }

  private static void write(HttpExchange exchange, Answer answer) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    FakeServer.send(exchange, answer.status(), answer.body());
  }
}
