package org.metagov.gateway.startup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.store.WorkInHand;

/** Whether the gateway can serve: it has started, does not stop, and its store answers. */
@ApplicationScoped
@Readiness
public class GatewayReadiness implements HealthCheck {
  @Inject private StartState start;
  @Inject private WorkInHand hand;
  @Inject private StoreClock clock;

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("gateway")
        .status(start.isStarted() && !hand.isEnding() && storeAnswers())
        .build();
  }

  private boolean storeAnswers() {
    try {
      clock.ask();
      return true;
    } catch (ProblemException e) {
      return false;
    }
  }
}
