package org.metagov.gateway.lease;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What this process holds, by threads of its own: it is void when the process ends. Where no other
 * process works on the database, that is all there is to know.
 */
@ApplicationScoped
public class LocalLeases {
  private final Map<String, Held> leases = new HashMap<>();

  /** What is held of one name. */
  private static final class Held {
    private final String token;
    private Instant expiresAt;

    /** How many transactions commit under it: until they have ended, it does not expire. */
    private int transactions;

    Held(String token, Instant expiresAt) {
      this.token = token;
      this.expiresAt = expiresAt;
    }
  }

  /** Takes the lease if it is free or expired. */
  public synchronized Optional<Lease> acquire(String name, Duration term, Instant now) {
    Held other = leases.get(name);
    if (other != null && (other.transactions > 0 || !other.expiresAt.isBefore(now))) {
      return Optional.empty();
    }
    Lease lease = new Lease(name, UUID.randomUUID().toString(), term);
    leases.put(name, new Held(lease.token(), now.plus(term)));
    return Optional.of(lease);
  }

  /** Starts the term anew; false where the lease was lost. */
  public synchronized boolean renew(Lease lease, Instant now) {
    Optional<Held> held = held(lease);
    held.ifPresent(it -> it.expiresAt = now.plus(lease.term()));
    return held.isPresent();
  }

  /** As {@link #renew}, and nobody else gets the lease before {@link #leave}. */
  public synchronized boolean enter(Lease lease, Instant now) {
    held(lease).ifPresent(it -> it.transactions++);
    return renew(lease, now);
  }

  /** A transaction that has entered is over. */
  public synchronized void leave(Lease lease) {
    held(lease).ifPresent(it -> it.transactions--);
  }

  /**
   * Gives the lease back; one that was lost is left to its new holder.
   *
   * @return whether it was still held
   */
  public synchronized boolean release(Lease lease) {
    return held(lease).map(it -> leases.remove(lease.name())).isPresent();
  }

  /** Returns whether somebody holds the lease {@code name}. */
  public synchronized boolean isHeld(String name, Instant now) {
    Held held = leases.get(name);
    return held != null && (held.transactions > 0 || !held.expiresAt.isBefore(now));
  }

  /** Forgets those that have ended before {@code before}, and that nobody has wanted since. */
  public synchronized void forget(Instant before) {
    leases.values().removeIf(it -> it.transactions == 0 && it.expiresAt.isBefore(before));
  }

  private Optional<Held> held(Lease lease) {
    return Optional.ofNullable(leases.get(lease.name()))
        .filter(it -> it.token.equals(lease.token()));
  }
}
