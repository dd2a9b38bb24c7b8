package org.metagov.gateway.process;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.event.Callback;
import org.metagov.gateway.event.EventLogService;
import org.metagov.gateway.problem.Causes;
import org.metagov.gateway.problem.UnreadableException;

/** Callbacks to the driver of a process, if it wants to hear of what has changed. */
@ApplicationScoped
public class ProcessCallbacks {
  private static final Logger LOG = Logger.getLogger(ProcessCallbacks.class.getName());

  @EJB private EventLogService events;

  /** What of a process a driver observes: it hears of it when that changes. */
  public record Observed(
      JsonObject outcome, JsonObject errors, Optional<String> url, boolean completed) {
    public static Observed of(ProcessEntity process) {
      return new Observed(
          process.getOutcome(),
          process.getErrors(),
          Optional.ofNullable(process.getUrl()),
          process.getStatus() == ProcessStatus.COMPLETED);
    }
  }

  /** Appends a callback to its log, in the caller's transaction and as its last write. */
  public void append(ProcessEntity process) {
    callbackUrl(process).ifPresent(url -> append(process, url));
  }

  private void append(ProcessEntity process, String callbackUrl) {
    ProcessSnapshot snapshot = ProcessSnapshot.of(process);
    events.append(
        new Callback(
            snapshot.id(),
            snapshot.community(),
            snapshot.fullName(),
            callbackUrl,
            Optional.ofNullable(process.getDriverKey()),
            snapshot.startKey(),
            ProcessView.of(snapshot),
            snapshot.isCompleted()));
  }

  /** Returns where to tell of it. What cannot be opened must not keep a process from its end. */
  private static Optional<String> callbackUrl(ProcessEntity process) {
    try {
      return Optional.ofNullable(process.getCallbackUrl());
    } catch (UnreadableException e) {
      LOG.log(
          Level.WARNING,
          "Nobody is told of process " + process.getId() + ": nobody knows where",
          Causes.brief(e));
      return Optional.empty();
    }
  }
}
