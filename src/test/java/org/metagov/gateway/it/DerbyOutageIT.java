package org.metagov.gateway.it;

import java.nio.file.Path;
import java.util.List;
import org.example.plugins.tally.Tally;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.metagov.gateway.testing.FullDisk;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.TestWar;

/** A disk that fills up under the embedded database, and has room again later. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DerbyOutageIT {
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    Path war =
        TestWar.write(
            TestWar.breakable(TestWar.with(Tally.class, "anything.json", "count.json")), "outage");
    gateway =
        GatewayProcess.options()
            .data(GatewayProcess.newData())
            .set("metagov.db.pool-size", Integer.toString(Outage.POOL))
            .set("metagov.rate.webhooks", Integer.toString(Outage.A_MINUTE))
            .set("metagov.webhook.max-waiting", Integer.toString(Outage.WAITING))
            // As it comes, the server has no more threads than webhooks may wait.
            .micro("--maxhttpthreads", Integer.toString(2 * Outage.CROWD))
            .war(war)
            .start();
  }

  @AfterAll
  static void stop() {
    if (gateway != null) {
      gateway.close();
    }
  }

  private static void fullBeyond(long bytes, Runnable work) {
    FullDisk.beyond(bytes, List.of(gateway.handle()), work);
  }

  private static void assertAway(Outage outage) {
    outage.assertRefused();
    outage.assertAway();
  }

  @Test
  void aDiskThatCannotBeWrittenAtAllIsA503UntilItCan() {
    Outage outage = new Outage(gateway, "nothing");
    // Not even the file that says whose the database is: the engine opens it for reading then.
    fullBeyond(1, () -> assertAway(outage));
    outage.assertOver();
  }

  @Test
  void aDatabaseThatCannotOpenItsLogIsA503UntilItCan() {
    Outage outage = new Outage(gateway, "log");
    fullBeyond(4_096, () -> assertAway(outage));
    outage.assertOver();
  }

  @Test
  void aDatabaseThatCannotGrowIsA503UntilItCan() {
    Outage outage = new Outage(gateway, "growth");
    fullBeyond(2 << 20, () -> outage.fill(300_000));
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
  @Order(Integer.MAX_VALUE) // As well.
  void aCrowdOfWebhooksDoesNotWaitForAStoreThatHangs() {
    Outage outage = new Outage(gateway, "crowd");
    outage.assertCrowded();
    outage.assertOver();
  }

  @Test
  void whoeverIsSentTooMuchIsHeldByItsOwnLimitAndByThatOfAll() {
    Outage outage = new Outage(gateway, "flood");
    outage.assertFlooded();
    outage.assertOver();
  }
}
