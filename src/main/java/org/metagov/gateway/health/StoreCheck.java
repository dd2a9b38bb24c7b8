package org.metagov.gateway.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.metagov.gateway.background.Glances;
import org.metagov.gateway.store.Node;
import org.metagov.gateway.store.StoreClock;

/** Whether the database answers over a connection of the pool, at once. */
@ApplicationScoped
@Readiness
public class StoreCheck implements HealthCheck {
  @Inject private StoreClock clock;
  @Inject private Glances glances;
  @Inject private Node node;

  @Override
  public HealthCheckResponse call() {
    long began = System.nanoTime();
    boolean answers = glances.atOnce(clock::ask).isPresent();
    return HealthCheckResponse.named("store")
        .status(answers)
        .withData("database", node.isAlone() ? "derby" : "postgresql")
        .withData("milliseconds", Duration.ofNanos(System.nanoTime() - began).toMillis())
        .build();
  }
}
