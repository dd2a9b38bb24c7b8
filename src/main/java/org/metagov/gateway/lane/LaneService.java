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
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.driver.Attempt;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.receiver.ReceiverHoldService;
import org.metagov.gateway.receiver.ReceiverSnapshot;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.work.Claim;
import org.metagov.gateway.work.ClaimService;

/**
 * Records what becomes of messages: each call is one transaction, and writes nothing where the
 * claim of the lane was lost or the lane is gone.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class LaneService {
  @PersistenceContext private EntityManager entities;
  @EJB private ClaimService claims;
  @Inject private StoreClock clock;
  @Inject private Sql sql;
  @EJB private ReceiverHoldService receivers;
  @Inject private SystemEvents events;

  /**
   * Notes that the driver has {@code delivered}, and that all messages up to {@code reached} are
   * done with: the others are not for this lane's destination.
   */
  public void passed(LaneRun run, List<Delivered> delivered, long reached) {
    claims.fence(run.claim());
    LaneSnapshot lane = run.lane();
    long sent = delivered.isEmpty() ? 0 : delivered.get(delivered.size() - 1).message().sequence();
    Instant now = clock.now();
    boolean passed =
        sql.with(
            all -> {
              boolean plain = LaneRows.pass(all, lane.id(), reached, sent, now);
              if (plain) {
                DeliveryRows.insert(all, lane, delivered);
              }
              return plain;
            });
    if (!passed) {
      found(lane.id()).ifPresent(it -> pass(it, delivered, reached));
    }
  }

  private void pass(Lane lane, List<Delivered> delivered, long reached) {
    for (Delivered one : delivered) {
      finish(lane, tried(lane, one.message(), one.attempt()), DeliveryState.DELIVERED);
    }
    if (entities.contains(lane)) {
      reach(lane, Math.max(reached, lane.getReached()));
    }
  }

  /**
   * Notes that the driver does not have {@code message} yet. Where it is called in another way by
   * now, the answer of whoever was called before says nothing: the message is tried again at once.
   *
   * @param dueAt when to try again; absent: not before somebody wakes the lane
   */
  public void failed(LaneRun run, Message message, Attempt attempt, Optional<Instant> dueAt) {
    locked(run.claim(), run.lane().id())
        .ifPresent(lane -> fail(lane, run, message, attempt, dueAt));
  }

  private void fail(
      Lane lane, LaneRun run, Message message, Attempt attempt, Optional<Instant> dueAt) {
    // Asked when the lane is locked: who calls the driver in another way from now on wakes it.
    boolean counts = isCalledSo(run);
    Optional<Instant> next = counts ? dueAt : Optional.of(clock.now());
    Delivery delivery = tried(lane, message, attempt);
    boolean refused = counts && attempt.verdict().isRefusal();
    if (refused) {
      delivery.setRefusals(run.refusals(message) + 1);
      delivery.setRevision(run.target().revision());
    }
    entities.flush();
    lane.setDeliveryId(delivery.getId());
    lane.setRefusedUntil(refused ? next.orElse(null) : null);
    lane.setDueAt(next.orElse(null));
  }

  /**
   * Notes that the driver wants no more: its receiver is gone, if it was called as it would be
   * called now, or the callbacks of its process stop.
   *
   * @return whether that is so
   */
  public boolean gone(LaneRun run, Message message, Attempt attempt) {
    Optional<String> receiver = ReceiverSnapshot.ofDestination(run.destination());
    boolean left =
        receiver.map(name -> receivers.leave(name, run.target().revision())).orElse(true);
    if (receiver.isPresent() && left && SystemEvents.begets(message)) {
      events.gone(receiver.get(), clock.now());
    }
    locked(run.claim(), run.lane().id())
        .ifPresent(
            lane -> {
              if (receiver.isEmpty()) {
                lane.setHold(Lane.Hold.GONE);
              }
              Optional<Instant> again = left ? Optional.empty() : Optional.of(clock.now());
              fail(lane, run, message, attempt, again);
            });
    return left;
  }

  /**
   * Gives {@code message} up, which was refused once more: it becomes a dead letter, and the lane
   * goes on; but not where the driver is called in another way by now.
   *
   * @param cause why, for people
   * @return whether it was given up
   */
  public boolean died(LaneRun run, Message message, Attempt attempt, String cause) {
    if (!isCalledSo(run)) {
      return false;
    }
    bury(run, message, Optional.of(attempt), cause);
    return true;
  }

  /** Gives {@code message} up, which was not sent in time. */
  public void expired(LaneRun run, Message message, String cause) {
    bury(run, message, Optional.empty(), cause);
  }

  private void bury(LaneRun run, Message message, Optional<Attempt> attempt, String cause) {
    if (isThere(run.lane().id())) {
      // First, as everybody locks the stream before its lanes.
      events.dead(run.community(), run.lane(), message, cause);
      locked(run.claim(), run.lane().id())
          .ifPresent(
              lane ->
                  finish(
                      lane,
                      attempt
                          .map(last -> tried(lane, message, last))
                          .orElseGet(() -> current(lane, message, clock.now())),
                      DeliveryState.DEAD));
    }
  }

  /** Ends a replay before its time. */
  public void end(LaneRun run) {
    locked(run.claim(), run.lane().id()).ifPresent(entities::remove);
  }

  /**
   * Leaves the lane alone until {@code dueAt}; for ever, where that is absent. One that somebody
   * has woken since it was read goes on: the reason to rest may be gone.
   */
  public void rest(Claim claim, LaneSnapshot before, Optional<Instant> dueAt) {
    locked(claim, before.id())
        .filter(lane -> Optional.ofNullable(lane.getDueAt()).equals(before.dueAt()))
        .ifPresent(lane -> lane.setDueAt(dueAt.orElse(null)));
  }

  /** Stops the callbacks of a process, at the wish of their driver or of whoever asks for it. */
  public void hold(long id, Lane.Hold hold) {
    Optional.ofNullable(entities.find(Lane.class, id, LockModeType.PESSIMISTIC_WRITE))
        .ifPresent(
            lane -> {
              lane.setHold(hold);
              lane.setDueAt(
                  hold == null && lane.getNewest() > lane.getReached() ? clock.now() : null);
            });
  }

  private boolean isCalledSo(LaneRun run) {
    return receivers.revision(Targets.receiver(run.destination())) == run.target().revision();
  }

  private boolean isThere(long lane) {
    return !entities
        .createNativeQuery("SELECT 1 FROM lane WHERE id = ?1")
        .setParameter(1, lane)
        .getResultList()
        .isEmpty();
  }

  private Optional<Lane> locked(Claim claim, long id) {
    claims.fence(claim);
    return found(id);
  }

  private Optional<Lane> found(long id) {
    return Optional.ofNullable(entities.find(Lane.class, id, LockModeType.PESSIMISTIC_WRITE));
  }

  private Delivery tried(Lane lane, Message message, Attempt attempt) {
    Delivery delivery = current(lane, message, attempt.at());
    delivery.setTries(delivery.getTries() + 1);
    delivery.setAttempts(attempt.after(delivery.getAttempts()));
    delivery.setLastAt(attempt.at());
    return delivery;
  }

  /** Returns the delivery of {@code message}: the one that the lane waits for, or a new one. */
  private Delivery current(Lane lane, Message message, Instant at) {
    if (lane.getDeliveryId() != null) {
      Delivery waiting = entities.find(Delivery.class, lane.getDeliveryId());
      if (waiting != null && waiting.getSequence() == message.sequence()) {
        return waiting;
      }
      leaveBehind(waiting);
    }
    Delivery delivery = new Delivery();
    delivery.setLaneId(lane.getId());
    delivery.setDestination(lane.getDestination());
    delivery.setStream(lane.getStream());
    delivery.setReplay(lane.getReplay());
    delivery.setSequence(message.sequence());
    delivery.setMessageId(message.id());
    delivery.setTrace(message.trace().kept());
    delivery.setState(DeliveryState.RETRYING);
    delivery.setAttempts(Attempt.none());
    delivery.setFirstAt(at);
    delivery.setLastAt(at);
    entities.persist(delivery);
    return delivery;
  }

  private void finish(Lane lane, Delivery delivery, DeliveryState state) {
    delivery.setState(state);
    entities.flush();
    if (!lane.getReplay().isEmpty()) {
      // What has become of it now counts, not that it was a dead letter before.
      entities
          .createQuery(
              "DELETE FROM Delivery d WHERE d.stream = :stream AND d.sequence = :sequence"
                  + " AND d.destination = :destination AND d.state = :dead AND d.id <> :id")
          .setParameter("stream", lane.getStream())
          .setParameter("sequence", delivery.getSequence())
          .setParameter("destination", lane.getDestination())
          .setParameter("dead", DeliveryState.DEAD)
          .setParameter("id", delivery.getId())
          .executeUpdate();
    }
    lane.setSent(delivery.getSequence());
    reach(lane, delivery.getSequence());
  }

  private void reach(Lane lane, long sequence) {
    if (lane.getDeliveryId() != null) {
      leaveBehind(entities.find(Delivery.class, lane.getDeliveryId()));
    }
    lane.setDeliveryId(null);
    lane.setRefusedUntil(null);
    lane.setReached(sequence);
    lane.setDueAt(lane.getNewest() > sequence ? clock.now() : null);
    if (lane.getUntil() != null && sequence >= lane.getUntil()) {
      entities.remove(lane);
    }
  }

  /** Removes what is known of a message that the lane waited for, and that is not sent any more. */
  private void leaveBehind(Delivery waiting) {
    if (waiting != null && waiting.getState() == DeliveryState.RETRYING) {
      entities.remove(waiting);
    }
  }
}
