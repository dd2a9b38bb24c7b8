package org.metagov.gateway.lease;

import static jakarta.ejb.TransactionAttributeType.MANDATORY;
import static jakarta.ejb.TransactionAttributeType.NOT_SUPPORTED;
import static jakarta.ejb.TransactionAttributeType.REQUIRES_NEW;

import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.store.AfterCompletion;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.Node;
import org.metagov.gateway.store.StoreClock;

/**
 * Grants leases, over all nodes: a lease is a row, and a crashed holder's ends with its term. Where
 * this process is alone on its database, they are kept in memory.
 */
@Stateless
public class LeaseService {
  private static final int AT_ONCE = 500;

  /** A holder that is late may still come back, as long as nobody else has it. */
  private static final Duration LONG_OVER = Duration.ofHours(1);

  /** Each waits in a thread of the server's, of which there are 200. */
  private static final Semaphore WAITING = new Semaphore(128);

  @PersistenceContext private EntityManager entities;
  @Inject private StoreClock clock;
  @Inject private Node node;
  @Inject private LocalLeases local;
  @Inject private Meters meters;
  @Resource private SessionContext context;
  @Resource private TransactionSynchronizationRegistry transactions;

  /**
   * Waits for the lease {@code name}.
   *
   * @throws ProblemException 503 where it is not free within {@code patience}
   */
  @TransactionAttribute(NOT_SUPPORTED)
  public Lease await(String name, Duration term, Duration patience) {
    if (!WAITING.tryAcquire()) {
      throw Contention.busy(meters);
    }
    try {
      return await(name, term, System.nanoTime() + patience.toNanos());
    } finally {
      WAITING.release();
    }
  }

  private Lease await(String name, Duration term, long deadline) {
    // Through the container, so that each try is a transaction of its own.
    LeaseService self = context.getBusinessObject(LeaseService.class);
    while (true) {
      Optional<Lease> lease = tryOnce(self, name, term);
      if (lease.isPresent()) {
        return lease.get();
      }
      if (System.nanoTime() - deadline >= 0) {
        throw Contention.busy(meters);
      }
      Contention.pause();
    }
  }

  /** Takes the lease if it is free or expired. */
  @TransactionAttribute(REQUIRES_NEW)
  public Optional<Lease> acquire(String name, Duration term) {
    Instant now = clock.now();
    if (node.isAlone()) {
      return local.acquire(name, term, now);
    }
    String token = UUID.randomUUID().toString();
    int taken =
        entities
            .createNativeQuery(
                "UPDATE lease SET token = ?1, expires_at = ?2 WHERE name = ?3 AND expires_at < ?4")
            .setParameter(1, token)
            .setParameter(2, InstantColumn.micros(now.plus(term)))
            .setParameter(3, name)
            .setParameter(4, InstantColumn.micros(now))
            .executeUpdate();
    if (taken == 0 && !exists(name)) {
      // Of two that insert at once, one meets the primary key and tries again.
      taken =
          entities
              .createNativeQuery("INSERT INTO lease (name, token, expires_at) VALUES (?1, ?2, ?3)")
              .setParameter(1, name)
              .setParameter(2, token)
              .setParameter(3, InstantColumn.micros(now.plus(term)))
              .executeUpdate();
    }
    return taken == 1 ? Optional.of(new Lease(name, token, term)) : Optional.empty();
  }

  /**
   * Starts the term anew.
   *
   * @throws ProblemException 503 where the lease was lost
   */
  @TransactionAttribute(REQUIRES_NEW)
  public void renew(Lease lease) {
    if (!(node.isAlone() ? local.renew(lease, clock.now()) : isHeld(lease))) {
      throw Contention.lost(meters);
    }
  }

  /**
   * Fences the caller's transaction: it commits only while the lease is still held.
   *
   * @throws ProblemException 503 where the lease was lost
   */
  @TransactionAttribute(MANDATORY)
  public void fence(Lease lease) {
    if (node.isAlone()) {
      enter(lease);
    } else if (!isHeld(lease)) {
      throw Contention.lost(meters);
    }
  }

  private void enter(Lease lease) {
    if (!local.enter(lease, clock.now())) {
      throw Contention.lost(meters);
    }
    try {
      transactions.registerInterposedSynchronization(
          new AfterCompletion(status -> local.leave(lease)));
    } catch (RuntimeException e) {
      local.leave(lease);
      throw e;
    }
  }

  /** Gives the lease back; one that was lost is left to its new holder. */
  @TransactionAttribute(REQUIRES_NEW)
  public void release(Lease lease) {
    if (node.isAlone()) {
      local.release(lease);
      return;
    }
    entities
        .createNativeQuery("DELETE FROM lease WHERE name = ?1 AND token = ?2")
        .setParameter(1, lease.name())
        .setParameter(2, lease.token())
        .executeUpdate();
  }

  /**
   * Removes some of the leases that ended long ago, and that nobody has wanted since.
   *
   * @return whether there may be more of them
   */
  @TransactionAttribute(REQUIRES_NEW)
  public boolean purge() {
    Instant before = clock.now().minus(LONG_OVER);
    local.forget(before);
    if (node.isAlone()) {
      return false;
    }
    try {
      return ExpiredLeases.remove(entities.unwrap(Connection.class), before, AT_ONCE) == AT_ONCE;
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  /** Starts the term anew and locks the row, to the end of the transaction. */
  private boolean isHeld(Lease lease) {
    return entities
            .createNativeQuery("UPDATE lease SET expires_at = ?1 WHERE name = ?2 AND token = ?3")
            .setParameter(1, InstantColumn.micros(clock.now().plus(lease.term())))
            .setParameter(2, lease.name())
            .setParameter(3, lease.token())
            .executeUpdate()
        == 1;
  }

  private boolean exists(String name) {
    return !entities
        .createNativeQuery("SELECT 1 FROM lease WHERE name = ?1")
        .setParameter(1, name)
        .getResultList()
        .isEmpty();
  }

  /** Takes the lease if it is free or expired; one that is lost in a race is not free. */
  @TransactionAttribute(NOT_SUPPORTED)
  public Optional<Lease> tryAcquire(String name, Duration term) {
    return tryOnce(context.getBusinessObject(LeaseService.class), name, term);
  }

  private static Optional<Lease> tryOnce(LeaseService self, String name, Duration term) {
    try {
      return self.acquire(name, term);
    } catch (RuntimeException e) {
      if (Conflicts.isConflict(e) || Conflicts.isDuplicate(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
