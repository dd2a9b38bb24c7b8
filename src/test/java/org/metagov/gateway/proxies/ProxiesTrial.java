package org.metagov.gateway.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.example.plugins.tally.Tally;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.metagov.gateway.proxies.Attacks.Attack;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.EventStream;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.RawHttp;
import org.metagov.gateway.testing.RawHttp.Answer;
import org.metagov.gateway.testing.RawServer;
import org.metagov.gateway.testing.TestWar;

/**
 * The gateway behind nginx, Apache and HAProxy, with the files of {@code config}: what shall come
 * through does, and nothing else. The gateway is as open as it can be, so that whatever a proxy let
 * through would be seen.
 */
class ProxiesTrial {
  private static final String KEY = "k3y-of-the-trial-" + "0123456789abcdef".repeat(2);
  private static final String FORGED = "203.0.113.9";
  private static final int PATIENCE = 300;
  private static final int SMUGGLERS = 16;
  private static final int PER_MINUTE = 60;
  private static final String ARRIVED = "a request has arrived that should not";
  private static final Duration SOON = Duration.ofSeconds(20);

  /** For those who wait for an answer that comes. */
  private static final int LONG = 10_000;

  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final int MIB = 1_048_576;

  /** Stands in an attack for a name that no other attack has. */
  private static final String NAME = "smuggled-0000";

  private static final String HOOK = "/api/hooks/nobody/tally";
  private static final String INTERNAL = "/api/internal/community";
  private static final String PATH = INTERNAL + "/" + NAME;
  private static final String AUTHORIZATION = "Authorization: Bearer " + KEY + "\r\n";
  private static final String HEADERS = AUTHORIZATION + "Content-Type: application/json\r\n";
  private static final String SMUGGLED =
      "PUT " + PATH + " HTTP/1.1\r\nHost: localhost\r\n" + HEADERS + "Content-Length: 2\r\n\r\n{}";

  private static final Map<Program, Front> FRONTS = new EnumMap<>(Program.class);

  private static GatewayProcess gateway;
  private static int port;

  @BeforeAll
  static void start() {
    Path war = TestWar.write(TestWar.with(Tally.class, "anything.json", "count.json"), "proxies");
    gateway =
        GatewayProcess.options()
            .data(GatewayProcess.newData())
            .war(war)
            .set("metagov.internal.key", KEY)
            .set("metagov.trusted-proxies", "127.0.0.1")
            .set("metagov.rate.public", "" + PER_MINUTE)
            .start();
    port = gateway.api().base().getPort();
    for (Program program : Program.values()) {
      FRONTS.put(program, Front.of(program, port));
    }
  }

  @AfterAll
  static void stop() {
    FRONTS.values().forEach(Front::close);
    if (gateway != null) {
      gateway.close();
    }
  }

  private static Api keyed(URI at) {
    return Api.at(at).with("Authorization", "Bearer " + KEY);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsForEverybodyComesThroughAsItIsAndNothingElse(Program program) {
    Api open = Api.at(FRONTS.get(program).open());
    HookedCommunity town = HookedCommunity.create(gateway.api(), "town-" + program);
    assertThat(town.through(open).send("first").status()).isEqualTo(200);
    Awaitility.await().until(() -> town.events().equals(List.of("first")));
    Reply refused = open.get(town.hook());
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("Content-Type")).hasValue("application/problem+json");
    assertThat(refused.header("Cache-Control")).hasValue("no-store");
    assertThat(open.as(town.name()).post("/api/action/tally.count", "{}").status())
        .isIn(200, 403, 404);
    for (String path :
        List.of("/", "/health", "/health/ready", "/metrics", "/openapi", "/swagger/", "/api")) {
      assertThat(open.get(path).status()).as(path).isEqualTo(404);
    }
    for (String path : List.of("/api/internal/community", town.path())) {
      Reply reply = keyed(FRONTS.get(program).open()).get(path);
      assertThat(reply.status()).as(path).isEqualTo(404);
      assertThat(reply.text()).doesNotContain("urn:metagov");
    }
  }

