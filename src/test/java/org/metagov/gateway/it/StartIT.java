package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.example.harness.mappings.MappingsServlet;
import org.example.plugins.broken.Broken;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.admission.Side;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.Routes;
import org.metagov.gateway.testing.Routes.Route;
import org.metagov.gateway.testing.SpanCollector;
import org.metagov.gateway.testing.TestReceiver;
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
      Awaitility.await("the line that says where it listens")
          .until(() -> gateway.log().contains("listens on"));
      assertThat(gateway.log()).doesNotContain("WARNING").doesNotContain("SEVERE");
      assertThat(gateway.log().lines().reduce((a, b) -> b).orElseThrow())
          .contains("listens on http://127.0.0.1:", data.toString(), "stop it with Ctrl+C")
          .containsPattern("console at http://127\\.0\\.0\\.1:\\d+/console/ ");

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
    // Packed: then most lies in the temporary folder.
    assertRefused(
        onNewData()
            .packed()
            .set(
                "metagov.db.url", "jdbc:postgresql://127.0.0.1:" + GatewayProcess.freePort() + "/x")
            .set("metagov.db.password", "s3cret"),
        "metagov.db.url: ",
        "refused");
  }

  @Test
  void aWronglyDeclaredPluginIsNamedWithItsMethod() {
    Path war = TestWar.write(TestWar.with(Broken.class), "broken");
    assertRefused(onNewData().war(war), "org.example.plugins.broken.Broken#wrong: ");
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
  void whoListensForOthersWithoutAKeyIsOfferedOneAndEachListenerServesItsSide() throws IOException {
    Path data = GatewayProcess.newData();
    Path offered = data.resolve("offered");
    assertRefused(
        GatewayProcess.options()
            .data(data)
            .micro("--prebootcommandfile", "config/container.asadmin"),
        "metagov.internal.key: must be set (or metagov.internal.port), because the server listens"
            + " for other machines, too",
        "--secretsdir " + offered);
    String key = Files.readString(offered.resolve("metagov.internal.key")).strip();

    Path war = TestWar.write(TestWar.adding(TestWar.packaged(), MappingsServlet.class), "mappings");
    try (SpanCollector spans = new SpanCollector();
        GatewayProcess gateway =
            traced(spans)
                .data(data)
                .war(war)
                .drivers(GatewayProcess.freePort())
                .set("metagov.server-url", "https://gateway.example.org")
                .set("metagov.outbound.allow", "127.0.0.1")
                .micro("--secretsdir", offered.toString())
                .start()) {
      Api keyed = gateway.drivers().with("Authorization", "Bearer " + key);
      assertThat(keyed.with("X-Forwarded-For", "203.0.113.7").get("/api/internal/plugin").status())
          .isEqualTo(200);
      assertThat(gateway.drivers().put("/api/internal/community/a", "{}").status()).isEqualTo(201);
      assertEachOnItsSide(gateway, key);
      assertTraced(gateway, keyed, spans);
      Awaitility.await("the line that says where drivers come in")
          .until(() -> gateway.log().contains(", for drivers on " + gateway.drivers().base()));
      assertThat(gateway.log()).doesNotContain(key);
    }
  }

  /** As the page about monitoring switches it on, and sooner. */
  private static GatewayProcess.Options traced(SpanCollector spans) {
    return GatewayProcess.options()
        .set("otel.sdk.disabled", "false")
        .set("otel.service.name", "metagov")
        .set("otel.metrics.exporter", "none")
        .set("otel.logs.exporter", "none")
        .set("otel.exporter.otlp.protocol", "http/protobuf")
        .set("otel.exporter.otlp.endpoint", spans.endpoint())
        .set("otel.bsp.schedule.delay", "100");
  }

  /** A request is a span of the trace that its event, the delivery of that, and the log tell. */
  private static void assertTraced(GatewayProcess gateway, Api drivers, SpanCollector spans) {
    String hook = "/api/hooks/traced/randomness/";
    String community =
        "{\"plugins\":[{\"name\":\"randomness\",\"config\":{\"default_low\":1,"
            + "\"default_high\":7,\"webhook_slug\":\"k7Qw2\"}}]}";
    assertThat(drivers.put("/api/internal/community/traced", community).status()).isEqualTo(201);
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver =
            TestReceiver.at(drivers, driver.url("/"), ",\"communities\":[\"traced\"]")) {
      assertThat(gateway.api().post(hook + "k7Qw2", "{}").status()).isEqualTo(200);
      Awaitility.await("the event is delivered")
          .until(() -> !receiver.deliveries("traced").isEmpty());
      String trace = receiver.deliveries("traced").get(0).getString("trace");
      assertThat(driver.messages("/").get(0).header("traceparent").orElseThrow()).contains(trace);
      assertThat(drivers.get("/api/internal/inbox?community=traced").text()).contains(trace);
      spans.awaitSpan(trace, hook);
    }
    // One that came with a trace of its own, and is told of in the log.
    String own = "4bf92f3577b34da6a3ce929d0e0e4736";
    Api caller = gateway.api().with("traceparent", "00-" + own + "-00f067aa0ba902b7-01");
    assertThat(caller.post(hook + "wrong", "{}").status()).isEqualTo(404);
    assertThat(gateway.log()).contains("(trace " + own + ")");
    spans.awaitSpan(own, hook);
  }

  /** Of whatever the server says that it serves, so that nothing is forgotten. */
  private static void assertEachOnItsSide(GatewayProcess gateway, String key) {
    Api open = gateway.api().with("Authorization", "Bearer " + key);
    List<String> mappings =
        gateway.drivers().get(MappingsServlet.PATH).text().lines().sorted().toList();
    assertThat(mappings).contains("/health/*", "/metrics/*", "/openapi", "/swagger/*", "/error");
    for (String path : mappings.stream().filter(StartIT::isOfOne).map(StartIT::path).toList()) {
      assertServed(Side.of(path).orElseThrow(() -> new AssertionError(path)), "GET", path, gateway);
    }
    for (Route route : Routes.all().toList()) {
      String path = route.path().replaceAll("[{}]", "");
      Side side = route.open() ? Side.PUBLIC : Side.INTERNAL;
      assertServed(side, "OPTIONS", path, gateway);
      // Nothing comes in at the other one, with the key or without.
      Api wrong = side == Side.PUBLIC ? gateway.drivers() : open;
      assertThat(wrong.send(route.verb(), path, route.takesBody() ? "{}" : null).status())
          .as("%s", route)
          .isEqualTo(403);
    }
    assertThat(gateway.api().get("/").text()).contains("/openapi").doesNotContain("/metrics");
    assertThat(gateway.drivers().get("/").text()).contains("/openapi", "/metrics");
    // Nothing tells a stranger that there is one.
    assertThat(gateway.drivers().get("/console/").status()).isEqualTo(200);
    for (String path :
        List.of("/console", "/console/", "/error", "/x.jsp", MappingsServlet.PATH, "/nothing")) {
      assertThat(gateway.api().get(path).status()).as(path).isEqualTo(404);
    }
  }

  /** Whatever is left takes all paths, or all with an ending: of these there are none. */
  private static boolean isOfOne(String mapping) {
    return mapping.startsWith("/")
        && !mapping.startsWith("/console")
        && !List.of("/", "/*", "/error", MappingsServlet.PATH).contains(mapping);
  }

  private static String path(String mapping) {
    return mapping.replaceFirst("/\\*$", "");
  }

  private static void assertServed(Side side, String verb, String path, GatewayProcess gateway) {
    boolean inside = notHere(gateway.drivers().send(verb, path, null));
    boolean outside = notHere(gateway.api().send(verb, path, null));
    assertThat(inside).as("%s %s for drivers", verb, path).isEqualTo(side == Side.PUBLIC);
    assertThat(outside).as("%s %s for all", verb, path).isEqualTo(side == Side.INTERNAL);
  }

  private static boolean notHere(Reply reply) {
    return reply.status() == 403 && reply.detail().endsWith("calls are not served on this port");
  }
}
