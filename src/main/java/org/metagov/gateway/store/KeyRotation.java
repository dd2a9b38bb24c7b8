package org.metagov.gateway.store;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

  @Resource(lookup = StoreLifecycle.DATA_SOURCE)
  private DataSource pool;

  @Inject private Node node;
  @Inject private StoreClock clock;
  @Inject private Leases leases;

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
    int sealed = Database.get().seal(connection, goOn);
    if (sealed > 0) {
      LOG.log(Level.INFO, "Sealed {0} rows with the new key", sealed);
    }
    List<SealingKey> retired =
        Vault.get().ring().keys().stream().filter(key -> key.retiredAt().isPresent()).toList();
    for (SealingKey key : retired) {
      boolean rests = key.retiredAt().get().plus(GRACE).isBefore(clock.now());
      if (rests && goOn.getAsBoolean() && giveUp(connection, key)) {
        LOG.info("A key was given up: nothing is sealed with it any more");
      }
    }
  }

  /** Looks once more, this time waiting for what others are writing. */
  private boolean giveUp(Connection connection, SealingKey key) throws SQLException {
    for (SealedTable table : SealedTable.ALL) {
      if (table.uses(connection, Vault.prefix(key.id()))) {
        return false;
      }
    }
    Database database = Database.get();
    database.keys().giveUp(connection, key.id());
    database.lookAtKeys(connection);
    database.forget(connection, List.of("secret_key"));
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
