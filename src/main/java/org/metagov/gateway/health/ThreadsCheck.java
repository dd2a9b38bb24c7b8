package org.metagov.gateway.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.metagov.gateway.work.Vitals;

/** Whether the threads live that nothing goes on without. Only a restart brings a dead one back. */
@ApplicationScoped
@Liveness
public class ThreadsCheck implements HealthCheck {
  @Inject private Vitals vitals;

  @Override
  public HealthCheckResponse call() {
    List<String> dead = vitals.dead();
    return HealthCheckResponse.named("threads")
        .status(dead.isEmpty())
        .withData("dead", String.join(", ", dead))
        .build();
  }
}