  @ParameterizedTest
  @EnumSource
  void driversComeInByADoorOfTheirsWithAKey(Program program) {
    URI door = FRONTS.get(program).drivers();
    String path = "/api/internal/community";
    assertThat(Api.at(door).get(path).status()).isEqualTo(403);
    assertThat(Api.at(door).with("Authorization", "Bearer x").get(path).status()).isEqualTo(401);
    assertThat(keyed(door).get(path).status()).isEqualTo(200);
    for (String other : List.of("/api/hooks/a/tally", "/api/action/a", "/metrics", "/health")) {
      assertThat(keyed(door).get(other).status()).as(other).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @EnumSource
  void peopleComeInToTheConsoleByTheDoorOfDrivers(Program program) {
    URI door = FRONTS.get(program).drivers();
    Reply page = Api.at(door).get("/console/");
    assertThat(page.header("Content-Type").orElse("")).startsWith("text/html");
    assertThat(Api.at(door).get("/console/main.js?v=1").status()).isEqualTo(200);
    assertThat(Api.at(FRONTS.get(program).open()).get("/console/").status()).isEqualTo(404);
    // What a browser says of a page at the address of the second door.
    String origin = "https://127.0.0.1:8443";
    Reply begun = keyed(door).with("Origin", origin).post("/api/internal/session", null);
    assertThat(begun.status()).as(begun.text()).isEqualTo(201);
    Reply made =
        Api.at(door)
            .with("Origin", origin)
            .with("Cookie", begun.header("Set-Cookie").orElseThrow().split(";", 2)[0])
            .with("X-Metagov-Session", begun.json().getString("token"))
            .put("/api/internal/community/signed-in-" + program, "{}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNewIsInALiveStreamAtOnce(Program program) {
    HookedCommunity town = HookedCommunity.create(gateway.api(), "live-" + program);
    String path = "/api/internal/events?community=" + town.name();
    try (EventStream stream =
        EventStream.open(
            Api.at(FRONTS.get(program).drivers()), path, "Authorization: Bearer " + KEY)) {
      for (int i = 1; i <= 3; i++) {
        int many = i;
        town.send();
        Awaitility.await().atMost(SOON).until(() -> stream.ids().size() == many);
      }
      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.isEnded()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nobodyComesFromWhereHeSays(Program program) {
    String name = "forged-" + program;
    String forged =
        "X-Forwarded-For: %1$s\r\nx-forwarded-for: %1$s, 127.0.0.1\r\nForwarded: for=%1$s\r\n"
            .formatted(FORGED);
    // From an address that is the sender's own.
    Answer answer = put(FRONTS.get(program).drivers(), "127.0.0.2", name, forged);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    assertThat(sourceOf(name)).isEqualTo("127.0.0.2");
    // What a proxy says that is trusted does count.
    assertThat(put(gateway.api().base(), "127.0.0.1", name + "-2", forged).status()).isEqualTo(201);
    assertThat(sourceOf(name + "-2")).isEqualTo(FORGED);
    assertThat(put(gateway.api().base(), "127.0.0.2", name + "-3", forged).status()).isEqualTo(201);
    assertThat(sourceOf(name + "-3")).isEqualTo("127.0.0.2");
  }

  @ParameterizedTest
  @CsvSource({"NGINX, 203.0.113.100", "APACHE, 203.0.113.101", "HAPROXY, 203.0.113.102"})
  void nobodySpendsTheBudgetOfWhomHeNames(Program program, String address) {
    Api named = gateway.api().with("X-Forwarded-For", address);
    Api claimed = Api.at(FRONTS.get(program).open()).with("X-Forwarded-For", address);
    for (int i = 0; i < PER_MINUTE + 10; i++) {
      assertThat(claimed.post(HOOK, "{}").status()).isEqualTo(404);
    }
    assertThat(named.post(HOOK, "{}").status()).isEqualTo(404);
    // Of somebody whom the proxy has named it is spent.
    assertThat(Stream.generate(() -> named.post(HOOK, "{}").status()).limit(PER_MINUTE + 10))
        .contains(429);
    assertThat(claimed.post(HOOK, "{}").status()).isEqualTo(404);
  }

  private static Answer put(URI at, String from, String name, String headers) {
    return RawHttp.send(
        from,
        at,
        "PUT /api/internal/community/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s%sContent-Length: 2\r\n\r\n{}"
            .formatted(name, HEADERS, headers),
        LONG);
  }

  private static String sourceOf(String community) {
    String path = "/api/internal/audit?community=" + community;
    return Awaitility.await()
        .until(
            () -> gateway.api().get(path).json().getJsonArray("entries"),
            entries -> !entries.isEmpty())
        .getJsonObject(0)
        .getJsonObject("who")
        .getString("source");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsTooLargeIsRefusedAndNoMore(Program program) throws IOException {
    Api open = Api.at(FRONTS.get(program).open());
    assertThat(open.post(HOOK, "x".repeat(MIB)).header("Content-Type"))
        .hasValue("application/problem+json");
    assertThat(answerToTooMuch(FRONTS.get(program).open())).startsWith("HTTP/1.1 413 ");
  }

  /** Returns the first line that is answered to a body that says at once how large it is. */
  private static String answerToTooMuch(URI at) throws IOException {
    try (Socket socket = new Socket(at.getHost(), at.getPort())) {
      socket.setSoTimeout(LONG / 5);
      RawServer.say(
          socket,
          "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n"
              .formatted(HOOK, MIB + 1));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      try {
        return in.readLine();
      } catch (SocketTimeoutException e) {
        // One of them wants to see it.
        socket.setSoTimeout(LONG);
        RawServer.say(socket, "x".repeat(MIB + 1));
        return in.readLine();
      }
    }
  }

  /** The server itself would answer 200, and do nothing: see running.md. */
  @ParameterizedTest
  @EnumSource
  void whatTheServerCannotReadDoesNotComeThrough(Program program) {
    for (String path : List.of(HOOK + "%", HOOK + "%zz", HOOK + "%4", HOOK + "/.", HOOK + "/..")) {
      Answer answer = post(FRONTS.get(program).open(), path, "Host: 127.0.0.1");
      assertThat(answer.status()).as(path).isBetween(400, 499);
    }
    for (String host : List.of("Host:", "Host: evil.example", "Host: localhost", "X: y")) {
      Answer answer = post(FRONTS.get(program).open(), HOOK, host);
      assertThat(answer.statuses()).as(host).hasSize(1).allMatch(status -> status >= 400);
      assertThat(answer.text()).as(host).doesNotContain("Nobody takes webhooks");
    }
  }

  private static Answer post(URI at, String path, String host) {
    return RawHttp.ask(
        at,
        "POST %s HTTP/1.1\r\n%s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            .formatted(path, host),
        PATIENCE);
  }

  @ParameterizedTest
  @EnumSource
  void oneRequestHasOneAnswerWhereverItEnds(Program program) {
    Front front = FRONTS.get(program);
    List<Attack> attacks = Attacks.onTheFrame(HOOK, SMUGGLED);
    assertThat(attacks).hasSizeGreaterThan(200);
    assertThat(findings(Door.forAll(front), attacks)).isEmpty();
    assertThat(front.misunderstandings()).isEmpty();
    assertThat(front.requests()).hasSizeGreaterThan(attacks.size());
    assertNothingPassed(front);
  }

  /** What arrived here without a sign of the proxy would need no key. */
  @ParameterizedTest
  @EnumSource
  void nobodyWithoutAKeyComesInBehindADriver(Program program) {
    Front front = FRONTS.get(program);
    String keyless = SMUGGLED.replace(AUTHORIZATION, "");
    assertThat(findings(Door.forDrivers(front), Attacks.onTheFrame(INTERNAL, keyless))).isEmpty();
    assertThat(front.misunderstandings()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void noWayToWriteAPathLeadsToWhatIsNotForEverybody(Program program) {
    Front front = FRONTS.get(program);
    List<Attack> attacks = Attacks.onThePath(PATH, HEADERS, "{}");
    assertThat(attacks).hasSizeGreaterThan(80);
    assertThat(findings(Door.forAll(front), attacks)).isEmpty();
    assertThat(front.misunderstandings()).isEmpty();
    assertNothingPassed(front);
  }

  /**
   * Not even what the gateway has yet to do: of those with a key, which came in by no other door.
   */
  private static void assertNothingPassed(Front front) {
    assertThat(front.requests())
        .noneMatch(
            request ->
                request.first().startsWith("PUT " + INTERNAL + "/smuggled-")
                    && !request.values("Authorization").isEmpty());
  }

  /** Without a proxy a request that follows another one arrives, and so it is found. */
  @Test
  void whatAProxyLetThroughWouldBeSeen() {
    try (Front none = Front.none(port)) {
      List<Attack> some = Attacks.onTheFrame(HOOK, SMUGGLED).subList(0, 60);
      assertThat(findings(Door.forAll(none), some)).anyMatch(ARRIVED::equals);
      assertThat(none.misunderstandings()).isNotEmpty();
    }
    try (Front none = Front.none(port)) {
      List<Attack> some =
          Attacks.onTheFrame(INTERNAL, SMUGGLED.replace(AUTHORIZATION, "")).subList(0, 60);
      assertThat(findings(Door.forDrivers(none), some)).anyMatch(ARRIVED::equals);
    }
  }

  /** Without its rule the proxy lets through what is not for everybody, and so it is found. */
  @ParameterizedTest
  @EnumSource
  void whatAProxyWithoutItsRuleLetsThroughWouldBeSeen(Program program) {
    try (Front lax =
        Front.of(program, port, text -> text.replace("hooks|action", "hooks|internal"))) {
      List<Attack> some = Attacks.onThePath(PATH, HEADERS, "{}").subList(0, 10);
      assertThat(findings(Door.forAll(lax), some)).anyMatch(ARRIVED::equals);
    }
  }

  /** Without one of its lines the gateway comes to speak another protocol, and so it is found. */
  @ParameterizedTest
  @CsvSource({"NGINX, GET.HEAD, PRI|GET|HEAD", "HAPROXY, (?<=del-header )(Upgrade|HTTP2), X"})
  void whatAProxyLetsTheGatewayBeginWouldBeSeen(Program program, String line, String lax) {
    try (Front front = Front.of(program, port, text -> text.replaceAll(line, lax))) {
      List<Attack> some =
          Attacks.onTheFrame(HOOK, SMUGGLED).stream()
              .filter(attack -> attack.bytes().matches("(?s)PRI /.*|.*Upgrade: h2c\r\n.*"))
              .toList();
      assertThat(some).hasSizeGreaterThan(5);
      assertThat(findings(Door.forAll(front), some)).doesNotContain(ARRIVED);
      assertThat(front.misunderstandings()).isNotEmpty();
    }
  }

  /**
   * Where attacks come in.
   *
   * @param at the address
   * @param first what others ask for there meanwhile, and what they are answered
   * @param second the same, with another answer
   */
  private record Door(URI at, Asked first, Asked second) {
    static Door forAll(Front front) {
      return new Door(
          front.open(), new Asked("GET " + HOOK, "", 404), new Asked("POST " + HOOK, "", 404));
    }

    static Door forDrivers(Front front) {
      String look = "GET " + INTERNAL + "?limit=1";
      return new Door(
          front.drivers(), new Asked(look, "", 403), new Asked(look, AUTHORIZATION, 200));
    }

    /** Returns whether whoever comes next has answers that are his. */
    boolean isInOrder() {
      return first.isAnswered(at) && second.isAnswered(at);
    }
  }

  private record Asked(String line, String header, int status) {
    boolean isAnswered(URI at) {
      return RawHttp.send(
              at,
              "%s HTTP/1.1\r\nHost: 127.0.0.1\r\n%sConnection: close\r\nContent-Length: 0\r\n\r\n"
                  .formatted(line, header),
              LONG)
          .statuses()
          .equals(List.of(status));
    }
  }

  /** Returns what came of {@code attacks} that should not, while others go on with theirs. */
  private static List<String> findings(Door door, List<Attack> attacks) {
    ExecutorService smugglers = Executors.newFixedThreadPool(SMUGGLERS);
    try {
      List<Callable<List<String>>> all = new ArrayList<>();
      for (Attack attack : attacks) {
        all.add(() -> findings(door, attack));
      }
      List<String> findings = new ArrayList<>();
      for (Future<List<String>> each : smugglers.invokeAll(all)) {
        findings.addAll(each.get());
      }
      findings.addAll(arrived());
      return findings;
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      smugglers.shutdownNow();
    }
  }

  private static List<String> findings(Door door, Attack attack) {
    String name = "smuggled-%04d".formatted(NEXT.incrementAndGet());
    // Where the connection is closed at the end, the end is waited for.
    int patience = attack.bytes().contains("Connection: close\r\n") ? LONG : PATIENCE;
    Answer answer = RawHttp.send(door.at(), attack.bytes().replace(NAME, name), patience);
    List<String> findings = new ArrayList<>();
    List<Integer> statuses = answer.statuses().stream().filter(status -> status >= 200).toList();
    // A proxy may well see one or two more requests, and refuse them.
    if (statuses.size() > 3 || statuses.stream().anyMatch(status -> status < 400)) {
      findings.add(attack + " as " + name + ": " + statuses);
    }
    if (!door.isInOrder()) {
      findings.add("others have answers that are not theirs, after " + attack);
    }
    return findings;
  }

  /** Forgets what has arrived. */
  private static List<String> arrived() {
    List<String> names =
        gateway
            .api()
            .get("/api/internal/community?limit=200")
            .json()
            .getJsonArray("communities")
            .getValuesAs(JsonObject.class)
            .stream()
            .map(community -> community.getString("name"))
            .filter(name -> name.startsWith("smuggled-"))
            .toList();
    names.forEach(name -> gateway.api().delete("/api/internal/community/" + name));
    return names.isEmpty() ? List.of() : List.of(ARRIVED);
  }
}
