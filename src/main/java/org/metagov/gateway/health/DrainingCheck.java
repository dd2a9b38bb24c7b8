package org.metagov.gateway.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.metagov.gateway.background.WorkInHand;

/** Down from the moment that the server is asked to stop: nothing new begins. */
@ApplicationScoped
@Readiness
public class DrainingCheck implements HealthCheck {
  @Inject private WorkInHand hand;

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("draining")
        .status(!hand.isEnding())
        .withData("in_hand", hand.pieces())
        .build();
  }
}
