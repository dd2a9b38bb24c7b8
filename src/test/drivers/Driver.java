import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A small driver: the garden votes on a flower, and the flower gets a share of the revenue. */
public final class Driver {
  private static final Duration LONGEST_WAY = Duration.ofMinutes(5);
  private static final int LARGEST_BODY = 1_000_000;

  private final Map<String, String> settings = System.getenv();
  private final String gateway = settings.getOrDefault("GATEWAY", "http://127.0.0.1:8080");
  private final int port = Integer.parseInt(settings.getOrDefault("PORT", "8190"));

  /** Each is whsec_... */
  private final List<String> secrets = List.of(settings.get("SECRETS").split(" "));
  private final String community = settings.getOrDefault("COMMUNITY", "garden");
  private final String receiver = settings.getOrDefault("RECEIVER", "default");
  private final Path memory = Path.of(settings.getOrDefault("MEMORY", "driver.txt"));
  private final HttpClient client = HttpClient.newHttpClient();

  public static void main(String[] args) throws Exception {
    new Driver().run();
  }

  private void run() throws Exception {
    // Takes one message at a time: the next one waits.
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/", this::take);
    server.start();
    setUp();
    ask();
    System.out.println("listening");
  }

  /** Tells the gateway what should be: the same however often it is said. */
  private void setUp() throws IOException, InterruptedException {
    call(
        "PUT",
        "/api/internal/community/" + community,
        """
        {"readable_name": "The Garden", "plugins": [
          {"name": "randomness", "config": {"default_low": 1, "default_high": 7}},
          {"name": "revshare"}]}""");
    JsonObject wanted =
        Json.createObjectBuilder()
            .add("url", "http://127.0.0.1:" + port + "/events")
            .add("communities", Json.createArrayBuilder().add(community))
            .add("secret", secrets.get(0))
            .build();
    call("PUT", "/api/internal/receivers/" + receiver, wanted.toString());
  }

  /** Starts the vote, once. */
  private void ask() throws IOException, InterruptedException {
    if (isDone("asked")) {
      return;
    }
    JsonObject vote =
        Json.createObjectBuilder()
            .add("options", Json.createArrayBuilder().add("tulips").add("roses"))
            .add("delay", 0)
            .add("callback_url", "http://127.0.0.1:" + port + "/outcomes")
            .build();
    call(
        "POST",
        "/api/internal/process/randomness.delayed-stochastic-vote",
        vote.toString(),
        "X-Metagov-Community",
        community,
        "Idempotency-Key",
        "flower-of-the-year");
    remember("asked");
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status(exchange), -1);
    }
  }

  /** Takes a message in; returns the status to answer it with. */
  private int status(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    if (body.length > LARGEST_BODY) {
      return 413;
    }
    String id = header(exchange, "webhook-id");
    if (!isSigned(exchange, id, body)) {
      return 401;
    }
    if (isDone(id)) {
      return 204;
    }
    try {
      JsonObject message = parsed(new String(body, StandardCharsets.UTF_8));
      if (exchange.getRequestURI().getPath().equals("/outcomes")) {
        takeOutcome(message, id);
      } else {
        takeEvent(message);
      }
    } catch (IOException e) {
      System.out.println("later: " + e.getMessage());
      return 503; // the gateway tries again
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 503;
    }
    remember(id);
    return 204;
  }

  /** Something has happened in the garden. */
  private void takeEvent(JsonObject event) {
    System.out.println("event " + event.getString("event_type") + " " + event.get("data"));
  }

  /** The vote has changed; once it is over, its winner gets a share. */
  private void takeOutcome(JsonObject vote, String id) throws IOException, InterruptedException {
    String winner = vote.getJsonObject("outcome").getString("winner", "");
    if (!vote.getString("status").equals("completed") || winner.isEmpty()) {
      return;
    }
    JsonObject share =
        Json.createObjectBuilder()
            .add("pointer", "$garden.example/" + winner)
            .add("weight", 1)
            .build();
    // Should this be cut off now, the next try asks with the same key: it is done once.
    call(
        "POST",
        "/api/internal/action/revshare.add-pointer",
        Json.createObjectBuilder().add("parameters", share).build().toString(),
        "X-Metagov-Community",
        community,
        "Idempotency-Key",
        id);
    System.out.println("winner " + winner);
  }

  /** Returns whether the gateway has sent this, and not long ago: Standard Webhooks 1.0. */
  private boolean isSigned(HttpExchange exchange, String id, byte[] body) {
    String sent = header(exchange, "webhook-timestamp");
    if (!sent.matches("\\d{1,18}") || isFarFrom(Instant.now(), Long.parseLong(sent))) {
      return false;
    }
    byte[] before = (id + "." + sent + ".").getBytes(StandardCharsets.UTF_8);
    for (String secret : secrets) {
      byte[] expected = ("v1," + mac(secret, before, body)).getBytes(StandardCharsets.UTF_8);
      for (String signature : header(exchange, "webhook-signature").split(" ")) {
        if (MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isFarFrom(Instant now, long seconds) {
    return Math.abs(now.getEpochSecond() - seconds) > LONGEST_WAY.toSeconds();
  }

  private static String mac(String secret, byte[] before, byte[] body) {
    try {
      byte[] key = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update(before);
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private static JsonObject parsed(String text) {
    try (var reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  /** Calls the gateway; a status of 400 or more throws. */
  private void call(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gateway + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (settings.containsKey("KEY")) {
      request.header("Authorization", "Bearer " + settings.get("KEY"));
    }
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 400) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
  }

  /** Returns whether this was done before, also before a restart. */
  private boolean isDone(String what) throws IOException {
    return Files.exists(memory) && Files.readAllLines(memory).contains(what);
  }

  /** Remembers on disk that this was done. */
  private void remember(String what) throws IOException {
    try (FileChannel file =
        FileChannel.open(memory, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      file.write(ByteBuffer.wrap((what + "\n").getBytes(StandardCharsets.UTF_8)));
      file.force(true);
    }
  }
}
