package org.metagov.gateway.process;

import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.instance.DraftState;
import org.metagov.gateway.invocation.Advance;

/**
 * What a call of the plugin has brought, to be recorded.
 *
 * @param advance how the process stands
 * @param state what the plugin did to its state
 * @param checkedAt when it was looked at
 * @param nextCheckAt when to look again, if it goes on
 * @param overdue how the platform has missed its end
 */
public record Step(
    Advance advance,
    DraftState state,
    Instant checkedAt,
    Instant nextCheckAt,
    Optional<Overdue> overdue) {
  /** Returns whether the process ends by this step: what it has come to is its outcome then. */
  public boolean isEnd() {
    return !(advance instanceof Advance.Pending) || overdue.filter(Overdue::over).isPresent();
  }

  /** Returns this step, with a look at {@code time} if that is sooner. */
  public Step noLaterThan(Optional<Instant> time) {
    return new Step(
        advance, state, checkedAt, time.filter(nextCheckAt::isAfter).orElse(nextCheckAt), overdue);
  }
}
