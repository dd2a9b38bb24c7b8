package org.metagov.gateway.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.metagov.gateway.event.EventLogService;
import org.metagov.gateway.lease.Lease;
import org.metagov.gateway.lease.LeaseService;
import org.metagov.gateway.problem.Causes;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.testing.Folder;

/**
 * Leases and plain SQL, from inside: no HTTP call can be late by more than a term, or lose a race
 * at will.
 */
@ExtendWith(ArquillianExtension.class)
class InsideIT {
  private static final Duration LONG = Duration.ofMinutes(1);

  /** A term that is over as soon as it has begun. */
  private static final Duration OVER = Duration.ofSeconds(-1);

  @Inject private LeaseService leases;
  @Inject private Sql sql;
  @Inject private EventLogService log;
  @Resource private UserTransaction transaction;

  @Deployment
  static WebArchive war() {
    Folder.deleteServerData();
    return ShrinkWrap.create(ZipImporter.class, "ROOT.war")
        .importFrom(new File(System.getProperty("gateway.war")))
        .as(WebArchive.class);
  }

  @Test
  void aLeaseHasOneHolder() {
    Lease held = leases.acquire("one-holder", LONG).orElseThrow();
    assertEquals(Optional.empty(), leases.acquire("one-holder", LONG));
    assertTrue(leases.acquire("another", LONG).isPresent());
    leases.release(held);
    assertTrue(leases.acquire("one-holder", LONG).isPresent());
  }

  @Test
  void whoWaitsLosesPatience() {
    assertTrue(leases.acquire("patience", LONG).isPresent());
    ProblemException busy =
        assertThrows(
            ProblemException.class, () -> leases.await("patience", LONG, Duration.ofMillis(100)));
    assertEquals(503, busy.type().status());
  }

  @Test
  void aHolderThatIsLateChangesNothing() throws Exception {
    Lease late = leases.acquire("late", OVER).orElseThrow();
    Lease next = leases.acquire("late", LONG).orElseThrow();
    assertThrows(ProblemException.class, () -> leases.renew(late));
    transaction.begin();
    try {
      leases.fence(next);
      assertThrows(ProblemException.class, () -> leases.fence(late));
    } finally {
      transaction.rollback();
    }
    leases.release(late);
    assertEquals(Optional.empty(), leases.acquire("late", LONG));
    leases.renew(next);
  }

  private static void insert(Statements all, String stream) {
    all.write(
        "INSERT INTO message_stream (name, community, newest, purged) VALUES (?, 'inside', 0, 0)",
        stream);
  }

  private List<String> streams() {
    return sql.select(
        "SELECT name FROM message_stream WHERE name LIKE '%inside%' ORDER BY name",
        row -> row.getString(1), List.of());
  }

  /** Else the server would commit it by itself, and an event could be lost between two others. */
  @Test
  void whatIsWrittenBesideATransactionOfItsOwnIsUndoneWithItsOwn() throws Exception {
    transaction.begin();
    try {
      sql.run(
          all -> {
            insert(all, "inside/before");
            sql.apart(() -> log.openLog("inside"));
            insert(all, "inside/after");
            assertEquals(
                List.of("inside/after"),
                all.list(
                    "SELECT name FROM message_stream WHERE name = ?",
                    row -> row.getString(1),
                    "inside/after"));
          });
    } finally {
      transaction.rollback();
    }
    assertEquals(List.of("community/inside"), streams());
  }

  @Test
  void noConnectionIsHeldWhileAnotherTransactionUsesOne() throws Exception {
    transaction.begin();
    try {
      RuntimeException refused =
          assertThrows(RuntimeException.class, () -> sql.run(all -> log.openLog("refused")));
      assertTrue(
          Causes.of(refused).anyMatch(IllegalStateException.class::isInstance), refused.toString());
    } finally {
      transaction.rollback();
    }
  }
}
