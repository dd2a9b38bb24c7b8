package org.metagov.gateway.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.metagov.gateway.work.Vitals;

/**
 * Whether each engine looks for work. One whose places are all taken looks, too, and one that looks
 * in vain for a database that is away.
 */
@ApplicationScoped
@Readiness
public class EnginesCheck implements HealthCheck {
  /** An engine looks once a second, and waits for the database no longer than a minute. */
  private static final Duration LATE = Duration.ofSeconds(90);

  @Inject private Vitals vitals;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder check = HealthCheckResponse.named("engines");
    boolean all = true;
    for (Map.Entry<String, Duration> engine : vitals.sinceLook().entrySet()) {
      check.withData(engine.getKey(), engine.getValue().toSeconds());
      all &= engine.getValue().compareTo(LATE) < 0;
    }
    return check.status(all).build();
  }
}
