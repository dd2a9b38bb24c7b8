package org.metagov.gateway.rotation;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.metagov.gateway.database.Database;
import org.metagov.gateway.database.Remains;
import org.metagov.gateway.database.SealedTable;
import org.metagov.gateway.database.StoreLifecycle;
import org.metagov.gateway.database.UnreadableRow;
import org.metagov.gateway.lease.Leases;
import org.metagov.gateway.secret.Keyring;
import org.metagov.gateway.secret.Keyring.SealingKey;
import org.metagov.gateway.secret.Vault;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.Node;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.store.StoreUnavailable;

/**
 * Gives the store a new key to seal with, seals everything with it that an older one has sealed,
 * and gives the older one up when nothing is left of it. All of it goes on while the gateway works,
 * on any node, and after any crash: how far it is stands in the store itself.
 */
@ApplicationScoped
public class KeyRotation {
  private static final Logger LOG = Logger.getLogger(KeyRotation.class.getName());

  /**
   * How long a key stays after nothing needs it: longer than another node takes to hear of the new
   * one, and any transaction that has sealed with the old one takes to commit.
   */
  private static final Duration GRACE = Duration.ofMinutes(2);

  /** How long is waited where something is sealed with it all the same: each look reads it all. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** How long at most: where what is left cannot be opened, that stays so. */
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  @Resource(lookup = StoreLifecycle.DATA_SOURCE)
  private DataSource pool;

  @Inject private Node node;
  @Inject private StoreClock clock;
  @Inject private Leases leases;

  /** When this node goes through all tables again. */
  private volatile Instant next = Instant.MIN;

  private volatile Duration pause = PAUSE;

  /** Returns the keys as they stand in the store, and lets this node know them. */
  public Keyring look() {
    try (Connection connection = pool.getConnection()) {
      return Database.get().lookAtKeys(connection);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * How the keys stand.
   *
   * @param ring all there are
   * @param unreadable rows that no key opens: the key that they name stays for them
   * @param rotating whether something is still to be sealed anew
   */
  public record Standing(Keyring ring, List<UnreadableRow> unreadable, boolean rotating) {}

  /** Returns how the keys stand, and what none of them opens. */
  public Standing standing() {
    return Conflicts.retry(() -> in(connection -> standing(connection, clock.now())));
  }

  /** Makes a new key, unless an old one is still being replaced; returns how the keys stand. */
  public Standing begin() {
    Instant now = clock.now();
    return Conflicts.retry(() -> in(connection -> begin(connection, now)));
  }

  private Standing begin(Connection connection, Instant now) throws SQLException {
    Set<String> stuck = new HashSet<>();
    for (SealingKey key : Database.get().lookAtKeys(connection).keys()) {
      if (isStuck(key, connection, now)) {
        stuck.add(key.id());
      }
    }
    if (Database.get().keys().rotate(connection, now, stuck)) {
      next = now;
      pause = PAUSE;
      LOG.info("There is a new key, with which all secrets are being sealed anew");
    }
    return standing(connection, now);
  }

  private static Standing standing(Connection connection, Instant now) throws SQLException {
    Keyring ring = Database.get().lookAtKeys(connection);
    List<UnreadableRow> unreadable = new ArrayList<>();
    boolean rotating = false;
    for (SealingKey key : ring.keys()) {
      if (key.retiredAt().isPresent()) {
        Remains remains = Database.get().remains(connection, key.id());
        unreadable.addAll(remains.unreadable());
        rotating |= !(remains.isStuck() && isOver(key, now));
      }
    }
    return new Standing(ring, unreadable, rotating);
  }

  /** Returns whether nothing is left of a retired key but what cannot be opened, and stays so. */
  private static boolean isStuck(SealingKey key, Connection connection, Instant now)
      throws SQLException {
    return isOver(key, now) && Database.get().remains(connection, key.id()).isStuck();
  }

  /** Returns whether nobody seals with it any more. */
  private static boolean isOver(SealingKey key, Instant now) {
    return key.retiredAt().filter(since -> !since.plus(GRACE).isAfter(now)).isPresent();
  }

  /**
   * Goes on with what was begun, if anything was and no other node is at it.
   *
   * @param goOn asked now and then: false ends it, for this time
   */
  public void goOn(BooleanSupplier goOn) {
    Keyring known = node.isAlone() ? Vault.get().ring() : look();
    if (known.keys().size() > 1) {
      leases.ifFree(
          "secrets/rotation",
          lease -> {
            Runnable right = leases.keeping(lease);
            in(
                connection -> {
                  advance(
                      connection,
                      () -> {
                        right.run();
                        return goOn.getAsBoolean();
                      });
                  return null;
                });
          });
    }
  }

  private void advance(Connection connection, BooleanSupplier goOn) throws SQLException {
    Instant now = clock.now();
    if (now.isBefore(next)) {
      return;
    }
    int sealed = Database.get().seal(connection, goOn);
    if (sealed > 0) {
      LOG.log(Level.INFO, "Sealed {0} rows with the new key", sealed);
    }
    List<Instant> again = new ArrayList<>();
    boolean left = false;
    for (SealingKey key : Vault.get().ring().keys()) {
      Optional<Instant> free = key.retiredAt().map(since -> since.plus(GRACE));
      if (free.isPresent() && goOn.getAsBoolean()) {
        if (free.get().isAfter(now)) {
          // Nothing is left, or what others seal meanwhile: it is looked for at the end.
          again.add(sealed == 0 ? free.get() : now);
        } else if (giveUp(connection, key)) {
          pause = PAUSE;
          LOG.info("A key was given up: nothing is sealed with it any more");
        } else {
          left = true;
        }
      }
    }
    if (left) {
      again.add(putOff(now, sealed > 0));
    }
    again.stream().min(Comparator.naturalOrder()).ifPresent(soonest -> next = soonest);
  }

  private Instant putOff(Instant now, boolean hasSealed) {
    Duration wait = hasSealed ? PAUSE : pause;
    Duration longer = wait.multipliedBy(2);
    pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    return now.plus(wait);
  }

  /** Looks once more, this time waiting for what others are writing. */
  private boolean giveUp(Connection connection, SealingKey key) throws SQLException {
    for (SealedTable table : SealedTable.ALL) {
      if (table.uses(connection, Vault.prefix(key.id()))) {
        return false;
      }
    }
    Database.get().giveUp(connection, key.id());
    return true;
  }

  private interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  /** By a connection of its own: the transactions are its own, too. */
  private static <T> T in(Work<T> work) {
    try (Connection connection = Database.get().connect()) {
      return work.with(connection);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Returns what is thrown for {@code e}, which tells whether it was a conflict. */
  static RuntimeException failed(SQLException e) {
    return StoreUnavailable.in(e)
        .<RuntimeException>map(away -> away)
        .orElseGet(() -> new PersistenceException("The keys of secrets are out of reach", e));
  }
}
