package org.metagov.gateway.lane;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.metagov.gateway.event.MessagesWritten;
import org.metagov.gateway.receiver.KnownReceivers;
import org.metagov.gateway.receiver.ReceiverSnapshot;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.StoreClock;

/**
 * Tells lanes of messages, in the transaction that writes them. A lane that is caught up, and whose
 * receiver wants none of them, is done with them by that: nobody has to look at it.
 */
@ApplicationScoped
public class LaneNews {
  @Inject private KnownReceivers receivers;
  @Inject private Sql sql;
  @Inject private StoreClock clock;
  @Inject private LanePace pace;

  /** Tells the lanes of a stream that there is something to do. */
  public void written(@Observes MessagesWritten event) {
    if (event.counted()) {
      return;
    }
    Duration rest = event.rest().isZero() ? pace.written(event.stream()) : event.rest();
    Instant due = clock.now().plus(rest);
    List<String> deaf = deaf(event);
    sql.run(all -> LaneRows.tell(all, event, deaf, due));
  }

  /** The gateway's own log is for those that have asked for it. */
  private List<String> deaf(MessagesWritten event) {
    return event.community().isEmpty() || !event.stream().startsWith("community/")
        ? List.of()
        : receivers.deafTo(event.community(), event.kinds()).stream()
            .map(ReceiverSnapshot::destination)
            .toList();
  }
}
