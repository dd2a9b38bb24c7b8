package org.metagov.gateway.delivery;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.metagov.gateway.event.MessagesWritten;
import org.metagov.gateway.event.StreamOpened;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.receiver.ReceiverAdded;
import org.metagov.gateway.receiver.ReceiverRemoved;
import org.metagov.gateway.receiver.ReceiverSnapshot;
import org.metagov.gateway.store.InstantColumn;
import org.metagov.gateway.store.StoreClock;

/**
 * Keeps the lanes in step with streams and receivers, in the transaction in which those change: a
 * message is never there without its lanes knowing of it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class LaneOpeningService {
  private static final int MOST_REPLAYS = 8;

  @PersistenceContext private EntityManager entities;
  @Inject private StoreClock clock;

  /** Opens the lanes of a new stream, from its beginning. */
  public void opened(@Observes StreamOpened event) {
    StreamSnapshot stream = event.stream();
    if (stream.callbackUrl().isPresent()) {
      open(stream.name(), callback(stream.callbackUrl().get()), 0);
      return;
    }
    entities
        .createQuery("SELECT r.name FROM Receiver r ORDER BY r.name", String.class)
        .getResultStream()
        .forEach(name -> open(stream.name(), ReceiverSnapshot.destination(name), 0));
  }

  /** Tells the lanes of a stream that there is something to do. */
  public void written(@Observes MessagesWritten event) {
    // Not JPQL: of that, Derby gets text with the values in it, which it compiles each time anew.
    entities
        .createNativeQuery(
            "UPDATE lane SET newest = ?1, due_at = COALESCE(due_at, ?2)"
                + " WHERE stream = ?3 AND replay = ''")
        .setParameter(1, event.newest())
        .setParameter(2, InstantColumn.micros(clock.now().plus(event.rest())))
        .setParameter(3, event.stream())
        .executeUpdate();
  }

  /** Opens the lanes of a new receiver, from where each log is now. */
  public void added(@Observes ReceiverAdded event) {
    String destination = ReceiverSnapshot.destination(event.name());
    // Locks the logs, as whoever writes does: a message that is just being written is either before
    // this receiver, or finds its lane.
    entities
        .createQuery("UPDATE MessageStream s SET s.newest = s.newest WHERE s.process IS NULL")
        .executeUpdate();
    entities
        .createQuery(
            "SELECT s.name, s.newest FROM MessageStream s WHERE s.process IS NULL ORDER BY s.name",
            Object[].class)
        .getResultStream()
        .forEach(row -> open((String) row[0], destination, (Long) row[1]));
  }

  /** Closes the lanes of a receiver. */
  public void removed(@Observes ReceiverRemoved event) {
    String destination = ReceiverSnapshot.destination(event.name());
    for (String what : List.of("Lane", "Delivery")) {
      entities
          .createQuery("DELETE FROM " + what + " x WHERE x.destination = :destination")
          .setParameter("destination", destination)
          .executeUpdate();
    }
    entities
        .createQuery("DELETE FROM DestinationDown d WHERE d.name = :destination")
        .setParameter("destination", destination)
        .executeUpdate();
  }

  /**
   * Opens the lanes that are missing, from the beginning: a log and a receiver that came at the
   * same moment do not see each other.
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public int openMissing() {
    List<Object[]> missing =
        entities
            .createQuery(
                "SELECT s.name, r.name, s.newest FROM MessageStream s, Receiver r"
                    + " WHERE s.process IS NULL AND NOT EXISTS (SELECT l FROM Lane l"
                    + " WHERE l.stream = s.name AND l.destination = CONCAT('receiver/', r.name)"
                    + " AND l.replay = '')",
                Object[].class)
            .getResultList();
    for (Object[] row : missing) {
      Lane lane = open((String) row[0], ReceiverSnapshot.destination((String) row[1]), 0);
      lane.setNewest((Long) row[2]);
      lane.setDueAt(clock.now());
    }
    return missing.size();
  }

  /**
   * Opens a lane that sends the messages {@code from} to {@code to} of {@code stream} again.
   *
   * @return the id of the replay
   * @throws ProblemException 404 where there is no such stream, 400 where the range holds none of
   *     its messages, 409 where too many replays are going on
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public String replay(StreamSnapshot stream, String destination, long from, long to) {
    long last = Math.min(to, stream.newest());
    if (from < 1 || from > last) {
      throw new ProblemException(
          ProblemType.INVALID,
          "There are no messages from %d to %d: the last one is %d"
              .formatted(from, to, stream.newest()));
    }
    long running =
        entities
            .createQuery(
                "SELECT COUNT(l) FROM Lane l WHERE l.destination = :destination AND l.replay <> ''",
                Long.class)
            .setParameter("destination", destination)
            .getSingleResult();
    if (running >= MOST_REPLAYS) {
      throw new ProblemException(
          ProblemType.CONFLICT, MOST_REPLAYS + " replays to it are still going on");
    }
    Lane lane = lane(stream.name(), destination, from - 1);
    lane.setReplay(UUID.randomUUID().toString());
    lane.setUntil(last);
    lane.setNewest(last);
    lane.setDueAt(clock.now());
    entities.persist(lane);
    return lane.getReplay();
  }

  private Lane open(String stream, String destination, long reached) {
    Lane lane = lane(stream, destination, reached);
    entities.persist(lane);
    entities.flush();
    return lane;
  }

  private static Lane lane(String stream, String destination, long reached) {
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
    URI uri = URI.create(url);
    String place =
        uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    return "callback/" + place.toLowerCase(Locale.ROOT);
  }
}
