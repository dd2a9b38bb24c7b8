package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import org.example.clock.ClockServlet;
import org.example.clock.MovableClock;
import org.example.tally.Tally;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.contract.ActionContract;
import org.metagov.gateway.contract.CommunityContract;
import org.metagov.gateway.contract.ErrorContract;
import org.metagov.gateway.contract.IdempotencyContract;
import org.metagov.gateway.contract.ProcessContract;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.TestWar;

/** The contracts on PostgreSQL, which three properties choose. */
class PostgresIT
    implements CommunityContract,
        ActionContract,
        ErrorContract,
        IdempotencyContract,
        ProcessContract {
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
        TestWar.adding(
            TestWar.with(Tally.class, "anything.json", "count.json"),
            MovableClock.class,
            ClockServlet.class),
        "tally");
  }

  @Override
  public Api api() {
    return gateway.api();
  }

  @Test
  void aDatabaseThatIsAwayIsA503AndComesBackWithoutARestart() throws IOException {
    // A server of its own: the other tests need theirs.
    EmbeddedPostgres own = Postgres.start();
    try (GatewayProcess its = Postgres.gateway(own).start()) {
      its.api().put("/api/internal/community/kept", "{}");
      int port = own.getPort();
      own.close();
      Api.Reply away = its.api().get("/api/internal/community/kept");
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.header("Retry-After")).isPresent();
      assertThat(its.api().get("/health/ready").status()).isEqualTo(503);
      assertThat(port).isPositive();
    }
  }
}
