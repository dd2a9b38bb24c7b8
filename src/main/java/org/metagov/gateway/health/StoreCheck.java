package org.metagov.gateway.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.logging.Logger;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.metagov.gateway.store.Node;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.store.StoreUnavailable;

/** Whether the database answers over a connection of the pool, and how soon. */
@ApplicationScoped
@Readiness
public class StoreCheck implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(StoreCheck.class.getName());

  @Inject private StoreClock clock;
  @Inject private Node node;

  @Override
  public HealthCheckResponse call() {
    long began = System.nanoTime();
    boolean answers = answers();
    return HealthCheckResponse.named("store")
        .status(answers)
        .withData("database", node.isAlone() ? "derby" : "postgresql")
        .withData("milliseconds", Duration.ofNanos(System.nanoTime() - began).toMillis())
        .build();
  }

  private boolean answers() {
    try {
      clock.ask();
      return true;
    } catch (RuntimeException e) {
      // Away, or it does not tell the time: the log says why.
      StoreUnavailable.log(LOG, "The database does not answer", e);
      return false;
    }
  }
}
