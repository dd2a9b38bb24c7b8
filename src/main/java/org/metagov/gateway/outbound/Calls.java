package org.metagov.gateway.outbound;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.metagov.gateway.spi.PlatformResponse;

/** The calls of one piece of work, within the budget that it shares with others. */
final class Calls {
  private final CallBudget budget;
  private final CallBudget.Share share;
  private final Function<String, Optional<String>> memberIn;
  private volatile boolean begun;

  Calls(CallBudget budget, CallBudget.Share share, Function<String, Optional<String>> memberIn) {
    this.budget = budget;
    this.share = share;
    this.memberIn = memberIn;
  }

  /** Takes one call, as {@link CallBudget#take} does. */
  void take() {
    budget.take(share, !begun);
    begun = true;
  }

  Optional<Duration> heed(PlatformResponse answer) {
    return budget.heed(answer);
  }

  /** Returns the name of the config's member that stands in {@code text}, where one does. */
  Optional<String> memberIn(String text) {
    return memberIn.apply(text);
  }
}
