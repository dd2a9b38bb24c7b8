package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.metagov.gateway.contract.IdempotencyContract;
import org.metagov.gateway.contract.OutageContract;
import org.metagov.gateway.contract.ProcessContract;
import org.metagov.gateway.contract.ReceiverContract;
import org.metagov.gateway.contract.RetentionContract;
import org.metagov.gateway.contract.SignatureContract;
import org.metagov.gateway.contract.WebhookContract;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.TestWar;

/** The contracts on PostgreSQL, which three properties choose. */
class PostgresIT
    implements CommunityContract,
        ActionContract,
        BudgetContract,
        ErrorContract,
        IdempotencyContract,
        ProcessContract,
        WebhookContract,
        DeliveryContract,
        CallbackContract,
        ReceiverContract,
        SignatureContract,
        EventLogContract,
        OutageContract,
        RetentionContract {
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
  void aDatabaseThatIsAwayIsA503AndComesBackWithoutARestart() throws IOException {
    // A database of its own: the other tests need theirs.
    Path data = Files.createTempDirectory(GatewayProcess.folder("data"), "postgres-");
    EmbeddedPostgres own = Postgres.on(data, GatewayProcess.freePort());
    try (GatewayProcess its = Postgres.gateway(own).start()) {
      String path = "/api/internal/community/kept";
      its.api().put(path, "{}");
      own.close();
      Api.Reply away = its.api().get(path);
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.header("Retry-After")).isPresent();
      assertThat(its.api().get("/health/ready").status()).isEqualTo(503);
      try (EmbeddedPostgres again = Postgres.on(data, own.getPort())) {
        assertThat(again.getPort()).isEqualTo(own.getPort());
        Awaitility.await().until(() -> its.api().get(path).status() == 200);
        assertThat(its.api().get("/health/ready").status()).isEqualTo(200);
      }
    }
  }
}
