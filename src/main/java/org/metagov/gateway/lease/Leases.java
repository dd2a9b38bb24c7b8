package org.metagov.gateway.lease;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Logger;
import org.metagov.gateway.background.WorkInHand;
import org.metagov.gateway.database.Database;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.store.StoreUnavailable;

/** Does work under a lease, and gives the lease back. */
@ApplicationScoped
public class Leases {
  private static final Logger LOG = Logger.getLogger(Leases.class.getName());
  private static final Duration TERM = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @EJB private LeaseService leases;
  @Inject private WorkInHand hand;

  /** What this node holds, to be given back when it stops. */
  private final Set<Lease> held = ConcurrentHashMap.newKeySet();

  /**
   * Does {@code work} while holding the lease {@code name}, for a minute from its last renewal.
   *
   * @throws ProblemException 503, with nothing done, where the lease is not free within 30 seconds
   */
  public <T> T holding(String name, Function<Lease, T> work) {
    return under(leases.await(name, TERM, PATIENCE), work);
  }

  /**
   * Does {@code work} as {@link #holding} does if the lease is free now; else does nothing, nor
   * while the server stops.
   *
   * @return whether it was free
   */
  public boolean ifFree(String name, Consumer<Lease> work) {
    if (!hand.enter()) {
      return false;
    }
    try {
      Optional<Lease> free = leases.tryAcquire(name, TERM);
      free.ifPresent(
          lease ->
              under(
                  lease,
                  it -> {
                    work.accept(it);
                    return null;
                  }));
      return free.isPresent();
    } finally {
      hand.leave();
    }
  }

  /**
   * Gives everything back that is still held, so that another node goes on with it at once. Whoever
   * is still at work under it changes nothing any more.
   */
  public void giveBack() {
    held.forEach(this::release);
  }

  /** Returns how many this node holds. */
  public int count() {
    return held.size();
  }

  private <T> T under(Lease lease, Function<Lease, T> work) {
    held.add(lease);
    try {
      return work.apply(lease);
    } finally {
      release(lease);
    }
  }

  /**
   * Returns what has to run before each call out of work under {@code lease}, which was acquired
   * just now: it renews the lease before half of it is over, so that it outlasts the call.
   *
   * @return throws {@code ProblemException} (503) where the lease was lost: the call must not be
   *     made
   */
  public Runnable keeping(Lease lease) {
    AtomicReference<Instant> renewed = new AtomicReference<>(ownTime());
    return () -> {
      Duration since = Duration.between(renewed.get(), ownTime());
      if (since.compareTo(lease.term().dividedBy(3)) > 0) {
        leases.renew(lease);
        renewed.set(ownTime());
      }
    };
  }

  /** Goes on while the machine is suspended, and costs no round trip. */
  private static Instant ownTime() {
    return Database.get().ownTime();
  }

  private void release(Lease lease) {
    held.remove(lease);
    try {
      leases.release(lease);
    } catch (RuntimeException e) {
      // It ends by itself with its term; the work is done or has failed for a better reason.
      StoreUnavailable.log(LOG, "A lease was not released: " + lease.name(), e);
    }
  }
}
