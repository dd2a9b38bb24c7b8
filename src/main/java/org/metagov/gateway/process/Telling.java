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

/** Tells a process's driver, if it wants to hear, of what has changed. */
@ApplicationScoped
public class Telling {
  private static final Logger LOG = Logger.getLogger(Telling.class.getName());

  @EJB private EventLogService events;

  /** What a driver hears of when it changes. */
  public record Told(
      JsonObject outcome, JsonObject errors, Optional<String> url, boolean completed) {
    public static Told of(ProcessEntity process) {
      return new Told(
          process.getOutcome(),
          process.getErrors(),
          Optional.ofNullable(process.getUrl()),
          process.getStatus() == ProcessStatus.COMPLETED);
    }
  }

  /** Writes a callback, in the caller's transaction and as its last write. */
  public void tell(ProcessEntity process) {
    callbackUrl(process).ifPresent(url -> tell(process, url));
  }

  private void tell(ProcessEntity process, String callbackUrl) {
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
