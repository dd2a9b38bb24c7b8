package org.metagov.gateway.outbound;

import java.time.Duration;
import java.util.Optional;
import org.metagov.gateway.outbound.OutboundHttp.Caller;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformResponse;

/** The calls of one piece of work, within the budget that it shares with others. */
final class Calls {
  private final Caller caller;
  private final CallBudget.Share share;

  Calls(Caller caller, CallBudget.Share share) {
    this.caller = caller;
    this.share = share;
  }

  /** Takes one call, as {@link CallBudget#take} does. */
  void take(Optional<Bucket> bucket) {
    try {
      boolean first = !caller.begun().get();
      caller.part().ifPresent(part -> part.take(share, first, Optional.empty()));
      caller.budget().take(share, first, bucket);
    } catch (PlatformException e) {
      caller.heard().unsent();
      throw e;
    }
    caller.begun().set(true);
  }

  Optional<Duration> heed(PlatformResponse answer, Optional<Bucket> bucket) {
    return caller.budget().heed(answer, bucket);
  }

  /** The platform wants to be left alone for {@code wait}. */
  void leaveAlone(Duration wait) {
    caller.budget().leaveAlone(wait);
  }

  /** Notes the status of an answer, or why there is none, and how long it took. */
  void heard(String status, long nanos) {
    caller.heard().heard(status, nanos);
  }

  /** Returns the name of the config's member that stands in {@code text}, where one does. */
  Optional<String> memberIn(String text) {
    return caller.memberIn().apply(text);
  }
}
