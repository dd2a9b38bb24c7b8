package org.metagov.gateway.startup;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.metagov.gateway.settings.StartFailure;

/**
 * Ends the process when the server gives up deploying the application for a reason that none of our
 * code sees, such as a plugin's jar that CDI cannot take. Of that the server only tells its log.
 */
public class DeploymentWatch implements Extension {
  private static final Logger SERVER = Logger.getLogger("jakarta.enterprise.system.core");
  private static final Ear EAR = new Ear();

  void begin(@Observes BeforeBeanDiscovery event) {
    SERVER.addHandler(EAR);
  }

  static void end() {
    SERVER.removeHandler(EAR);
  }

  private static final class Ear extends Handler {
    @Override
    public void publish(LogRecord entry) {
      boolean failed =
          Level.SEVERE.equals(entry.getLevel())
              && String.valueOf(entry.getMessage()).startsWith("Exception while loading the app");
      if (failed) {
        StartFailure.because(
            entry.getThrown() == null
                ? new IllegalStateException(entry.getMessage())
                : entry.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
