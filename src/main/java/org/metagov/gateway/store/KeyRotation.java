package org.metagov.gateway.store;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.metagov.gateway.problem.Causes;
import org.metagov.gateway.secret.Keyring;
import org.metagov.gateway.secret.Keyring.SealingKey;
import org.metagov.gateway.secret.Vault;

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

  /** Makes a new key, unless an old one is still being replaced; returns the keys. */
  public Keyring begin() {
    Instant now = clock.now();
    return Conflicts.retry(() -> in(connection -> begin(connection, now)));
  }

  private Keyring begin(Connection connection, Instant now) throws SQLException {
    if (Database.get().keys().rotate(connection, now)) {
      next = now;
      pause = PAUSE;
      LOG.info("There is a new key, with which all secrets are being sealed anew");
    }
    return Database.get().lookAtKeys(connection);
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
    for (SealingKey key : Vault.get().ring().keys()) {
      Optional<Instant> free = key.retiredAt().map(since -> since.plus(GRACE));
      if (free.isPresent() && goOn.getAsBoolean()) {
        if (free.get().isAfter(now)) {
          // Nothing is left, or what others seal meanwhile: it is looked for at the end.
          next = sealed == 0 ? free.get() : now;
        } else if (giveUp(connection, key)) {
          pause = PAUSE;
          LOG.info("A key was given up: nothing is sealed with it any more");
        } else {
          putOff(now, sealed > 0);
        }
      }
    }
  }

  private void putOff(Instant now, boolean hasSealed) {
    Duration wait = hasSealed ? PAUSE : pause;
    next = now.plus(wait);
    Duration longer = wait.multipliedBy(2);
    pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
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

  private static RuntimeException failed(SQLException e) {
    return StoreUnavailable.in(e)
        .<RuntimeException>map(away -> away)
        .orElseGet(
            () ->
                new IllegalStateException("The keys of secrets are out of reach", Causes.brief(e)));
  }
}
