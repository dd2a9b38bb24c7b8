package org.metagov.gateway.process;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.Optional;
import org.metagov.gateway.event.Callback;
import org.metagov.gateway.event.EventLogService;

/** Tells a process's driver, if it wants to hear, of what has changed. */
@ApplicationScoped
public class Telling {
  @Inject private EventLogService log;

  /** What a driver hears of when it changes. */
  record Told(JsonObject outcome, JsonObject errors, Optional<String> url, boolean completed) {
    static Told of(ProcessEntity process) {
      return new Told(
          process.getOutcome(),
          process.getErrors(),
          Optional.ofNullable(process.getUrl()),
          process.getStatus() == ProcessStatus.COMPLETED);
    }
  }

  /** Writes a callback, in the caller's transaction and as its last write. */
  public void tell(ProcessEntity process) {
    if (process.getCallbackUrl() == null) {
      return;
    }
    ProcessSnapshot snapshot = ProcessSnapshot.of(process);
    log.append(
        new Callback(
            snapshot.id(),
            snapshot.community(),
            snapshot.fullName(),
            process.getCallbackUrl(),
            Optional.ofNullable(process.getDriverKey()),
            snapshot.startKey(),
            ProcessView.of(snapshot),
            snapshot.isCompleted()));
  }
}
