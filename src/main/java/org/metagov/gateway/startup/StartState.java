package org.metagov.gateway.startup;

import jakarta.enterprise.context.ApplicationScoped;

/** Whether the start has come to its end. */
@ApplicationScoped
public class StartState {
  private volatile boolean started;

  /** Notes that all checks have passed, and that the listeners are open. */
  public void started() {
    started = true;
  }

  /** Returns whether all checks have passed, and the listeners are open. */
  public boolean isStarted() {
    return started;
  }
}
