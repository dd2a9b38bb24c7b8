package org.metagov.gateway.settings;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Ends the process when the server gives up deploying the application for a reason that none of our
 * code sees, such as a plugin's jar that CDI cannot take. Of that the server only tells its log.
 */
public final class DeploymentWatch {
  private static final Logger SERVER = Logger.getLogger("javax.enterprise.system.core");
  private static final Handler EAR = new Ear();

  private DeploymentWatch() {}

  /** Begins with the first of our code that runs: the opening of the store. */
  public static void begin() {
    SERVER.addHandler(EAR);
  }

  /** Ends with the last check of the start. */
  public static void end() {
    SERVER.removeHandler(EAR);
  }

  private static final class Ear extends Handler {
    private volatile Throwable last;

    @Override
    public void publish(LogRecord entry) {
      if (!Level.SEVERE.equals(entry.getLevel())) {
        return;
      }
      if (entry.getThrown() != null) {
        last = entry.getThrown();
      }
      // The server logs what was thrown first, and then, without it, that it gives up.
      String message = String.valueOf(entry.getMessage());
      if (message.startsWith("Exception while loading the app")) {
        throw StartFailure.because(last == null ? new IllegalStateException(message) : last);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
