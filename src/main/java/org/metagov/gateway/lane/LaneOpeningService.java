package org.metagov.gateway.lane;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.event.MessageService;
import org.metagov.gateway.event.StreamOpened;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.receiver.ReceiverHoldService;
import org.metagov.gateway.receiver.ReceiverSnapshot;
import org.metagov.gateway.receiver.SystemEventsWanted;
import org.metagov.gateway.store.StoreClock;

/**
 * Keeps the lanes in step with streams and receivers, in the transaction in which those change: a
 * message is never there without its lanes knowing of it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class LaneOpeningService {
  @PersistenceContext private EntityManager entities;
  @EJB private ReceiverHoldService holds;
  @EJB private MessageService messages;
  @Inject private StoreClock clock;

  /** Opens the lanes of a new stream, from its beginning. */
  public void opened(@Observes StreamOpened event) {
    StreamSnapshot stream = event.stream();
    if (stream.callbackUrl().isPresent()) {
      Lane lane = lane(stream.name(), callback(stream.callbackUrl().get()), 0);
      lane.setNewest(stream.newest());
      lane.setDueAt(clock.now().plus(event.rest()));
      entities.persist(lane);
      return;
    }
    // Held: one that is being deleted now would not see its lane, and leave it behind.
    holds
        .holdThoseOf(stream.community())
        .forEach(name -> open(stream.name(), ReceiverSnapshot.destination(name), 0));
  }

  /** Opens the lane of the gateway's own log, from where it is now. */
  public void wanted(@Observes SystemEventsWanted event) {
    String destination = ReceiverSnapshot.destination(event.name());
    boolean known =
        !entities
            .createNativeQuery(
                "SELECT 1 FROM lane WHERE stream = ?1 AND destination = ?2 AND replay = ''")
            .setParameter(1, StreamSnapshot.GATEWAY)
            .setParameter(2, destination)
            .getResultList()
            .isEmpty();
    if (!known) {
      // Whoever writes locks the log, too: what is being written is before this, or finds the lane.
      StreamSnapshot log = messages.hold(StreamSnapshot.GATEWAY).orElseThrow();
      open(log.name(), destination, log.newest());
    }
  }

  /** Opens the lane of {@code log}, which nobody adds to now, from what was written since then. */
  public void open(StreamSnapshot log, String destination, Instant since) {
    long reached = messages.lastBefore(log, since);
    Lane lane = open(log.name(), destination, reached);
    lane.setNewest(log.newest());
    lane.setDueAt(log.newest() > reached ? clock.now() : null);
  }

  private Lane open(String stream, String destination, long reached) {
    Lane lane = lane(stream, destination, reached);
    entities.persist(lane);
    entities.flush();
    return lane;
  }

  /** Returns a lane without an end that is not kept yet. */
  static Lane lane(String stream, String destination, long reached) {
    Lane lane = new Lane();
    lane.setStream(stream);
    lane.setDestination(destination);
    lane.setReplay("");
    lane.setNewest(reached);
    lane.setReached(reached);
    lane.setSent(reached);
    return lane;
  }

  /** All callbacks to one server are one destination: what is down is down for all of them. */
  private static String callback(String url) {
    try {
      return "callback/" + HttpUrl.of(url).origin();
    } catch (IllegalArgumentException e) {
      // An earlier version took it; nobody calls it.
      return "callback/nowhere";
    }
  }
}
