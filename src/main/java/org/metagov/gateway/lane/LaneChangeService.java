package org.metagov.gateway.lane;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.event.MessageService;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.receiver.Reach;
import org.metagov.gateway.receiver.ReceiverHoldService;
import org.metagov.gateway.receiver.ReceiverSnapshot;
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.Sql;

/**
 * Opens and closes lanes of a receiver where they are not as they are to be, some at a time: each
 * call is one transaction, and goes by how the receiver is then. Whatever changes it meanwhile is
 * written down after it, and is seen to after it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class LaneChangeService {
  private static final int AT_ONCE = 200;

  private static final String MISSING =
      "SELECT s.name FROM message_stream s WHERE s.process IS NULL AND s.name <> '"
          + StreamSnapshot.GATEWAY
          + "' AND NOT EXISTS (SELECT 1 FROM lane l"
          + " WHERE l.stream = s.name AND l.destination = ? AND l.replay = '') AND s.name ";

  private static final String NEXT =
      "SELECT id, stream FROM lane WHERE destination = ? AND replay = '' AND id > ?"
          + " ORDER BY id FETCH FIRST ? ROWS ONLY";

  @PersistenceContext private EntityManager entities;
  @EJB private ReceiverHoldService receivers;
  @EJB private MessageService messages;
  @EJB private LaneOpeningService lanes;
  @Inject private Sql sql;

  /** Returns all of which {@code receiver} may hear, where that can be said without a look. */
  public Optional<List<String>> named(String receiver) {
    return receivers.holdReach(receiver).flatMap(Reach::named);
  }

  /**
   * Opens those lanes of {@code communities} that are missing, if it may hear of them.
   *
   * @param since they begin with what was written since then
   */
  public void open(String receiver, List<String> communities, Instant since) {
    Optional<Reach> reach = holdWithLogs(receiver);
    if (reach.isPresent() && !communities.isEmpty()) {
      String destination = ReceiverSnapshot.destination(receiver);
      Among among = Among.of(communities.stream().map(StreamSnapshot::ofCommunity).toList());
      List<Object> parameters = new ArrayList<>(List.of(destination));
      parameters.addAll(among.values());
      open(destination, reach.get(), missing("IN " + among.list(), parameters), since);
    }
  }

  /**
   * Opens the next lanes that are missing, where it may hear of the community.
   *
   * @param after the log after which to go on
   * @param since they begin with what was written since then
   * @return the log after which there may be more
   */
  public Optional<String> openNext(String receiver, String after, Instant since) {
    Optional<Reach> reach = holdWithLogs(receiver);
    if (reach.isEmpty()) {
      return Optional.empty();
    }
    String destination = ReceiverSnapshot.destination(receiver);
    List<String> logs = missing("> ?", List.of(destination, after));
    open(destination, reach.get(), logs, since);
    return logs.size() < AT_ONCE ? Optional.empty() : Optional.of(logs.get(AT_ONCE - 1));
  }

  /** In the order of whoever opens a log: it locks that first, and then whom it is for. */
  private Optional<Reach> holdWithLogs(String receiver) {
    messages.holdOpening();
    return receivers.holdReach(receiver);
  }

  private List<String> missing(String which, List<Object> parameters) {
    List<Object> all = new ArrayList<>(parameters);
    all.add((long) AT_ONCE);
    return sql.selectWithoutWaiting(
        MISSING + which + " ORDER BY s.name FETCH FIRST ? ROWS ONLY", row -> row.getString(1), all);
  }

  private void open(String destination, Reach reach, List<String> logs, Instant since) {
    logs.stream()
        .filter(log -> covers(reach, log))
        // All lock the logs in this order, which need not be that of the database's language.
        .sorted()
        // Whoever writes locks the log, too: a message is either seen here, or finds its lane.
        .forEach(log -> messages.hold(log).ifPresent(held -> lanes.open(held, destination, since)));
  }

  /**
   * Removes the next lanes of communities of which it may not hear, with what waits in them.
   *
   * @param after the lane after which to go on
   * @return the lane after which there may be more
   */
  public Optional<Long> closeNext(String receiver, long after) {
    Optional<Reach> reach = receivers.holdReach(receiver);
    if (reach.isEmpty()) {
      return Optional.empty();
    }
    List<Found> next =
        sql.selectWithoutWaiting(
            NEXT,
            row -> new Found(row.getLong(1), row.getString(2)),
            List.of(ReceiverSnapshot.destination(receiver), after, (long) AT_ONCE));
    next.stream()
        .filter(lane -> !covers(reach.get(), lane.stream()))
        .forEach(lane -> close(lane.id()));
    return next.size() < AT_ONCE ? Optional.empty() : Optional.of(next.get(AT_ONCE - 1).id());
  }

  /** A lane as it is found; never is its stream another one. */
  private record Found(long id, String stream) {}

  /**
   * Whoever is at work on it locks it to write what has come of that, and finds that it is gone.
   */
  private void close(long id) {
    Lane lane = entities.find(Lane.class, id, LockModeType.PESSIMISTIC_WRITE);
    if (lane != null) {
      Optional.ofNullable(lane.getDeliveryId())
          .map(waiting -> entities.find(Delivery.class, waiting))
          .ifPresent(entities::remove);
      entities.remove(lane);
    }
  }

  private static boolean covers(Reach reach, String stream) {
    return StreamSnapshot.communityOf(stream)
        .map(reach::covers)
        // The gateway's own log.
        .orElseGet(() -> reach.filter().systemEvents());
  }
}
