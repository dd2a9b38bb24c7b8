package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.example.plugins.guild.FakeGuild;
import org.example.plugins.guild.Guild;
import org.example.plugins.tally.Tally;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.contract.ActionContract;
import org.metagov.gateway.contract.AtOnceContract;
import org.metagov.gateway.contract.AuditContract;
import org.metagov.gateway.contract.AuthorizationContract;
import org.metagov.gateway.contract.BudgetContract;
import org.metagov.gateway.contract.CallbackContract;
import org.metagov.gateway.contract.CommunityContract;
import org.metagov.gateway.contract.ConsoleContract;
import org.metagov.gateway.contract.DeadOwnerContract;
import org.metagov.gateway.contract.DeliveryContract;
import org.metagov.gateway.contract.EndContract;
import org.metagov.gateway.contract.ErrorContract;
import org.metagov.gateway.contract.EventLogContract;
import org.metagov.gateway.contract.FloodContract;
import org.metagov.gateway.contract.FuzzContract;
import org.metagov.gateway.contract.IdempotencyContract;
import org.metagov.gateway.contract.IdentityContract;
import org.metagov.gateway.contract.InboxLaneContract;
import org.metagov.gateway.contract.InstancesContract;
import org.metagov.gateway.contract.KeysContract;
import org.metagov.gateway.contract.NamesContract;
import org.metagov.gateway.contract.OutageContract;
import org.metagov.gateway.contract.ProcessContract;
import org.metagov.gateway.contract.ReceiverContract;
import org.metagov.gateway.contract.RetentionContract;
import org.metagov.gateway.contract.SecretsContract;
import org.metagov.gateway.contract.SessionContract;
import org.metagov.gateway.contract.SignatureContract;
import org.metagov.gateway.contract.TimesContract;
import org.metagov.gateway.contract.WallsContract;
import org.metagov.gateway.contract.WebhookContract;
import org.metagov.gateway.contract.WordsContract;
import org.metagov.gateway.spi.Signatures;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.DriverKey;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakePolls.Mood;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.Newsroom;
import org.metagov.gateway.testing.Patience;
import org.metagov.gateway.testing.Sign;
import org.metagov.gateway.testing.TestReceiver;
import org.metagov.gateway.testing.TestWar;
import org.metagov.gateway.testing.Watch;
import org.metagov.gateway.testing.plugin.FakePlatform;

