package org.metagov.gateway.clients;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.GatewayProcess;

/** The drivers of the tutorial: they do what they are for, once, and believe nobody else. */
class DriversTrial {
  private static final String SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";
  private static final String DEFAULT = "/api/internal/receivers/default";
  private static final String VOTE = "/api/internal/process/randomness.delayed-stochastic-vote/";

  private static GatewayProcess gateway;

  private final HttpClient stranger = HttpClient.newHttpClient();
  private final int port = GatewayProcess.freePort();

  @BeforeAll
  static void start() {
    gateway = GatewayProcess.options().data(GatewayProcess.newData()).start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private Program start(Language language, Path folder) {
    Program driver =
        Program.start(
            folder,
            Map.of(
                "GATEWAY", gateway.api().base().toString(),
                "PORT", Integer.toString(port),
                "SECRETS", SECRET,
                "COMMUNITY", community(language)),
            language.driver());
    driver.awaitLine("listening");
    return driver;
  }

  private static String community(Language language) {
    return "garden-" + language.name().toLowerCase(Locale.ROOT);
  }

  private static Api api() {
    return gateway.api();
  }

  @ParameterizedTest
  @EnumSource
  void aDriverActsOnceAndBelievesWhatIsSigned(Language language) throws Exception {
    language.require();
    Path folder = Files.createTempDirectory(GatewayProcess.folder("drivers"), "trial-");
    String id;
    try (Program driver = start(language, folder)) {
      driver.awaitLine("winner ");
      id = onlyProcess(language);
      assertThat(shares(language)).hasSize(1);
      assertThat(api().post(DEFAULT + "/test", null).json().getBoolean("delivered")).isTrue();
      driver.awaitLine("event test");
      strangersAreNotBelieved();
      replay(id);
      assertThat(driver.lines("winner ")).isEqualTo(1);
    }
    // It was killed. What it has done it knows.
    try (Program driver = start(language, folder)) {
      replay(id);
      assertThat(driver.lines("winner ")).isZero();
      assertThat(onlyProcess(language)).isEqualTo(id);
      forgetTheLast(folder);
      replay(id);
      driver.awaitLine("winner ");
      assertThat(shares(language)).hasSize(1);
    }
    api().delete(DEFAULT);
  }

  private static String onlyProcess(Language language) {
    var processes =
        api()
            .get("/api/internal/process?community=" + community(language))
            .json()
            .getJsonArray("processes");
    assertThat(processes).hasSize(1);
    return processes.getJsonObject(0).get("id").toString();
  }

  private static JsonObject shares(Language language) {
    return api().as(community(language)).post("/api/action/revshare.get-config", null).json();
  }

  /** Has the callbacks of the process sent again, and waits until they are. */
  private static void replay(String id) {
    String callbacks = VOTE + id + "/callbacks";
    long before = delivered(callbacks);
    assertThat(api().post(callbacks + "/replay", "{\"from\":1}").status()).isEqualTo(202);
    Awaitility.await("callbacks sent again").until(() -> delivered(callbacks) > before);
  }

  private static long delivered(String callbacks) {
    return api()
        .get(callbacks + "/deliveries?state=delivered")
        .json()
        .getJsonArray("deliveries")
        .size();
  }

  /** As if it had been killed between what it does and what it remembers. */
  private static void forgetTheLast(Path folder) throws IOException {
    Path memory = folder.resolve("driver.txt");
    Files.write(
        memory,
        Files.readAllLines(memory).stream().filter(line -> !line.startsWith("cb_")).toList());
  }

  private void strangersAreNotBelieved() throws Exception {
    String body = "{\"event_type\":\"forged\",\"data\":{}}";
    long now = Instant.now().getEpochSecond();
    assertThat(send(now, "v1," + mac(now, body), body)).isEqualTo(204);
    assertThat(send(now, "v1,AAAA", body)).isEqualTo(401);
    assertThat(send(now, "v1," + mac(now, body), body + " ")).isEqualTo(401);
    long old = now - 3_600;
    assertThat(send(old, "v1," + mac(old, body), body)).isEqualTo(401);
    assertThat(send(now, "", body)).isEqualTo(401);
  }

  private static String mac(long at, String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    byte[] key = Base64.getDecoder().decode(SECRET.substring("whsec_".length()));
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return Base64.getEncoder()
        .encodeToString(mac.doFinal(("m." + at + "." + body).getBytes(StandardCharsets.UTF_8)));
  }

  private int send(long at, String signature, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/events"))
            .header("webhook-id", "m")
            .header("webhook-timestamp", Long.toString(at))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!signature.isEmpty()) {
      request.header("webhook-signature", signature);
    }
    return stranger.send(request.build(), BodyHandlers.discarding()).statusCode();
  }
}
