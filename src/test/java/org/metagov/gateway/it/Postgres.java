package org.metagov.gateway.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import org.example.plugins.guild.FakeGuild;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.TestPostgres;

/** A real PostgreSQL for the tests, and gateways on it. */
final class Postgres {
  private static final String SECRETS_KEY = "00112233445566778899aabbccddeeff".repeat(2);

  private Postgres() {}

  static EmbeddedPostgres start() throws IOException {
    return TestPostgres.durable().start();
  }

  /** Starts one that keeps its data in {@code folder}, so that another can go on with them. */
  static EmbeddedPostgres on(Path folder, int port) throws IOException {
    return TestPostgres.durable()
        .setDataDirectory(folder.resolve("data").toFile())
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  static GatewayProcess.Options gateway(EmbeddedPostgres postgres) {
    return GatewayProcess.options()
        // Where some hours are left out.
        .set("user.timezone", "Europe/Berlin")
        .set("metagov.db.url", postgres.getJdbcUrl("postgres", "postgres").replaceAll("\\?.*", ""))
        .set("metagov.db.user", "postgres")
        .set("metagov.db.password", "postgres")
        // One for all nodes.
        .set("metagov.secrets.key", SECRETS_KEY)
        .set("metagov.outbound.timeout", "PT2S")
        .set("metagov.delivery.timeout", "PT2S")
        .set("metagov.event.max-streams", "4")
        .set("metagov.action.max-running", "8")
        .set("metagov.trusted-proxies", "127.0.0.1")
        .set("metagov.rate.public", "60")
        .set("metagov.rate.public-actions", "200")
        .set("metagov.quota.inbox-bytes", "2MiB")
        .set("metagov.quota.processes-bytes", "3MiB")
        .set("metagov.quota.keys", "5")
        .set("metagov.quota.identities", "60")
        .set("metagov.quota.streams", "3")
        .set("metagov.process.check-interval", "PT1H")
        .set("metagov.auth.redirects", "https://driver.example.org/guild")
        .set("metagov.plugin.guild.client-id", FakeGuild.CLIENT)
        .set("metagov.plugin.guild.client-secret", FakeGuild.CLIENT_SECRET);
  }
}
