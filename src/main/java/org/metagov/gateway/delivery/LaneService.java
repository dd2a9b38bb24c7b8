package org.metagov.gateway.delivery;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.metagov.gateway.catalog.Emitted;
import org.metagov.gateway.event.EventLogService;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.event.MessageStream;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.store.Lease;
import org.metagov.gateway.store.LeaseService;
import org.metagov.gateway.store.StoreClock;

/**
 * Records what becomes of messages: each call is one transaction, and writes nothing where the
 * lease of the lane was lost or the lane is gone.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class LaneService {
  /** The gateway's own event that tells of a dead letter. */
  static final String DELIVERY_DEAD = "delivery_dead";

  @PersistenceContext private EntityManager entities;
  @Inject private LeaseService leases;
  @Inject private StoreClock clock;
  @Inject private EventLogService log;

  /** Notes that the messages up to {@code reached} are not for this lane's destination. */
  public void pass(Lease lease, long id, long reached) {
    locked(lease, id).ifPresent(lane -> reach(lane, reached));
  }

  /** Notes that the driver has {@code message}. */
  public void delivered(Lease lease, long id, Message message, Attempt attempt) {
    locked(lease, id)
        .ifPresent(
            lane -> {
              tried(lane, message, attempt).setState(DeliveryState.DELIVERED);
              finish(lane, message);
            });
  }

  /**
   * Notes that the driver does not have {@code message} yet.
   *
   * @param dueAt when to try again; absent: not before somebody wakes the lane
   */
  public void failed(
      Lease lease, long id, Message message, Attempt attempt, Optional<Instant> dueAt) {
    locked(lease, id)
        .ifPresent(
            lane -> {
              Delivery delivery = tried(lane, message, attempt);
              boolean refused =
                  attempt.verdict() == Verdict.REFUSED || attempt.verdict() == Verdict.BROKEN;
              if (refused) {
                delivery.setRefusals(delivery.getRefusals() + 1);
              }
              entities.flush();
              lane.setDeliveryId(delivery.getId());
              lane.setRefusedUntil(refused ? dueAt.orElse(null) : null);
              lane.setDueAt(dueAt.orElse(null));
            });
  }

  /**
   * Gives {@code message} up: it becomes a dead letter, and the lane goes on.
   *
   * @param attempt the last try, if there was one
   * @param cause why, for people
   */
  public void died(
      Lease lease, LaneSnapshot before, Message message, Optional<Attempt> attempt, String cause) {
    leases.fence(lease);
    if (entities.find(Lane.class, before.id()) == null) {
      return;
    }
    // First, as everybody locks the stream before its lanes.
    announce(before, message, cause);
    locked(lease, before.id())
        .ifPresent(
            lane -> {
              Delivery delivery =
                  attempt
                      .map(last -> tried(lane, message, last))
                      .orElseGet(() -> current(lane, message, clock.now()));
              delivery.setState(DeliveryState.DEAD);
              finish(lane, message);
            });
  }

  /**
   * Leaves the lane alone until {@code dueAt}; for ever, where that is absent. One that somebody
   * has woken since it was read goes on: the reason to rest may be gone.
   */
  public void rest(Lease lease, LaneSnapshot before, Optional<Instant> dueAt) {
    locked(lease, before.id())
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

  private Optional<Lane> locked(Lease lease, long id) {
    leases.fence(lease);
    Lane lane = entities.find(Lane.class, id);
    if (lane != null) {
      entities.refresh(lane, LockModeType.PESSIMISTIC_WRITE);
    }
    return Optional.ofNullable(lane);
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
    }
    Delivery delivery = new Delivery();
    delivery.setLaneId(lane.getId());
    delivery.setDestination(lane.getDestination());
    delivery.setStream(lane.getStream());
    delivery.setReplay(lane.getReplay());
    delivery.setSequence(message.sequence());
    delivery.setMessageId(message.id());
    delivery.setState(DeliveryState.RETRYING);
    delivery.setAttempts(Attempt.none());
    delivery.setFirstAt(at);
    delivery.setLastAt(at);
    entities.persist(delivery);
    return delivery;
  }

  private void finish(Lane lane, Message message) {
    lane.setSent(message.sequence());
    lane.setDeliveryId(null);
    lane.setRefusedUntil(null);
    reach(lane, message.sequence());
  }

  private void reach(Lane lane, long sequence) {
    lane.setReached(sequence);
    lane.setDueAt(lane.getNewest() > sequence ? clock.now() : null);
    if (lane.getUntil() != null && sequence >= lane.getUntil()) {
      entities.remove(lane);
    }
  }

  private void announce(LaneSnapshot lane, Message message, String cause) {
    if (message.source().equals(Message.GATEWAY)) {
      // One that tells of another one's end never begets a third.
      return;
    }
    String work = lane.destination() + " " + message.id() + " " + lane.replay();
    String community =
        Optional.ofNullable(entities.find(MessageStream.class, message.stream()))
            .orElseThrow()
            .getCommunity();
    log.append(
        community,
        Message.GATEWAY,
        UUID.nameUUIDFromBytes(work.getBytes(StandardCharsets.UTF_8)).toString(),
        List.of(
            new Emitted(
                DELIVERY_DEAD,
                JsonText.object()
                    .add("destination", lane.destination())
                    .add("stream", message.stream())
                    .add("sequence", message.sequence())
                    .add("message_id", message.id())
                    .add("event_type", message.eventType())
                    .add("cause", cause)
                    .build(),
                initiator())));
  }

  /** Returns who causes the gateway's own events. */
  static JsonValue initiator() {
    return JsonText.object()
        .add("user_id", Message.GATEWAY)
        .add("provider", Message.GATEWAY)
        .build();
  }
}
