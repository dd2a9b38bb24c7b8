package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.example.tally.Tally;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.contract.ActionContract;
import org.metagov.gateway.contract.BudgetContract;
import org.metagov.gateway.contract.CallbackContract;
import org.metagov.gateway.contract.CommunityContract;
import org.metagov.gateway.contract.DeliveryContract;
import org.metagov.gateway.contract.ErrorContract;
import org.metagov.gateway.contract.EventLogContract;
import org.metagov.gateway.contract.FuzzContract;
import org.metagov.gateway.contract.IdempotencyContract;
import org.metagov.gateway.contract.KeysContract;
import org.metagov.gateway.contract.NamesContract;
import org.metagov.gateway.contract.OutageContract;
import org.metagov.gateway.contract.ProcessContract;
import org.metagov.gateway.contract.ReceiverContract;
import org.metagov.gateway.contract.RetentionContract;
import org.metagov.gateway.contract.SecretsContract;
import org.metagov.gateway.contract.SignatureContract;
import org.metagov.gateway.contract.TimesContract;
import org.metagov.gateway.contract.WallsContract;
import org.metagov.gateway.contract.WebhookContract;
import org.metagov.gateway.contract.WordsContract;
import org.metagov.gateway.spi.Hmac;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakePolls.Mood;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.Newsroom;
import org.metagov.gateway.testing.TestReceiver;
import org.metagov.gateway.testing.TestWar;

