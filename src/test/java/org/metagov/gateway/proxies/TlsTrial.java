package org.metagov.gateway.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.example.plugins.guild.Guild;
import org.example.plugins.tally.Tally;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.RawServer;
import org.metagov.gateway.testing.TestWar;

/**
 * As {@link ProxiesTrial}, with all that the files of {@code config} say: TLS and HTTP/2 before the
 * gateway, what a browser is told of it, and how long anybody is waited for.
 */
class TlsTrial {
  private static final String KEY = "k3y-of-the-trial-" + "0123456789abcdef".repeat(2);
  private static final String HSTS = "max-age=31536000";
  private static final String HOOK = "/api/hooks/nobody/tally";
  private static final String INTERNAL = "/api/internal/community";
  private static final String NAME = "smuggled-0000";
  private static final String PATH = INTERNAL + "/" + NAME;
  private static final String HEADERS =
      "Authorization: Bearer " + KEY + "\r\nContent-Type: application/json\r\n";
  private static final String SMUGGLED =
      "PUT " + PATH + " HTTP/1.1\r\nHost: localhost\r\n" + HEADERS + "Content-Length: 2\r\n\r\n{}";

  private static final int PATIENCE = 2_000;
  private static final Duration LONG = Duration.ofSeconds(15);
  private static final int LONG_MILLIS = Math.toIntExact(LONG.toMillis());
  private static final int PER_MINUTE = 20;
  private static final AtomicInteger NEXT = new AtomicInteger();

  private static final Map<Program, Front> FRONTS = new EnumMap<>(Program.class);

  private static Certificate certificate;
  private static SSLContext trust;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() throws IOException {
    certificate =
        Certificate.in(Files.createTempDirectory(GatewayProcess.folder("fronts"), "keys-"));
    trust = certificate.trust();
    gateway =
        GatewayProcess.options()
            .data(GatewayProcess.newData())
            .war(
                TestWar.write(
                    TestWar.plugging(
                        TestWar.with(Tally.class, "anything.json", "count.json"), Guild.class),
                    "tls"))
            .set("metagov.server-url", "https://127.0.0.1")
            .set("metagov.internal.key", KEY)
            .set("metagov.trusted-proxies", "127.0.0.1")
            .set("metagov.rate.public-actions", "" + PER_MINUTE)
            .set("metagov.auth.redirects", "https://driver.example.org/guild")
            .set("metagov.plugin.guild.client-id", "guild-client-7")
            .set("metagov.plugin.guild.client-secret", "guild-client-secret-7")
            .start();
    int port = gateway.api().base().getPort();
    for (Program program : Program.values()) {
      FRONTS.put(program, Front.of(program, port, certificate, text -> text));
    }
  }

  @AfterAll
  static void stop() {
    FRONTS.values().forEach(Front::close);
    if (gateway != null) {
      gateway.close();
    }
  }

  private static HttpClient client(Version version) {
    return HttpClient.newBuilder().sslContext(trust).version(version).connectTimeout(LONG).build();
  }

  /**
   * Returns the head of the answer to a webhook that says that it is too long. Nothing of it is
   * sent, but to Apache, which reads it to its end: who is answered and cut off in the middle of a
   * body may not come to read the answer.
   */
  private static List<String> tooMuch(Program program, URI door) throws IOException {
    try (Socket socket = trust.getSocketFactory().createSocket(door.getHost(), door.getPort())) {
      socket.setSoTimeout(LONG_MILLIS);
      String head =
          "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 1048577\r\n\r\n";
      socket
          .getOutputStream()
          .write(head.formatted(HOOK, door.getAuthority()).getBytes(StandardCharsets.US_ASCII));
      if (program == Program.APACHE) {
        socket.getOutputStream().write(new byte[1_048_577]);
      }
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      List<String> lines = new ArrayList<>();
      for (String line = answer.readLine();
          line != null && !line.isEmpty();
          line = answer.readLine()) {
        lines.add(line);
      }
      return lines;
    }
  }

