package org.metagov.gateway.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.metagov.gateway.startup.StartState;

/** Whether the start has come to its end: all checks have passed, and the listeners are open. */
@ApplicationScoped
@Readiness
public class StartCheck implements HealthCheck {
  @Inject private StartState start;

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("start").status(start.isStarted()).build();
  }
}
