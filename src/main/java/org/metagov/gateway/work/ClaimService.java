package org.metagov.gateway.work;

import static jakarta.ejb.TransactionAttributeType.MANDATORY;
import static jakarta.ejb.TransactionAttributeType.NOT_SUPPORTED;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;
import org.metagov.gateway.lease.Contention;
import org.metagov.gateway.lease.Lease;
import org.metagov.gateway.lease.LocalLeases;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.store.AfterCompletion;
import org.metagov.gateway.store.Node;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.StoreClock;

/**
 * Who is at which row of a queue. Within a node that is kept in memory; where several nodes work on
 * the database, the row names the node, too, and until when it owns the row, so that what a dead
 * one owned is free after a term, without anybody having to find out that it is dead.
 */
@Stateless
@TransactionAttribute(NOT_SUPPORTED)
public class ClaimService {
  private static final Duration TERM = Duration.ofMinutes(1);

  /** Each waits in a thread of the server's, of which there are 200. */
  private static final Semaphore WAITING = new Semaphore(128);

  @Inject private LocalLeases local;
  @Inject private Meters meters;
  @Inject private Node node;
  @Inject private Sql sql;
  @Inject private StoreClock clock;
  @Resource private TransactionSynchronizationRegistry transactions;

  /** Claims those rows of {@code ids} that nobody owns; nobody is waited for. */
  public List<Claim> own(QueueTable table, List<Long> ids) {
    Instant now = clock.now();
    Map<Long, Claim> claims = new LinkedHashMap<>();
    for (long id : ids) {
      locally(table, id, now).ifPresent(claim -> claims.put(id, claim));
    }
    if (!node.isAlone() && !claims.isEmpty()) {
      keepOnly(owned(table, claims, now), claims);
    }
    return new ArrayList<>(claims.values());
  }

  private Optional<Claim> locally(QueueTable table, long id, Instant now) {
    return local
        .acquire(Claim.name(table, id), TERM, now)
        .map(lease -> new Claim(table, id, lease));
  }

  private Set<Long> owned(QueueTable table, Map<Long, Claim> claims, Instant now) {
    try {
      return new HashSet<>(
          table.own(sql, node.id(), new ArrayList<>(claims.keySet()), now, now.plus(TERM)));
    } catch (RuntimeException e) {
      keepOnly(Set.of(), claims);
      throw e;
    }
  }

  private void keepOnly(Set<Long> owned, Map<Long, Claim> claims) {
    claims
        .values()
        .removeIf(
            claim -> {
              boolean lost = !owned.contains(claim.id());
              if (lost) {
                local.release(claim.lease());
              }
              return lost;
            });
  }

  /**
   * Claims a row as soon as nobody owns it any more; one that is gone is claimed, too, and there
   * will be nothing to do.
   *
   * @throws ProblemException 503 where it is not free within {@code patience}
   */
  public Claim await(QueueTable table, long id, Duration patience) {
    if (!WAITING.tryAcquire()) {
      throw Contention.busy(meters);
    }
    try {
      return await(table, id, System.nanoTime() + patience.toNanos());
    } finally {
      WAITING.release();
    }
  }

  private Claim await(QueueTable table, long id, long deadline) {
    while (true) {
      Optional<Claim> claim =
          own(table, List.of(id)).stream().findFirst().or(() -> gone(table, id));
      if (claim.isPresent()) {
        return claim.get();
      }
      if (System.nanoTime() - deadline >= 0) {
        throw Contention.busy(meters);
      }
      Contention.pause();
    }
  }

  /** A row that is gone is nobody's. */
  private Optional<Claim> gone(QueueTable table, long id) {
    return node.isAlone() || table.has(sql, id)
        ? Optional.empty()
        : locally(table, id, clock.now());
  }

  /** Claims a row that the caller's transaction has inserted: nobody ever sees it without owner. */
  @TransactionAttribute(MANDATORY)
  public Claim begin(QueueTable table, long id) {
    Instant now = clock.now();
    Claim claim = locally(table, id, now).orElseThrow(() -> Contention.lost(meters));
    afterwards(
        status -> {
          if (status != Status.STATUS_COMMITTED) {
            local.release(claim.lease());
          }
        });
    if (!node.isAlone()) {
      table.own(sql, node.id(), List.of(id), now, now.plus(TERM));
    }
    return claim;
  }

  /**
   * Starts the term anew.
   *
   * @throws ProblemException 503 where the claim was lost
   */
  public void renew(Claim claim) {
    Instant now = clock.now();
    if (!local.renew(claim.lease(), now)
        || !(node.isAlone() || claim.table().renew(sql, node.id(), claim.id(), now.plus(TERM)))) {
      throw Contention.lost(meters);
    }
  }

  /**
   * Fences the caller's transaction: it commits only while the row is still claimed so, and whose
   * term begins anew with it.
   *
   * @throws ProblemException 503 where the claim was lost
   */
  @TransactionAttribute(MANDATORY)
  public void fence(Claim claim) {
    Instant now = clock.now();
    enter(claim, now, status -> local.leave(claim.lease()));
    // Whoever has removed it has the last word: the caller finds nothing to write to.
    if (!node.isAlone()
        && !claim.table().renew(sql, node.id(), claim.id(), now.plus(TERM))
        && claim.table().has(sql, claim.id())) {
      throw Contention.lost(meters);
    }
  }

  /**
   * As {@link #fence}, for the last record of the work: it gives the row back with its commit.
   *
   * @throws ProblemException 503 where the claim was lost
   */
  @TransactionAttribute(MANDATORY)
  public void settle(Claim claim) {
    enter(
        claim,
        clock.now(),
        status -> {
          local.leave(claim.lease());
          if (status == Status.STATUS_COMMITTED) {
            local.release(claim.lease());
          }
        });
    if (!node.isAlone()
        && !claim.table().giveBack(sql, node.id(), claim.id())
        && claim.table().has(sql, claim.id())) {
      throw Contention.lost(meters);
    }
  }

  /** Gives a row back; one that was lost is left to its new owner. */
  public void release(Claim claim) {
    if (local.release(claim.lease()) && !node.isAlone()) {
      claim.table().giveBack(sql, node.id(), claim.id());
    }
  }

  private void enter(Claim claim, Instant now, IntConsumer leaving) {
    Lease lease = claim.lease();
    if (!local.enter(lease, now)) {
      throw Contention.lost(meters);
    }
    try {
      afterwards(leaving);
    } catch (RuntimeException e) {
      local.leave(lease);
      throw e;
    }
  }

  private void afterwards(IntConsumer leaving) {
    transactions.registerInterposedSynchronization(new AfterCompletion(leaving));
  }
}
