package org.metagov.gateway.outbound;

import java.time.Duration;
import java.util.Optional;
import org.metagov.gateway.spi.PlatformResponse;

/** The calls of one piece of work, within the budget that it shares with others. */
final class Calls {
  private final CallBudget budget;
  private final CallBudget.Share share;
  private volatile boolean begun;

  Calls(CallBudget budget, CallBudget.Share share) {
    this.budget = budget;
    this.share = share;
  }

  /** Takes one call, as {@link CallBudget#take} does. */
  void take() {
    budget.take(share, !begun);
    begun = true;
  }

  Optional<Duration> heed(PlatformResponse answer) {
    return budget.heed(answer);
  }
}