/** The contracts on PostgreSQL, which three properties choose. */
class PostgresIT
    implements CommunityContract,
        ActionContract,
        BudgetContract,
        ErrorContract,
        FuzzContract,
        IdempotencyContract,
        ProcessContract,
        WebhookContract,
        DeliveryContract,
        CallbackContract,
        ReceiverContract,
        SecretsContract,
        SignatureContract,
        EventLogContract,
        OutageContract,
        RetentionContract,
        TimesContract,
        WordsContract,
        NamesContract,
        WallsContract,
        KeysContract {
  private static final int SYNCED = 20;

  private static EmbeddedPostgres postgres;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() throws IOException {
    postgres = Postgres.start();
    gateway = Postgres.gateway(postgres).war(war()).start();
  }

  @AfterAll
  static void stop() throws IOException {
    if (gateway != null) {
      gateway.close();
    }
    postgres.close();
  }

  private static Path war() {
    return TestWar.write(
        TestWar.breakable(TestWar.with(Tally.class, "anything.json", "count.json")), "tally");
  }

  @Override
  public Api api() {
    return gateway.api();
  }

  @Test
  void aWebhookIsOnTheDiskBeforeItIsAnswered() throws SQLException {
    api()
        .put(
            "/api/internal/community/dry",
            "{\"plugins\":[{\"name\":\"tally\",\"config\":{\"api_key\":\"k\",\"team\":\"T\","
                + "\"webhook_secret\":\"hook-secret-1\"}}]}");
    try (Connection own = postgres.getPostgresDatabase().getConnection();
        Statement sql = own.createStatement()) {
      assertThat(text(sql, "SHOW fsync")).isEqualTo("on");
      assertThat(text(sql, "SELECT count(*) FROM pg_db_role_setting")).isEqualTo("0");
      assertThat(text(sql, "SHOW synchronous_commit")).isEqualTo("on");
      long before = syncs(sql);
      for (int i = 0; i < SYNCED; i++) {
        String written = text(sql, "SELECT pg_current_wal_insert_lsn()");
        hook("dry-" + i);
        assertThat(text(sql, "SELECT pg_current_wal_flush_lsn() > '" + written + "'"))
            .isEqualTo("t");
      }
      // The sessions tell the statistics of it once a second.
      await().until(() -> syncs(sql) - before >= SYNCED);
    }
  }

  @Test
  void aClaimInAnHourThatBerlinLeavesOutEndsAMinuteLater() throws Exception {
    try (FakePolls platform = new FakePolls();
        Connection own = postgres.getPostgresDatabase().getConnection();
        Statement sql = own.createStatement()) {
      String location = poll(pollsters(platform));
      passIntoTheGap();
      platform.feel(Mood.DEAD);
      Thread check = new Thread(() -> api().post(location + "/check", null));
      check.start();
      // Until the time-out of the call, the process is worked on.
      String of = " FROM governance_process WHERE owner IS NOT NULL AND id = " + id(location);
      Awaitility.await().until(() -> text(sql, "SELECT count(*)" + of).equals("1"));
      long expires = Long.parseLong(text(sql, "SELECT max(owned_until)" + of));
      Instant end = Instant.EPOCH.plus(expires, ChronoUnit.MICROS);
      assertThat(end).isBetween(time().plusSeconds(30), time().plusSeconds(60));
      check.join();
    }
  }

  private static long syncs(Statement sql) throws SQLException {
    return Long.parseLong(text(sql, "SELECT wal_sync FROM pg_stat_wal"));
  }

  private static String text(Statement sql, String query) throws SQLException {
    try (ResultSet row = sql.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private void hook(String id) {
    long now = Instant.parse(api().get("/test/clock").text()).getEpochSecond();
    String body =
        "{\"id\":\"%s\",\"time\":%d,\"team\":\"T\",\"type\":\"posted\",\"text\":\"x\"}"
            .formatted(id, now);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    Api.Reply reply =
        api()
            .with(
                "X-Tally-Signature", HexFormat.of().formatHex(Hmac.sha256("hook-secret-1", bytes)))
            .post("/api/hooks/dry/tally", body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
  }

  @Test
  void aLogThatOpensWhileItsReceiverIsDeletedKeepsNoLaneToIt() throws Exception {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = TestReceiver.at(api(), driver.url("/"));
        Connection own = postgres.getPostgresDatabase().getConnection();
        Statement sql = own.createStatement();
        Newsroom room = Newsroom.open(api())) {
      own.setAutoCommit(false);
      // The lane that the log is about to open, in the midst of which it has to wait for this.
      sql.execute(
          "INSERT INTO lane (stream, destination, replay, newest, reached, sent, version) VALUES"
              + " ('community/%s', 'receiver/%s', '', 0, 0, 0, 1)"
                  .formatted(room.community(), receiver.name()));
      room.publish("posted");
      await().until(() -> waiting(sql) == 1);
      CompletableFuture<Api.Reply> deleted =
          CompletableFuture.supplyAsync(() -> api().delete(receiver.path()));
      await().until(() -> waiting(sql) == 2 || deleted.isDone());
      own.rollback();
      assertThat(deleted.get(20, TimeUnit.SECONDS).status()).isEqualTo(204);
      await().until(() -> api().get(room.log()).json().getInt("newest") == 1);
      String lanes = "SELECT count(*) FROM lane WHERE destination = 'receiver/%s'";
      assertThat(text(sql, lanes.formatted(receiver.name()))).isEqualTo("0");
    }
  }

  private static int waiting(Statement sql) throws SQLException {
    String query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    return Integer.parseInt(text(sql, query));
  }

  @Test
  void lanesAreWokenHoweverManyThereAre() throws SQLException {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = TestReceiver.at(api(), driver.url("/"));
        Connection own = postgres.getPostgresDatabase().getConnection();
        Statement sql = own.createStatement()) {
      String ofReceiver = " WHERE destination = 'receiver/" + receiver.name() + "'";
      // Some have nothing to do, and those that have come after the first step.
      sql.execute(
          "INSERT INTO lane (stream, destination, replay, newest, reached, sent, version)"
              + " SELECT 'community/none-' || i, 'receiver/%s', '', i / 700, 0, 0, 1"
                  .formatted(receiver.name())
              + " FROM generate_series(1, 705) i");
      receiver.post("wake");
      // Each is looked at once, and rests, since its log is not there.
      await()
          .until(
              () ->
                  text(sql, "SELECT count(*) FROM lane" + ofReceiver + " AND version > 1")
                      .equals("6"));
      await().until(() -> text(sql, "SELECT count(*) FROM lane_wake" + ofReceiver).equals("0"));
    }
  }
}
