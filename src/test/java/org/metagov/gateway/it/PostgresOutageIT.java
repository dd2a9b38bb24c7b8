package org.metagov.gateway.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.example.plugins.tally.Tally;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.metagov.gateway.testing.FullDisk;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.Sign;
import org.metagov.gateway.testing.TestWar;
import org.metagov.gateway.testing.Watch;

/** A PostgreSQL that fails under a gateway, and is well again later. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PostgresOutageIT {
  private static Path data;
  private static EmbeddedPostgres postgres;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() throws IOException {
    data = Files.createTempDirectory(GatewayProcess.folder("data"), "postgres-");
    postgres = Postgres.on(data, GatewayProcess.freePort());
    Path war =
        TestWar.write(
            TestWar.breakable(TestWar.with(Tally.class, "anything.json", "count.json")), "outage");
    gateway =
        Postgres.gateway(postgres)
            .set("metagov.db.lock-timeout", "PT0.2S")
            .set("metagov.db.pool-size", Integer.toString(Outage.POOL))
            .war(war)
            .start();
  }

  @AfterAll
  static void stop() throws IOException {
    if (gateway != null) {
      gateway.close();
    }
    postgres.close();
  }

  private static void set(String setting) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      // Whoever repairs it must be able to write all the same.
      statement.execute("SET default_transaction_read_only = off");
      statement.execute("ALTER SYSTEM SET " + setting);
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  /** The server, and the processes that serve its connections. */
  private static List<ProcessHandle> processes() throws IOException {
    String pid = Files.readAllLines(data.resolve("data").resolve("postmaster.pid")).get(0);
    ProcessHandle server = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    return Stream.concat(Stream.of(server), server.descendants()).toList();
  }

  private static void signal(String name, List<ProcessHandle> processes)
      throws IOException, InterruptedException {
    for (ProcessHandle process : processes) {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }
  }

  @Test
  void aDatabaseThatIsDownIsA503UntilItIsBack() throws IOException {
    Outage outage = new Outage(gateway, "down");
    int port = postgres.getPort();
    Watch watch = Watch.of(gateway.api(), Sign.STORE_NOT_OPENED);
    postgres.close();
    outage.assertRefused();
    outage.assertAway();
    watch.assertTold();
    postgres = Postgres.on(data, port);
    outage.assertOver();
  }

  @Test
  @Order(Integer.MAX_VALUE) // After the outages: see there.
  void aPoolWithoutAConnectionIsA503UntilItHasOne() {
    Outage outage = new Outage(gateway, "exhausted");
    outage.assertExhausted();
    outage.assertOver();
  }

  @Test
  void aDatabaseThatHangsIsA503UntilItGoesOn() throws IOException, InterruptedException {
    Outage outage = new Outage(gateway, "hanging");
    List<ProcessHandle> processes = processes();
    signal("STOP", processes);
    try {
      outage.assertRefused();
    } finally {
      signal("CONT", processes);
    }
    outage.assertOver();
  }

  @Test
  void aDatabaseThatCanOnlyBeReadIsA503UntilItCanBeWritten() throws SQLException {
    Outage outage = new Outage(gateway, "read-only");
    set("default_transaction_read_only = on");
    try {
      outage.assertRefused();
    } finally {
      set("default_transaction_read_only = off");
    }
    outage.assertOver();
  }

  @Test
  void aLockThatIsNotGivenBackIsA503AndNoWebhooksFault() throws SQLException {
    Outage outage = new Outage(gateway, "locked");
    try (Connection other = postgres.getPostgresDatabase().getConnection();
        Statement sql = other.createStatement()) {
      other.setAutoCommit(false);
      sql.execute("LOCK TABLE inbox");
      outage.assertRefused();
      other.rollback();
      sql.execute("LOCK TABLE message_stream");
      outage.assertTaken();
      // Whoever works it off waits for the lock, and gives up.
      Awaitility.await().until(() -> waiting(sql) > 0);
      Awaitility.await().until(() -> waiting(sql) == 0);
      other.rollback();
    }
    outage.assertOver();
    outage.assertNobodyBlamed();
  }

  private static int waiting(Statement sql) throws SQLException {
    String query =
        "SELECT count(*) FROM pg_locks WHERE NOT granted"
            + " AND relation = 'message_stream'::regclass";
    try (ResultSet row = sql.executeQuery(query)) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void aDatabaseThatCannotGrowIsA503UntilItCan() throws IOException {
    Outage outage = new Outage(gateway, "full");
    // The size of a file of its log: those can be written, and the tables cannot grow beyond it.
    FullDisk.beyond(16 << 20, processes(), () -> outage.fill(900_000));
    outage.assertOver();
  }
}
