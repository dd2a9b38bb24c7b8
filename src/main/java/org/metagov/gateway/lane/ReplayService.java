package org.metagov.gateway.lane;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.event.MessageService;
import org.metagov.gateway.event.MessageStream;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.lane.ReplayBody.DeadLetters;
import org.metagov.gateway.lane.ReplayBody.Pick;
import org.metagov.gateway.lane.ReplayBody.Range;
import org.metagov.gateway.lane.ReplayBody.Since;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.receiver.ReceiverHoldService;
import org.metagov.gateway.receiver.ReceiverSnapshot;
import org.metagov.gateway.store.KeyScan;
import org.metagov.gateway.store.StoreClock;

/** Opens the lanes of replays: each call is one transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class ReplayService {
  private static final int MOST_RUNNING = 8;
  private static final int MOST_STREAMS = 1_000_000;

  @PersistenceContext private EntityManager entities;
  @EJB private MessageService messages;
  @EJB private ReceiverHoldService receivers;
  @Inject private KeyScan scan;
  @Inject private StoreClock clock;

  /**
   * Messages that are to be sent again: a lane for each of the streams that they stand in.
   *
   * @param id its id
   * @param destination where they go
   * @param pick which of them
   */
  public record Replay(String id, String destination, Pick pick) {}

  /** A part of a stream: what comes after {@code reached}, up to {@code last}. */
  private record Part(long reached, long last) {}

  /** Returns the streams of which {@code replay} may want something, and that go there at all. */
  public List<String> streams(Replay replay) {
    return replay.pick() instanceof Since since
        ? scan.texts(
            entities,
            "SELECT DISTINCT m.stream FROM message m JOIN lane l ON l.stream = m.stream"
                + " WHERE m.written_at >= ?1 AND l.destination = ?2 AND l.replay = ''"
                + " ORDER BY m.stream",
            MOST_STREAMS,
            since.time(),
            replay.destination())
        : scan.texts(
            entities,
            "SELECT DISTINCT stream FROM delivery WHERE destination = ?1 AND state = 'DEAD'"
                + " ORDER BY stream",
            MOST_STREAMS,
            replay.destination());
  }

  /**
   * Refuses a replay where too many are going on.
   *
   * @throws ProblemException 409 where that is so
   */
  public void requirePlace(String destination) {
    long running =
        entities
            .createQuery(
                "SELECT COUNT(DISTINCT l.replay) FROM Lane l"
                    + " WHERE l.destination = :destination AND l.replay <> ''",
                Long.class)
            .setParameter("destination", destination)
            .getSingleResult();
    if (running >= MOST_RUNNING) {
      throw new ProblemException(
          ProblemType.CONFLICT, MOST_RUNNING + " replays to it are still going on");
    }
  }

  /**
   * Opens the lanes of {@code replay} for some streams.
   *
   * @return how many there are
   * @throws ProblemException 404 where there is no such stream or receiver any more, 400 where a
   *     range holds none of its messages
   */
  public int open(Replay replay, List<String> streams) {
    ReceiverSnapshot.ofDestination(replay.destination())
        .filter(name -> !receivers.hold(name))
        .ifPresent(
            name -> {
              throw gone(name);
            });
    int opened = 0;
    for (String name : streams) {
      StreamSnapshot stream =
          Optional.ofNullable(entities.find(MessageStream.class, name))
              .map(StreamSnapshot::of)
              .orElseThrow(() -> gone(name));
      Optional<Part> part = part(replay, stream);
      part.ifPresent(found -> open(replay, stream, found));
      opened += part.isPresent() ? 1 : 0;
    }
    return opened;
  }

  private Optional<Part> part(Replay replay, StreamSnapshot stream) {
    if (replay.pick() instanceof Range range) {
      long last = Math.min(range.to(), stream.newest());
      if (range.from() > last) {
        throw new ProblemException(
            ProblemType.INVALID,
            "There are no messages from %d to %d: the last one is %d"
                .formatted(range.from(), range.to(), stream.newest()));
      }
      return Optional.of(new Part(range.from() - 1, last));
    }
    return replay.pick() instanceof Since since
        ? Optional.of(new Part(messages.lastBefore(stream, since.time()), stream.newest()))
            .filter(part -> part.reached() < part.last())
        : deadLetters(replay.destination(), stream.name());
  }

  private Optional<Part> deadLetters(String destination, String stream) {
    Object[] ends =
        entities
            .createQuery(
                "SELECT MIN(d.sequence), MAX(d.sequence) FROM Delivery d WHERE d.stream = :stream"
                    + " AND d.destination = :destination AND d.state = :dead",
                Object[].class)
            .setParameter("stream", stream)
            .setParameter("destination", destination)
            .setParameter("dead", DeliveryState.DEAD)
            .getSingleResult();
    return Optional.ofNullable((Long) ends[0]).map(first -> new Part(first - 1, (Long) ends[1]));
  }

  private void open(Replay replay, StreamSnapshot stream, Part part) {
    Instant now = clock.now();
    Lane lane = LaneOpeningService.lane(stream.name(), replay.destination(), part.reached());
    lane.setReplay(replay.id());
    lane.setPicks(replay.pick() instanceof DeadLetters ? Lane.Picks.DEAD : null);
    lane.setBeganAt(now);
    lane.setUntil(part.last());
    lane.setNewest(part.last());
    lane.setDueAt(now);
    entities.persist(lane);
  }

  private static ProblemException gone(String what) {
    return new ProblemException(ProblemType.NOT_FOUND, "There is no " + what + " any more");
  }
}
