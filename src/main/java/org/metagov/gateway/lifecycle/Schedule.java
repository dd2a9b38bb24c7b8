package org.metagov.gateway.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.community.CheckTimes;
import org.metagov.gateway.instance.DraftState;
import org.metagov.gateway.invocation.Advance;
import org.metagov.gateway.process.Overdue;
import org.metagov.gateway.process.ProcessSnapshot;
import org.metagov.gateway.process.ProcessStatus;
import org.metagov.gateway.process.Step;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.StoreClock;

/** When a process is looked at again, and until when it is waited for. */
@ApplicationScoped
public class Schedule {
  /** A platform may still be working on a request that was cut off this long ago. */
  private static final Duration AFTERMATH = Duration.ofMinutes(1);

  /** How soon an interrupted start is looked for; later with each time that tells nothing. */
  private static final Duration SOON = Duration.ofSeconds(2);

  @Inject private Settings settings;
  @Inject private StoreClock clock;

  /** Returns {@code advance} as it is to be recorded. */
  Step step(ProcessSnapshot process, Advance advance, DraftState state) {
    Instant now = clock.now();
    Duration patience = settings.get(Setting.PROCESS_GIVE_UP_AFTER);
    Optional<Instant> asked =
        advance instanceof Advance.Pending pending ? pending.checkAt() : Optional.empty();
    Instant next =
        CheckTimes.next(
            now,
            settings.checkInterval(process.plugin()),
            Stream.of(asked, Overdue.nextLook(advance, now, patience))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder()));
    return new Step(advance, state, now, next, Overdue.of(advance, now, patience));
  }

  /** Returns when to look again after a failure. */
  Instant afterFailure(ProcessSnapshot process, Optional<Duration> retryAfter) {
    // A driver waits for the end of its start, however seldom the platform is asked otherwise.
    Duration wait =
        process.status() == ProcessStatus.CREATED ? SOON : settings.checkInterval(process.plugin());
    return CheckTimes.afterFailure(clock.now(), wait, process.failures(), retryAfter);
  }

  /**
   * Returns when to look again for what an interrupted start has left; empty where its platform
   * would have it by now.
   */
  Optional<Instant> nextSearch(ProcessSnapshot process) {
    Instant settled = process.goneSince().orElse(process.createdAt()).plus(AFTERMATH);
    Instant next = afterFailure(process, Optional.empty());
    return clock.now().isBefore(settled)
        ? Optional.of(next.isBefore(settled) ? next : settled)
        : Optional.empty();
  }

  /** Returns whether {@code since} is too long ago to wait any longer. */
  boolean isOver(Instant since) {
    return since.isBefore(clock.now().minus(settings.get(Setting.PROCESS_GIVE_UP_AFTER)));
  }
}
