package org.metagov.gateway.settings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.servlet.ServletContext;

/**
 * What was built, for whoever has no request: what begins with the server is there before the
 * servlet context that knows.
 */
@ApplicationScoped
public class Build {
  private volatile String version = Version.UNKNOWN;

  /** The WAR is deployed. */
  void deployed(@Observes @Initialized(ApplicationScoped.class) ServletContext context) {
    version = Version.of(context);
  }

  /** Returns the version of the WAR; "unknown" before it is deployed. */
  public String version() {
    return version;
  }
}
