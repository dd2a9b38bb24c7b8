package org.metagov.gateway.routing;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.background.Chore;
import org.metagov.gateway.background.Upkeep;
import org.metagov.gateway.inbox.InboxUpkeepService;
import org.metagov.gateway.store.StoreClock;

/** Removes what is old from the inbox, once a minute. */
@ApplicationScoped
public class InboxUpkeep {
  private static final Logger LOG = Logger.getLogger(InboxUpkeep.class.getName());
  private static final Duration PAUSE = Duration.ofMinutes(1);

  @EJB private InboxUpkeepService service;
  @Inject private StoreClock clock;
  @Inject private Upkeep rounds;

  private Instant due = Instant.MIN;
  private volatile boolean stopping;

  /** Removes what is old, if that was done a minute ago or longer; one call at a time. */
  void purgeIfDue() {
    Instant now = clock.now();
    if (now.isBefore(due)) {
      return;
    }
    List.<IntSupplier>of(service::purgeParked, service::purgeParkedTasks, service::purgeEnded)
        .forEach(this::purge);
    due = now.plus(PAUSE);
  }

  /** One that fails holds up no other. */
  private void purge(IntSupplier some) {
    rounds.step(
        Chore.INBOX,
        LOG,
        "Old webhooks were not removed",
        () -> {
          int removed;
          do {
            removed = some.getAsInt();
            LOG.log(Level.FINE, "{0} old webhooks or tasks were removed", removed);
          } while (removed > 0 && !stopping);
        });
  }

  /** Ends the removing that goes on. */
  void stop() {
    stopping = true;
  }
}
