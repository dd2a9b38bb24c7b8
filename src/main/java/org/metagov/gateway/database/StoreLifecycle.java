package org.metagov.gateway.database;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import java.util.function.Consumer;
import org.metagov.gateway.secret.Vault;
import org.metagov.gateway.store.PoolSize;

/** Defines the connection pool, and closes the database after everything that uses it. */
@DataSourceDefinition(
    name = StoreLifecycle.DATA_SOURCE,
    className = "org.metagov.gateway.database.GatewayDataSource",
    initialPoolSize = 2,
    minPoolSize = 2,
    maxPoolSize = PoolSize.USUAL, // Until the settings are known.
    properties = {
      // A connection that a restart of PostgreSQL broke is replaced, not handed out.
      "fish.payara.is-connection-validation-required=true",
      "fish.payara.connection-validation-method=auto-commit",
      // Each by itself: to drop all for one that is broken, the pool loses count of those that are
      // being opened meanwhile, and hands out more than its size from then on.
      "fish.payara.fail-all-connections=false",
      // To look at one at each use costs more than what most statements do.
      "fish.payara.validate-atmost-once-period-in-seconds=1",
      "fish.payara.max-wait-time-in-millis=5000",
      "fish.payara.transaction-isolation-level=read-committed"
    })
@Singleton
@Startup
public class StoreLifecycle {
  /** The JNDI name of the pool. */
  public static final String DATA_SOURCE = "java:app/jdbc/gateway";

  /** Where the data lies, for the line that tells an operator. */
  public String place() {
    return Database.get().place();
  }

  /** Returns the version of the schema of the database. */
  public String schemaVersion() {
    return Database.get().schemaVersion();
  }

  /** Lets {@code hearer} hear of each connection that is opened (true), or not. */
  public void tellOpened(Consumer<Boolean> hearer) {
    Database.get().tellOpened(hearer);
  }

  /** Tells {@code hearer} the table of each value that cannot be opened. */
  public void tellUnreadable(Consumer<String> hearer) {
    Vault.get().tellUnreadable(hearer);
  }

  @PreDestroy
  void close() {
    Database.close();
  }
}
