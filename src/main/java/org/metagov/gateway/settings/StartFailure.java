package org.metagov.gateway.settings;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.problem.Causes;

/**
 * Ends a start that cannot succeed. Payara Micro keeps running without its application when that
 * fails to deploy; an operator is better served by a process that says why and exits.
 */
public final class StartFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = Logger.getLogger(StartFailure.class.getName());

  private StartFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Says in one line why the gateway cannot start, and ends the process where it is Payara Micro's.
   *
   * @return what the caller throws, for servers with other applications, where the process goes on
   */
  public static StartFailure because(Throwable cause) {
    String line = "The gateway could not start: " + reason(cause);
    LOG.log(Level.FINE, line, cause);
    LOG.severe(line);
    if (onPayaraMicro()) {
      UnpackedServer.delete();
      // Not exit(): the server's own shutdown waits for the deployment that is failing here.
      Runtime.getRuntime().halt(1);
    }
    return new StartFailure(line, cause);
  }

  /** Returns the messages of {@code cause} and of what caused it, each once, as one line. */
  static String reason(Throwable cause) {
    return Causes.of(cause)
        .map(t -> t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage())
        .map(message -> message.strip().replaceAll("\\s+", " "))
        .filter(text -> !text.isEmpty())
        .reduce((line, text) -> line.contains(text) ? line : line + ": " + text)
        .orElse("for a reason nobody gave");
  }

  private static boolean onPayaraMicro() {
    try {
      Class.forName("fish.payara.micro.PayaraMicro", false, ClassLoader.getSystemClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
