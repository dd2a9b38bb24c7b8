package org.metagov.gateway.startup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.database.StoreLifecycle;
import org.metagov.gateway.store.PoolSize;
import org.metagov.gateway.store.StoreClock;

/**
 * Makes the server's pool as large as the settings say: its definition is an annotation, which
 * knows of no settings.
 */
@ApplicationScoped
public class PoolLimit {
  private static final Logger LOG = Logger.getLogger(PoolLimit.class.getName());

  @Inject private PoolSize size;
  @Inject private StoreClock clock;

  /** Before there is any work. */
  void set() {
    // The server makes the pool when it is used for the first time.
    clock.ask();
    PayaraServer.find()
        .ifPresentOrElse(
            server -> server.limitPool(StoreLifecycle.DATA_SOURCE, size.connections()),
            () ->
                LOG.log(
                    Level.WARNING,
                    "This server does not let the size of its pool be set: it has {0} connections",
                    PoolSize.USUAL));
  }
}
