package org.metagov.gateway.health;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.metagov.gateway.database.StoreLifecycle;

/** To which version the schema of the database was brought; without one there is no start. */
@ApplicationScoped
@Readiness
public class MigrationsCheck implements HealthCheck {
  @EJB private StoreLifecycle store;

  @Override
  public HealthCheckResponse call() {
    String version = store.schemaVersion();
    return HealthCheckResponse.named("migrations")
        .status(version != null)
        .withData("version", String.valueOf(version))
        .build();
  }
}
