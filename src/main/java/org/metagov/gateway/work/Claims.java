package org.metagov.gateway.work;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.logging.Logger;
import org.metagov.gateway.background.WorkInHand;
import org.metagov.gateway.lease.LocalLeases;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.store.Node;
import org.metagov.gateway.store.StoreUnavailable;

/** Does work on rows of queues that were claimed, and gives them back. */
@ApplicationScoped
public class Claims {
  private static final Logger LOG = Logger.getLogger(Claims.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @EJB private ClaimService claims;
  @Inject private LocalLeases local;
  @Inject private WorkInHand hand;
  @Inject private Node node;

  /** What this node is at, to be given back when it stops. */
  private final Set<Claim> held = ConcurrentHashMap.newKeySet();

  /**
   * Does {@code work} on a row that nobody else is at meanwhile.
   *
   * @throws ProblemException 503, with nothing done, where it is not free within 30 seconds
   */
  public <T> T holding(QueueTable table, long id, Function<Claim, T> work) {
    return under(claims.await(table, id, PATIENCE), work);
  }

  /** As {@link #holding} if the row is free now; empty where it is not, or the server stops. */
  public <T> Optional<T> ifFree(QueueTable table, long id, Function<Claim, T> work) {
    if (!hand.enter()) {
      return Optional.empty();
    }
    try {
      return own(table, List.of(id)).stream().findFirst().map(claim -> under(claim, work));
    } finally {
      hand.leave();
    }
  }

  /** Returns how many rows this node is at. */
  public int count() {
    return held.size();
  }

  /** Returns whether a thread of this node is at a row. */
  boolean isAt(QueueTable table, long id, Instant now) {
    return local.isHeld(Claim.name(table, id), now);
  }

  /** Claims those rows that nobody owns. */
  List<Claim> own(QueueTable table, List<Long> ids) {
    List<Claim> owned = claims.own(table, ids);
    held.addAll(owned);
    return owned;
  }

  /** Lets {@code queue} do a piece of work, unless the server stops, and gives it back. */
  boolean work(Claim claim, Queue queue) {
    if (!hand.enter()) {
      release(claim);
      return false;
    }
    try {
      return under(claim, queue::work);
    } finally {
      hand.leave();
    }
  }

  /** Does {@code work} under {@code claim}, which is given back then. */
  public <T> T under(Claim claim, Function<Claim, T> work) {
    held.add(claim);
    try {
      return work.apply(claim);
    } finally {
      release(claim);
    }
  }

  /**
   * Gives everything back that this node is still at, so that another one goes on with it at once.
   * Whoever is still at work changes nothing any more.
   */
  public void giveBack() {
    held.forEach(this::release);
  }

  /**
   * Returns what has to run before each call out of work under {@code claim}, which was made just
   * now: it begins the term anew before half of it is over, so that it outlasts the call.
   *
   * @return throws {@code ProblemException} (503) where the claim was lost: the call must not be
   *     made
   */
  public Runnable keeping(Claim claim) {
    AtomicReference<Instant> renewed = new AtomicReference<>(node.time());
    return () -> {
      Duration since = Duration.between(renewed.get(), node.time());
      if (since.compareTo(claim.lease().term().dividedBy(3)) > 0) {
        claims.renew(claim);
        renewed.set(node.time());
      }
    };
  }

  /** Gives a row back. */
  void release(Claim claim) {
    held.remove(claim);
    try {
      claims.release(claim);
    } catch (RuntimeException e) {
      // It ends by itself with its term; the work is done or has failed for a better reason.
      StoreUnavailable.log(LOG, "A claim was not given back: " + claim, e);
    }
  }
}