/** The contracts on PostgreSQL, which three properties choose. */
class ContractsOnPostgresIT
    implements CommunityContract,
        AtOnceContract,
        InstancesContract,
        ActionContract,
        BudgetContract,
        ErrorContract,
        FuzzContract,
        IdempotencyContract,
        ProcessContract,
        WebhookContract,
        InboxLaneContract,
        EndContract,
        FloodContract,
        DeliveryContract,
        CallbackContract,
        ReceiverContract,
        SecretsContract,
        SignatureContract,
        EventLogContract,
        OutageContract,
        DeadOwnerContract,
        RetentionContract,
        TimesContract,
        WordsContract,
        NamesContract,
        WallsContract,
        KeysContract,
        IdentityContract,
        SessionContract,
        AuditContract,
        AuthorizationContract,
        ConsoleContract {
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
        TestWar.breakable(
            TestWar.plugging(
                TestWar.with(Tally.class, "anything.json", "count.json"), Guild.class)),
        "tally");
  }

  @Override
  public Api api() {
    return gateway.api();
  }

  @Override
  public List<Path> written() {
    try (Connection own = postgres.getPostgresDatabase().getConnection();
        Statement sql = own.createStatement()) {
      sql.execute("CHECKPOINT");
      Path data = Path.of(text(sql, "SHOW data_directory"));
      return List.of(data.resolve("base"), data.resolve("pg_wal"), gateway.logFile());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String dump() {
    StringBuilder all = new StringBuilder();
    try (Connection own = postgres.getPostgresDatabase().getConnection();
        Statement sql = own.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet row =
          sql.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
        while (row.next()) {
          tables.add(row.getString(1));
        }
      }
      for (String table : tables) {
        all.append(text(sql, "SELECT string_agg(t::text, ' ') FROM " + table + " t"));
      }
      return all.toString();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aCredentialThatAnotherNodeRenewsIsWaitedFor() throws Exception {
    try (FakeGuild guild = new FakeGuild();
        Connection own = postgres.getPostgresDatabase().getConnection();
        Statement sql = own.createStatement()) {
      Api driver = api().as(installed(guild, "").get("community"));
      String lease = "credential/" + hall(sql) + "/hall";
      sql.execute(
          "INSERT INTO lease (name, token, expires_at) VALUES ('%s', 'other', 9000000000000000)"
              .formatted(lease));
      guild.expire();
      pass(Duration.ofHours(1));
      var action = CompletableFuture.supplyAsync(() -> driver.act("guild.whoami", "{}"));
      await().during(Duration.ofMillis(300)).until(() -> guild.renewals() == 0 && !action.isDone());
      sql.execute("DELETE FROM lease WHERE name = '" + lease + "'");
      assertThat(action.get().status()).isEqualTo(200);
      assertThat(guild.renewals()).isEqualTo(1);
    }
  }

  @Test
  void whoHasRenewedACredentialTooLateChangesNothing() throws Exception {
    try (FakeGuild guild = new FakeGuild();
        Connection own = postgres.getPostgresDatabase().getConnection();
        Statement sql = own.createStatement()) {
      Api driver = api().as(installed(guild, "").get("community"));
      String instance = hall(sql);
      guild.expire();
      pass(Duration.ofHours(1));
      guild.show(
          new FakePlatform.Onlooker() {
            @Override
            public void done(FakeServer.Request request, FakePlatform.Answer answer) {
              if (request.target().equals("/oauth/token")) {
                written(sql, instance);
              }
            }
          });
      assertThat(driver.act("guild.whoami", "{}").status()).isEqualTo(502);
      guild.show(new FakePlatform.Onlooker() {});
      // The token of before is there as it was: the guild has taken it once.
      assertThat(driver.act("guild.whoami", "{}").detail()).contains("invalid_grant");
    }
  }

  /** Else whoever renews it just then would be too late, and what it has got would be lost. */
  @Test
  void whoHearsThatATokenIsTakenNoMoreWritesNoOtherCredential() throws Exception {
    try (FakeGuild guild = new FakeGuild();
        Connection own = postgres.getPostgresDatabase().getConnection();
        Statement sql = own.createStatement()) {
      Api driver = api().as(installed(guild, "").get("community"));
      String version = "SELECT version FROM credential WHERE instance_id = " + hall(sql);
      String before = text(sql, version);
      guild.expire();
      assertThat(driver.act("guild.whoami", "{}").status()).isEqualTo(502);
      assertThat(text(sql, version)).isEqualTo(before);
      assertThat(driver.act("guild.whoami", "{}").status()).isEqualTo(200);
      assertThat(text(sql, version)).isNotEqualTo(before);
    }
  }

  /** Another node writes the credential of {@code instance}. */
  private static void written(Statement sql, String instance) {
    try {
      sql.execute("UPDATE credential SET version = version + 1 WHERE instance_id = " + instance);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the instance whose credential was kept last. */
  private static String hall(Statement sql) throws SQLException {
    return text(sql, "SELECT instance_id FROM credential ORDER BY id DESC LIMIT 1");
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

  @Test
  void aNodeThatIsLateChangesNothing() throws Exception {
    try (FakePolls platform = new FakePolls();
        Connection own = postgres.getPostgresDatabase().getConnection();
        Statement sql = own.createStatement()) {
      String location = poll(pollsters(platform));
      String process = " WHERE id = " + id(location);
      platform.feel(Mood.DEAD);
      CompletableFuture<Api.Reply> late =
          CompletableFuture.supplyAsync(() -> api().post(location + "/check", null));
      String claimed =
          "SELECT count(*) FROM governance_process" + process + " AND owner IS NOT NULL";
      await().until(() -> text(sql, claimed).equals("1"));
      Watch watch = watch(Sign.CLAIM_LOST);
      // Another one has taken it over.
      sql.execute("UPDATE governance_process SET owner = 'another'" + process);
      String row = "SELECT g::text FROM governance_process g" + process;
      String before = text(sql, row);
      assertThat(Patience.await(late).status()).isEqualTo(503);
      watch.assertTold();
      assertThat(text(sql, row)).isEqualTo(before);
      sql.execute("UPDATE governance_process SET owner = NULL" + process);
      platform.feel(Mood.WELL);
      assertThat(api().post(location + "/check", null).status()).isEqualTo(200);
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
                "X-Tally-Signature",
                HexFormat.of().formatHex(Signatures.hmacSha256("hook-secret-1", bytes)))
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
      assertThat(Patience.await(deleted).status()).isEqualTo(204);
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

  @Test
  void aReceiverThatIsDownIsTriedByOneOfItsThousandLanes() throws SQLException {
    try (FakeDriver driver = new FakeDriver().feel("/", FakeDriver.status(503));
        Connection own = postgres.getPostgresDatabase().getConnection();
        Statement sql = own.createStatement()) {
      sql.execute(
          "INSERT INTO message_stream (name, community, newest, purged)"
              + " SELECT 'community/down-' || i, 'down-' || i, 0, 0 FROM generate_series(1, 1000) i");
      try (TestReceiver receiver =
          TestReceiver.at(api(), driver.url("/"), ",\"communities\":[\"down-*\"]")) {
        String lanes = " lane WHERE destination = 'receiver/" + receiver.name() + "'";
        await().until(() -> text(sql, "SELECT count(*) FROM" + lanes).equals("1000"));
        String version = text(sql, "SELECT max(version) FROM" + lanes);
        write(own, sql, lanes);
        await().until(() -> !receiver.seen().isNull("down"));
        for (int probe = 0; probe < 3; probe++) {
          int failures = receiver.seen().getJsonObject("down").getInt("failures");
          int tries = driver.messages().size();
          pass(Duration.ofMinutes(5));
          await().until(() -> receiver.seen().getJsonObject("down").getInt("failures") > failures);
          assertThat(driver.messages()).hasSize(tries + 1);
        }
        // Nobody has touched the others.
        int touched =
            Integer.parseInt(
                text(sql, "SELECT count(*) FROM" + lanes + " AND version > " + version));
        assertThat(touched).isLessThanOrEqualTo(driver.messages().size());
        api().delete("/api/internal/receivers/" + receiver.name());
        assertThat(text(sql, "SELECT count(*) FROM" + lanes)).isEqualTo("0");
      } finally {
        sql.execute("DELETE FROM message WHERE stream LIKE 'community/down-%'");
        sql.execute("DELETE FROM message_stream WHERE name LIKE 'community/down-%'");
      }
    }
  }

  /** One event in each of the communities, as their plugins would write them. */
  private void write(Connection own, Statement sql, String lanes) throws SQLException {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, time());
    own.setAutoCommit(false);
    sql.execute("UPDATE message_stream SET newest = 1 WHERE name LIKE 'community/down-%'");
    sql.execute(
        ("INSERT INTO message (id, stream, sequence_no, source, event_type, body, written_at)"
                + " SELECT 'evt_' || name, name, 1, 'tally', 'posted',"
                + " '{\"id\":\"evt_' || name || '\",\"community\":\"' || community || '\",\"sequence\":1}', %d"
                + " FROM message_stream WHERE name LIKE 'community/down-%%'")
            .formatted(now));
    sql.execute("UPDATE" + lanes.replace(" WHERE", " SET newest = 1, due_at = " + now + " WHERE"));
    own.commit();
    own.setAutoCommit(true);
  }

  /** As if the node that was told of it had died at once. */
  @Test
  void aReceiverWhoseAdderHasDiedGetsItsLanesWithoutARestart() throws SQLException {
    try (FakeDriver driver = new FakeDriver();
        Newsroom room = Newsroom.open(api(), "posted");
        TestReceiver receiver =
            TestReceiver.at(
                api(), driver.url("/"), ",\"communities\":[\"" + room.community() + "\"]");
        Connection own = postgres.getPostgresDatabase().getConnection();
        Statement sql = own.createStatement()) {
      String of = " WHERE destination = 'receiver/" + receiver.name() + "'";
      await().until(() -> text(sql, "SELECT count(*) FROM lane" + of).equals("1"));
      await().until(() -> text(sql, "SELECT count(*) FROM lane_change" + of).equals("0"));
      long since = ChronoUnit.MICROS.between(Instant.EPOCH, time());
      sql.execute("DELETE FROM lane" + of);
      room.publish("posted");
      await().until(() -> api().get(room.log()).json().getInt("newest") == 2);
      sql.execute(
          "INSERT INTO lane_change (destination, since) VALUES ('receiver/%s', %d)"
              .formatted(receiver.name(), since));
      awaitEvent(driver, "/", room, 2);
    }
  }

  /** Whose clock is ahead sees alone what is due: so it is known which node is at it. */
  @Test
  void whatANodeWasAtWhenItDiedIsTakenOverWithinItsTermAndIsDoneOnce() throws SQLException {
    List<String> communities = Stream.generate(this::fresh).limit(4).toList();
    String filter = ",\"communities\":[\"" + String.join("\",\"", communities) + "\"]";
    try (FakePolls platform = new FakePolls();
        FakeDriver driver =
            new FakeDriver().feel("/", FakeDriver.status(429, "Retry-After", "600"));
        TestReceiver receiver = TestReceiver.at(api(), driver.url("/"), filter);
        Connection own = postgres.getPostgresDatabase().getConnection();
        Statement sql = own.createStatement()) {
      platform.post("posted");
      List<String> polls = communities.stream().map(name -> asking(name, platform)).toList();
      soon().until(() -> !receiver.seen().isNull("down"));
      Work work = new Work(sql, polls.stream().map(this::id).toList(), communities);
      try (GatewayProcess second =
          Postgres.gateway(postgres)
              .war(war())
              .set("metagov.outbound.timeout", "PT25S")
              .set("metagov.delivery.timeout", "PT25S")
              .start()) {
        // Else the first one, whose clock other tests have set forward, forgets it again.
        second.api().pass(Duration.between(clockOf(second), time()));
        // If it has, the second one notes at its next beat that it is there.
        soon().until(() -> nodes(api()).size() == 2 && nodes(api()).equals(nodes(second.api())));
        platform.feel(Mood.DEAD);
        driver.feel("/", FakeDriver.HANGING);
        platform.vote();
        Instant due = time().plus(WELL_OVER_AN_INTERVAL);
        Instant behind = clockOf(second);
        int tried = driver.messages().size();
        long news = platform.asked("/news");
        second.api().pass(Duration.between(behind, due));
        // By what has arrived: a claim is made a moment before the call.
        soon().until(() -> driver.messages().size() > tried);
        soon().until(() -> platform.asked("/news") == news + communities.size());
        soon().until(() -> asked(platform).size() == communities.size());
        platform.feel(Mood.WELL);
        driver.feel("/", FakeDriver.WELL);
        pass(Duration.between(time(), due));
        // Both are there, then one of them: it changes nothing before the term is over.
        assertLeftAlone(platform, driver, work);
        second.kill9();
        assertLeftAlone(platform, driver, work);
      }
      int told = driver.messages().size();
      pass(Duration.ofSeconds(62));
      soon().until(() -> work.owned().stream().allMatch(count -> count == 0));
      soon().until(() -> driver.messages().size() - told == communities.size());
      for (String poll : polls) {
        soon().until(() -> seen(poll).getJsonObject("outcome").toString().contains("\"yes\":1"));
      }
      assertThat(asked(platform)).containsOnly(2L);
      assertThat(work.runs()).containsOnly(2);
      assertThat(driver.messages().subList(told, driver.messages().size()))
          .extracting(FakeDriver.Message::id)
          .doesNotHaveDuplicates();
    }
  }

  private static Instant clockOf(GatewayProcess node) {
    return Instant.parse(node.api().get("/test/clock").text());
  }

  /** Returns the nodes that one of them tells of. */
  private static Set<String> nodes(Api api) {
    return api
        .get("/api/internal/system")
        .json()
        .getJsonArray("nodes")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(node -> node.getString("id") + " " + node.getString("version"))
        .collect(Collectors.toSet());
  }

  /** What the second node is at, in each queue. */
  private record Work(Statement sql, List<String> processes, List<String> communities) {
    private static final String POLLS =
        "plugin_poll p JOIN governance_process g ON g.instance_id = p.instance_id";

    private String ofProcesses() {
      return " g.id IN (" + String.join(", ", processes) + ")";
    }

    List<Integer> owned() {
      return List.of(
          count("governance_process g WHERE owner IS NOT NULL AND" + ofProcesses()),
          count(POLLS + " WHERE p.owner IS NOT NULL AND" + ofProcesses()),
          count(
              "lane WHERE owner IS NOT NULL AND stream IN ('community/"
                  + String.join("', 'community/", communities)
                  + "')"));
    }

    List<Integer> runs() {
      return processes.stream()
          .map(id -> number("SELECT p.run FROM " + POLLS + " WHERE g.id = " + id))
          .toList();
    }

    private int count(String of) {
      return number("SELECT count(*) FROM " + of);
    }

    private int number(String query) {
      try {
        return Integer.parseInt(text(sql, query));
      } catch (SQLException e) {
        throw new IllegalStateException(query, e);
      }
    }
  }

  private String asking(String community, FakePolls platform) {
    Api driver =
        community(
            community,
            ("[{\"name\":\"tally\",\"config\":{\"api_key\":\"k\",\"news\":true,"
                    + "\"server_url\":\"%s\"}}]")
                .formatted(platform.url()));
    soon()
        .until(
            () ->
                api().get("/api/internal/events?community=" + community).json().getInt("newest")
                    == 1);
    return poll(driver);
  }

  /** Lets this node look for what is due: it finds nothing that the other one owns. */
  private void assertLeftAlone(FakePolls platform, FakeDriver driver, Work work) {
    List<Integer> owned = work.owned();
    int told = driver.messages().size();
    try (Newsroom witness = Newsroom.open(api(), "posted")) {
      soon().until(() -> api().get(witness.log()).json().getInt("newest") == 1);
    }
    assertThat(owned).doesNotContain(0);
    assertThat(work.owned()).isEqualTo(owned);
    assertThat(driver.messages()).hasSize(told);
    assertThat(asked(platform)).containsOnly(1L);
  }

  /** Returns how often the platform was asked how each of its polls stands. */
  private static Collection<Long> asked(FakePolls platform) {
    return platform.requests().stream()
        .filter(r -> r.method().equals("GET") && r.target().startsWith("/polls/p"))
        .collect(Collectors.groupingBy(FakeServer.Request::target, Collectors.counting()))
        .values();
  }

  @Test
  void whatAnotherNodeRevokesIsKnownWithinFiveSeconds() throws SQLException {
    try (DriverKey key = DriverKey.everywhere(api(), "read");
        Connection own = postgres.getPostgresDatabase().getConnection();
        Statement sql = own.createStatement()) {
      assertThat(key.driver().get("/api/internal/plugin").status()).isEqualTo(200);
      sql.execute("UPDATE driver_key SET revoked_at = 1 WHERE id = '" + key.id() + "'");
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> key.driver().get("/api/internal/plugin").status() == 401);
    }
  }

  /** Somebody has changed what was sealed; its row fails, and no other. */
  @Test
  void oneRowThatCannotBeOpenedTakesNothingElseAway() throws Exception {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver spoilt = TestReceiver.at(api(), driver.url("/spoilt"));
        TestReceiver well = TestReceiver.at(api(), driver.url("/well"));
        Newsroom room = Newsroom.open(api(), "posted")) {
      await().until(() -> spoilt.deliveries(room.community()).size() == 1);
      Watch watch = watch(Sign.UNREADABLE);
      spoil("receiver SET url = 'x', version = version + 1 WHERE name = '" + spoilt.name() + "'");
      Api.Reply list = api().get("/api/internal/receivers?limit=200");
      assertThat(list.status()).as(list.text()).isEqualTo(200);
      assertThat(list.json().getJsonArray("unreadable").toString()).contains(spoilt.name());
      assertThat(list.json().getJsonArray("receivers").toString())
          .contains(well.name())
          .doesNotContain(spoilt.name());
      watch.assertTold();
      Api.Reply one = api().get(spoilt.path());
      assertThat(one.status()).isEqualTo(500);
      assertThat(one.detail()).contains("put it anew, or delete it");
      room.publish("posted");
      await().until(() -> driver.sequences("/well", room.community()).size() == 2);
      assertThat(spoilt.put(driver.url("/spoilt"), "").status()).isEqualTo(200);
      await().until(() -> driver.sequences("/spoilt", room.community()).size() == 2);
      // It must not be sent without what is lost.
      spoilt.post("rotate-secret");
      spoil(
          "receiver SET secret = 'x', version = version + 1 WHERE name = '" + spoilt.name() + "'");
      Api.Reply unsigned = spoilt.put(driver.url("/spoilt"), "");
      assertThat(unsigned.status()).as(unsigned.text()).isEqualTo(409);
      assertThat(spoilt.post("rotate-secret").status()).isEqualTo(200);
      assertThat(spoilt.seen().getBoolean("has_secret")).isTrue();
      spoil("receiver SET headers = 'x' WHERE name = '" + spoilt.name() + "'");
      assertThat(api().delete(spoilt.path()).status()).isEqualTo(204);
    }
  }

  @Test
  void aConfigThatCannotBeOpenedCanBeGivenAnewOrTakenAway() throws SQLException {
    HookedCommunity town = HookedCommunity.create(api(), fresh());
    String config = "plugin_instance SET config = 'x' WHERE community = '" + town.name() + "'";
    spoil(config);
    Api.Reply list = api().get("/api/internal/community?after=" + town.name().substring(0, 6));
    assertThat(list.status()).as(list.text()).isEqualTo(200);
    Api.Reply seen = api().get(town.path());
    JsonObject lost = seen.json().getJsonArray("plugins").getJsonObject(0);
    assertThat(lost.getString("name")).isEqualTo("tally");
    assertThat(lost.isNull("config")).isTrue();
    assertThat(town.send().status()).isEqualTo(500);
    String anew =
        "{\"plugins\":[{\"name\":\"tally\",\"config\":{\"api_key\":\"k-1\","
            + "\"webhook_secret\":\"hook-secret-1\"}}]}";
    assertThat(api().put(town.path(), anew).text()).doesNotContain("\"config\":null");
    assertThat(town.send().status()).isEqualTo(200);
    spoil(config);
    String plugin = "/api/internal/plugin/tally/";
    assertThat(api().as(town.name()).delete(plugin + 1 + lost.getInt("id")).status())
        .isEqualTo(404);
    assertThat(api().as(town.name()).delete(plugin + lost.getInt("id")).status()).isEqualTo(204);
    assertThat(api().put(town.path(), anew).status()).isEqualTo(200);
    spoil(config.replace("config", "state"));
    assertThat(api().delete(town.path()).status()).isEqualTo(204);
  }

  @Test
  void workThatCannotBeOpenedIsPutOffByItself() throws SQLException {
    try (FakePolls platform = new FakePolls()) {
      String location = poll(pollsters(platform));
      spoil("governance_process SET state = 'x', callback_url = 'x' WHERE id = " + id(location));
      JsonObject seen = seen(location);
      assertThat(api().get("/api/internal/process?community=" + seen.getString("community")).text())
          .contains("\"pending\"");
      assertThat(api().post(location + "/check", null).json().isNull("last_error")).isFalse();
      assertThat(api().post(location + "/complete", null).status()).isEqualTo(200);
      HookedCommunity town =
          HookedCommunity.create(api(), fresh(), ",\"server_url\":\"" + platform.url() + "\"");
      platform.feel(Mood.STERN);
      town.tell("", "looked-up", "first");
      await().until(() -> town.inbox("waiting").get(0).getInt("tries") > 0);
      town.send();
      String first = "/api/internal/inbox/" + town.inbox(0).getInt("id");
      spoil("inbox SET content = 'x' WHERE id = " + town.inbox(0).getInt("id"));
      assertThat(api().get(first).json().isNull("body")).isTrue();
      for (int tries = 2; tries <= 6; tries++) {
        int expected = tries;
        pass(Duration.ofMinutes(10));
        await().until(() -> api().get(first).json().getInt("tries") >= expected);
      }
      assertThat(api().get(first).json().getString("state")).isEqualTo("parked");
      await().until(() -> town.newest() == 1);
    }
  }

  private static void spoil(String change) throws SQLException {
    try (Connection own = postgres.getPostgresDatabase().getConnection();
        Statement sql = own.createStatement()) {
      assertThat(sql.executeUpdate("UPDATE " + change)).isEqualTo(1);
    }
  }

  @Test
  void whoeverChangesTheAuditLogIsFound() throws SQLException {
    String verify = AuditContract.PATH + "/verify";
    try (Connection own = postgres.getPostgresDatabase().getConnection();
        Statement sql = own.createStatement()) {
      String name = fresh();
      community(name, "[{\"name\":\"tally\",\"config\":{\"api_key\":\"k\"}}]")
          .act("tally.count", "{}");
      // What was answered before is written before; and of this one it is the last.
      await()
          .until(
              () -> text(sql, "SELECT body FROM audit_entry ORDER BY seq DESC LIMIT 1"),
              last -> last.contains(name) && last.contains("/api/internal/action/{action}"));
      String newest = "(SELECT max(seq) FROM audit_entry)";
      long seq = Long.parseLong(text(sql, "SELECT max(seq) FROM audit_entry"));
      sql.execute("CREATE TABLE kept_entry AS SELECT * FROM audit_entry WHERE seq = " + newest);
      sql.execute("UPDATE audit_entry SET body = replace(body, 'POST', 'GET') WHERE seq = " + seq);
      Watch watch = watch(Sign.AUDIT_BROKEN);
      assertBroken(verify, seq, "it is not what it was");
      watch.assertTold();
      sql.execute("DELETE FROM audit_entry WHERE seq = " + seq);
      assertBroken(verify, seq, "it is missing");
      sql.execute("INSERT INTO audit_entry SELECT * FROM kept_entry");
      sql.execute("UPDATE audit_entry SET community = NULL WHERE seq = " + seq);
      assertBroken(verify, seq, "it is not found by its community");
      sql.execute("DELETE FROM audit_entry WHERE seq = " + seq);
      sql.execute("INSERT INTO audit_entry SELECT * FROM kept_entry");
      assertThat(api().get(verify).text()).contains("\"valid\":true");
      String head = text(sql, "SELECT mac FROM kept_entry");
      // What is cut off at the end is missed by whoever has kept the head.
      sql.execute("DELETE FROM audit_entry WHERE seq = " + seq);
      sql.execute(
          "UPDATE audit_head SET seq = e.seq, mac = e.mac FROM audit_entry e WHERE e.seq = "
              + newest);
      assertThat(api().get(verify).text()).contains("\"valid\":true");
      assertBroken(verify + "?seq=" + seq + "&mac=" + head, seq, "its head was told");
      sql.execute("INSERT INTO audit_entry SELECT * FROM kept_entry");
      sql.execute("UPDATE audit_head SET seq = " + seq + ", mac = '" + head + "'");
      // So it is with the beginning, which retention alone takes away.
      long first = Long.parseLong(text(sql, "SELECT first_seq + 1 FROM audit_head"));
      String beginning = text(sql, "SELECT first_mac FROM audit_head");
      sql.execute("CREATE TABLE first_entry AS SELECT * FROM audit_entry WHERE seq = " + first);
      sql.execute("DELETE FROM audit_entry WHERE seq = " + first);
      sql.execute(
          "UPDATE audit_head SET first_seq = first_seq + 1,"
              + " first_mac = (SELECT mac FROM first_entry)");
      assertBroken(verify, first, "it was removed, and not by retention");
      sql.execute("UPDATE audit_head SET first_seq = first_seq - 1");
      sql.execute("UPDATE audit_head SET first_mac = '" + beginning + "'");
      sql.execute("INSERT INTO audit_entry SELECT * FROM first_entry");
      // Nobody else has something chained.
      sql.execute(
          "INSERT INTO audit_pending (body, written_at, mac)"
              + " SELECT replace(body, 'POST', 'GET'), written_at, mac FROM kept_entry");
      await().until(() -> text(sql, "SELECT count(*) FROM audit_pending").equals("0"));
      assertThat(text(sql, "SELECT max(seq) FROM audit_entry")).isEqualTo("" + seq);
      assertThat(api().get(verify).text()).contains("\"valid\":true");
      sql.execute("DROP TABLE kept_entry, first_entry");
    }
  }

  private void assertBroken(String verify, long seq, String why) {
    Api.Reply found = api().get(verify);
    assertThat(found.json().getBoolean("valid")).as(found.text()).isFalse();
    assertThat(found.json().getInt("broken_at")).as(found.text()).isEqualTo((int) seq);
    assertThat(found.json().getString("why")).contains(why);
  }
}
