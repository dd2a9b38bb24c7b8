package org.metagov.gateway.lifecycle;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.instance.DraftState;
import org.metagov.gateway.invocation.Advance;
import org.metagov.gateway.invocation.Advance.Pending;
import org.metagov.gateway.lifecycle.Stages.Stage;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.spi.WebhookRequest;

/** What becomes of a process as it reads one webhook after another. Used by one thread. */
final class Reading {
  private final Stage stage;
  private JsonObject remembered;
  private Optional<Advance> advance = Optional.empty();
  private boolean failed;
  private int count;

  /** A process that {@code remembers} this. */
  Reading(Stage stage, JsonObject remembers) {
    this.stage = stage;
    remembered = remembers;
  }

  /**
   * Reads {@code webhook}.
   *
   * @param work what that is known as, however often it is repeated
   * @return whether the next one can be read, too
   * @throws ProblemException where it fails, and is the first
   */
  boolean goesOn(WebhookRequest webhook, String work) {
    stage.state().forWork(work);
    Advance next;
    try {
      next = stage.plugin().receive(remembered, webhook);
    } catch (ProblemException e) {
      if (count == 0) {
        throw e;
      }
      failed = true;
      return false;
    }
    count++;
    advance = Optional.of(next instanceof Pending pending ? after(pending) : next);
    if (next instanceof Pending pending) {
      remembered = pending.state();
    }
    // One that fails later would leave its own changes behind those of this one.
    return next instanceof Pending && stage.state().isUnchanged();
  }

  /** What the one before has said holds on, unless this one says otherwise. */
  private Pending after(Pending now) {
    if (advance.isEmpty() || !(advance.get() instanceof Pending before)) {
      return now;
    }
    return new Pending(
        now.state(),
        now.outcome(),
        now.url().or(before::url),
        now.correlation().or(before::correlation),
        earlier(before.checkAt(), now.checkAt()),
        now.endsAt().or(before::endsAt));
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
    return Stream.of(one, other).flatMap(Optional::stream).min(Instant::compareTo);
  }

  /** Returns how the process stands by now; empty: nothing was read. */
  Optional<Advance> advance() {
    return advance;
  }

  /** Returns what the plugin did to its own state, by what was read and did not fail. */
  DraftState state() {
    return failed ? new DraftState(JsonValue.EMPTY_JSON_OBJECT) : stage.state();
  }

  /** Returns how many were read. */
  int count() {
    return count;
  }
}
