package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.example.plugins.tally.Tally;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.Patience;
import org.metagov.gateway.testing.RestlessCaller;
import org.metagov.gateway.testing.TestWar;

/** Whoever asks while a server starts, is killed, starts again and stops. */
class DoorsIT {
  private static final String RIGHT = "404 application/problem+json";
  private static final String STOPPING = "503 application/problem+json later";

  private static final FakeServer PLATFORM = new FakeServer();
  private static final CountDownLatch MAY_ANSWER = new CountDownLatch(1);

  private static Map<String, Integer> heard;
  private static long ownedStill;
  private static Reply begunBefore;
  private static Reply startedBefore;

  @BeforeAll
  static void killStartAndStop() throws Exception {
    int port = GatewayProcess.freePort();
    Path war = TestWar.write(TestWar.with(Tally.class, "anything.json", "count.json"), "doors");
    PLATFORM
        .answer("/initialized", 200, "{}")
        .hang("/news")
        .on("/slow", exchange -> answerLate(exchange, "{}"))
        .on(
            "/polls",
            exchange -> answerLate(exchange, "{\"id\":\"p1\",\"closed\":false,\"votes\":{}}"));
    try (EmbeddedPostgres postgres = Postgres.start();
        RestlessCaller caller = new RestlessCaller(port, "/api/internal/community/nowhere")) {
      GatewayProcess.Options options =
          Postgres.gateway(postgres)
              .war(war)
              .port(port)
              .set("metagov.outbound.timeout", "PT20S")
              .set("metagov.stop-timeout", "PT3S");
      try (GatewayProcess first = options.start()) {
        awaitAnswers(caller);
        first.kill9();
      }
      try (GatewayProcess second = options.start()) {
        createTally(second);
        Awaitility.await("a poll that hangs, of this node").until(() -> owned(postgres) > 0);
        CompletableFuture<Reply> begun =
            CompletableFuture.supplyAsync(
                () -> second.api().as("garden").act("tally.fetch", "{\"path\":\"/slow\"}"));
        // The first one ever: nothing that it needs afterwards was needed before.
        CompletableFuture<Reply> started =
            CompletableFuture.supplyAsync(
                () ->
                    second
                        .api()
                        .as("garden")
                        .post("/api/internal/process/tally.poll", "{\"title\":\"x\"}"));
        Awaitility.await().until(() -> hasHeard("/slow") && hasHeard("/polls"));
        int before = caller.heard().get(RestlessCaller.NOBODY);
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(second::stop);
        Awaitility.await("a server that lets nobody in")
            .until(() -> caller.heard().get(RestlessCaller.NOBODY) > before);
        MAY_ANSWER.countDown();
        begunBefore = Patience.await(begun);
        startedBefore = Patience.await(started);
        Patience.await(stopping);
      }
      ownedStill = owned(postgres);
      heard = caller.heard();
    }
  }

  @AfterAll
  static void stop() {
    PLATFORM.close();
  }

  private static void answerLate(HttpExchange exchange, String answer) throws IOException {
    try {
      MAY_ANSWER.await();
      FakeServer.send(exchange, 200, answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void createTally(GatewayProcess gateway) {
    String config =
        "{\"api_key\":\"k-1\",\"news\":true,\"server_url\":\"%s\"}".formatted(PLATFORM.url(""));
    assertThat(
            gateway
                .api()
                .put(
                    "/api/internal/community/garden",
                    "{\"plugins\":[{\"name\":\"tally\",\"config\":%s}]}".formatted(config))
                .status())
        .isEqualTo(201);
  }

  private static boolean hasHeard(String path) {
    return PLATFORM.requests().stream().anyMatch(request -> request.target().equals(path));
  }

  private static void awaitAnswers(RestlessCaller caller) {
    Awaitility.await("a right answer").until(() -> caller.heard().containsKey(RIGHT));
  }

  private static long owned(EmbeddedPostgres postgres) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT count(*) FROM plugin_poll WHERE owner IS NOT NULL")) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void nobodyHearsAnythingButTheGateway() {
    assertThat(heard).containsKeys(RestlessCaller.NOBODY, RIGHT);
    assertThat(heard.keySet()).isSubsetOf(RestlessCaller.NOBODY, RIGHT, STOPPING);
  }

  @Test
  void whatHasBegunIsAnsweredBeforeTheServerEnds() {
    assertThat(begunBefore.status()).as(begunBefore.text()).isEqualTo(200);
    assertThat(startedBefore.status()).as(startedBefore.text()).isEqualTo(202);
  }

  @Test
  void whatHangsLongerThanTheServerWaitsIsFreeForOthersAtOnce() {
    assertThat(ownedStill).isZero();
  }
}