  private static HttpResponse<String> send(
      HttpClient client, String method, URI door, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(door + path))
            .timeout(LONG)
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(client, request.build());
  }

  private static HttpResponse<String> send(HttpClient client, HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(request.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NGINX, HTTP_1_1",
    "NGINX, HTTP_2",
    "APACHE, HTTP_1_1",
    "APACHE, HTTP_2",
    "HAPROXY, HTTP_1_1",
    "HAPROXY, HTTP_2"
  })
  void bothProtocolsComeThroughByTls(Program program, Version version) throws IOException {
    Front front = FRONTS.get(program);
    HttpClient client = client(version);
    HookedCommunity town =
        HookedCommunity.create(
            gateway.api(), "tls-" + program + "-" + version.name().replace('_', '-'));
    String body =
        "{\"id\":\"%s-%s\",\"time\":%d,\"team\":\"T0\",\"type\":\"posted\",\"text\":\"tea\"}"
            .formatted(program, version, Long.MAX_VALUE / 1_000);
    HttpResponse<String> hooked =
        send(
            client,
            "POST",
            front.open(),
            town.hook(),
            body,
            "X-Tally-Signature",
            HookedCommunity.signature(body));
    assertThat(hooked.version()).isEqualTo(version);
    assertThat(hooked.statusCode()).isEqualTo(200);
    HttpResponse<String> driver =
        send(
            client,
            "GET",
            front.drivers(),
            INTERNAL + "?limit=1",
            "",
            "Authorization",
            "Bearer " + KEY);
    assertThat(driver.version()).isEqualTo(version);
    assertThat(driver.statusCode()).isEqualTo(200);
    List<HttpResponse<String>> others =
        List.of(
            send(client, "GET", front.open(), HOOK, ""),
            send(client, "GET", front.open(), "/metrics", ""),
            send(client, "GET", front.open(), INTERNAL, "", "Authorization", "Bearer " + KEY),
            send(client, "DELETE", front.drivers(), INTERNAL + "/x", ""));
    assertThat(others).extracting(HttpResponse::statusCode).containsExactly(404, 404, 404, 403);
    // Whoever answers: the gateway, or the proxy by itself.
    assertThat(Stream.concat(Stream.of(hooked, driver), others.stream()))
        .allSatisfy(
            answer ->
                assertThat(answer.headers().allValues("Strict-Transport-Security"))
                    .as(answer.toString())
                    .containsExactly(HSTS));
    assertThat(tooMuch(program, front.open()))
        .satisfies(head -> assertThat(head.get(0)).startsWith("HTTP/1.1 413 "))
        .anySatisfy(
            line -> assertThat(line).isEqualToIgnoringCase("Strict-Transport-Security: " + HSTS));
    assertThat(front.requests())
        .allMatch(each -> each.values("X-Forwarded-Proto").equals(List.of("https")));
  }

  /** Whatever the browser's side claims: by the word of the proxy, which is trusted. */
  @ParameterizedTest
  @EnumSource
  void cookiesAreForTlsAlone(Program program) {
    Front front = FRONTS.get(program);
    HttpClient client = client(Version.HTTP_2);
    String session =
        cookie(
            send(
                client,
                "POST",
                front.drivers(),
                "/api/internal/session",
                "",
                "Authorization",
                "Bearer " + KEY,
                "X-Forwarded-Proto",
                "http"));
    assertThat(session).startsWith("metagov-session-").contains("; Secure", "; HttpOnly");
    String back = "?redirect_uri=https%3A%2F%2Fdriver.example.org%2Fguild";
    String ticket = cookie(send(client, "GET", front.open(), "/auth/guild/authorize" + back, ""));
    assertThat(ticket).startsWith("__Host-metagov-auth-").contains("; Path=/;", "; Secure");
    assertThat(
            gateway
                .api()
                .with("Authorization", "Bearer " + KEY)
                .post("/api/internal/session", null)
                .header("Set-Cookie")
                .orElseThrow())
        .as("without TLS")
        .doesNotContain("Secure");
  }

  private static String cookie(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Set-Cookie")
        .orElseThrow(() -> new AssertionError(answer + " " + answer.body()));
  }

  @ParameterizedTest
  @EnumSource
  void whoCallsTooOftenIsToldWhenToComeBack(Program program) {
    HookedCommunity town = HookedCommunity.create(gateway.api(), "often-" + program);
    HttpClient client = client(Version.HTTP_2);
    HttpResponse<String> held =
        IntStream.range(0, 2 * PER_MINUTE)
            .mapToObj(
                i ->
                    send(
                        client,
                        "POST",
                        FRONTS.get(program).open(),
                        "/api/action/tally.count",
                        "{}",
                        "X-Metagov-Community",
                        town.name()))
            .filter(answer -> answer.statusCode() != 200)
            .findFirst()
            .orElseThrow();
    assertThat(held.statusCode()).as(held.body()).isEqualTo(429);
    assertThat(held.headers().firstValue("Retry-After")).isPresent();
    assertThat(held.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsHiddenInARequestOfHttp2(Program program) {
    Front front = FRONTS.get(program);
    Map<String, String> key = Map.of("authorization", "Bearer " + KEY);
    // Else nothing would be shown by what does not come through.
    assertThat(
            RawHttp2.send(
                    trust,
                    front.open(),
                    Http2Attacks.good("POST", HOOK, "{}", Map.of()),
                    LONG_MILLIS)
                .status())
        .isEqualTo(404);
    assertThat(
            RawHttp2.send(
                    trust,
                    front.drivers(),
                    Http2Attacks.good("PUT", INTERNAL + "/genuine-" + program, "{}", key),
                    LONG_MILLIS)
                .status())
        .isEqualTo(201);
    List<Http2Attacks.Attack> attacks = new ArrayList<>(Http2Attacks.onTheFrame(HOOK, SMUGGLED));
    assertThat(attacks).hasSizeGreaterThan(120);
    Attacks.onThePath(PATH, HEADERS, "{}").stream()
        .map(attack -> Http2Attacks.onThePath(attack, key))
        .forEach(attacks::add);
    for (Http2Attacks.Attack attack : attacks) {
      RawHttp2.Answer answer = RawHttp2.send(trust, front.open(), attack.request(), PATIENCE);
      assertThat(answer.status()).as("%s", attack).matches(status -> status == 0 || status >= 400);
    }
    // What stands behind a driver's request, without a key of its own.
    String keyless = SMUGGLED.replace("Authorization: Bearer " + KEY + "\r\n", "");
    for (Http2Attacks.Attack attack : Http2Attacks.onTheFrame(INTERNAL, keyless)) {
      RawHttp2.Answer answer = RawHttp2.send(trust, front.drivers(), attack.request(), PATIENCE);
      assertThat(answer.status()).as("%s", attack).matches(status -> status == 0 || status >= 400);
    }
    assertThat(arrived()).isEmpty();
    assertThat(front.misunderstandings()).isEmpty();
    HttpResponse<String> next = send(client(Version.HTTP_2), "GET", front.open(), HOOK, "");
    assertThat(next.statusCode()).isEqualTo(404);
  }

  private static List<String> arrived() {
    return gateway
        .api()
        .with("Authorization", "Bearer " + KEY)
        .get(INTERNAL + "?limit=200")
        .json()
        .getJsonArray("communities")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(community -> community.getString("name"))
        .filter(name -> name.startsWith("smuggled-"))
        .toList();
  }

  /** As the file says it, but ten times as soon. */
  private static String hasty(String text) {
    return text.replaceAll("\\b20s", "2s")
        .replaceAll("\\b60s", "3s")
        .replace("header=20 body=20,", "header=2 body=2,")
        .replace("Timeout 20", "Timeout 2")
        .replace("timeout=60", "timeout=3");
  }

  @ParameterizedTest
  @EnumSource
  void whoeverStallsIsGivenUp(Program program) throws IOException {
    try (Front front =
        Front.of(program, gateway.api().base().getPort(), certificate, TlsTrial::hasty)) {
      String begun = "POST " + HOOK + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
      for (String part : List.of("", begun, begun + "Content-Length: 100\r\n\r\n{")) {
        assertThat(untilClosed(front.open(), part))
            .as("after %d characters", part.length())
            .isLessThan(LONG);
      }
      RawHttp2.Request whole = Http2Attacks.good("POST", HOOK, "{}", Map.of());
      assertThat(RawHttp2.send(trust, front.open(), whole, LONG_MILLIS).status()).isEqualTo(404);
    }
  }

  /** Sends {@code part} and nothing more; returns how long it takes until the proxy has enough. */
  private static Duration untilClosed(URI at, String part) throws IOException {
    long begun = System.nanoTime();
    try (SSLSocket socket =
        (SSLSocket) trust.getSocketFactory().createSocket(at.getHost(), at.getPort())) {
      socket.setSoTimeout(LONG_MILLIS);
      socket.startHandshake();
      RawServer.say(socket, part);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String first = in.readLine();
      assertThat(first == null || first.startsWith("HTTP/1.1 4")).as(first).isTrue();
      while (first != null) {
        first = in.readLine();
      }
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  @ParameterizedTest
  @EnumSource
  void aGatewayThatDoesNotAnswerIsGivenUp(Program program) {
    try (RawServer silent = new RawServer(peer -> Thread.sleep(LONG.toMillis()));
        Front front = Front.of(program, silent.port(), certificate, TlsTrial::hasty)) {
      long begun = System.nanoTime();
      HttpResponse<String> answer = send(client(Version.HTTP_2), "POST", front.open(), HOOK, "{}");
      assertThat(answer.statusCode()).isIn(502, 504);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONG);
      assertThat(answer.headers().firstValue("Strict-Transport-Security")).hasValue(HSTS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nobodyComesFromWhereHeSaysInHttp2(Program program) {
    String name = "forged2-" + program + NEXT.incrementAndGet();
    HttpResponse<String> put =
        send(
            client(Version.HTTP_2),
            "PUT",
            FRONTS.get(program).drivers(),
            INTERNAL + "/" + name,
            "{}",
            "Authorization",
            "Bearer " + KEY,
            "X-Forwarded-For",
            "203.0.113.9");
    assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
    String audit = "/api/internal/audit?community=" + name;
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(gateway.api().with("Authorization", "Bearer " + KEY).get(audit).text())
                    .contains("\"source\":\"127.0.0.1\""));
  }
}
