package org.metagov.gateway.delivery;

import static jakarta.ejb.TransactionAttributeType.NOT_SUPPORTED;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.event.MessageService;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.receiver.ReceiverService;
import org.metagov.gateway.receiver.ReceiverSnapshot;
import org.metagov.gateway.receiver.ReceiverState;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.StoreClock;

/** What drivers and operators do with what is on its way to them. */
@Stateless
@TransactionAttribute(NOT_SUPPORTED) // No transaction is open while a driver is called.
public class DeliveriesService {
  @Inject private ReceiverService receivers;
  @Inject private DestinationService destinations;
  @Inject private LaneQueryService query;
  @Inject private LaneService lanes;
  @Inject private LaneOpeningService opening;
  @Inject private MessageService messages;
  @Inject private MessageSender sender;
  @Inject private Nudges nudges;
  @Inject private StoreClock clock;

  /**
   * Sends one event to {@code receiver}, which stands in no log, and waits for the answer; whether
   * the receiver is active does not matter.
   */
  public Attempt test(ReceiverSnapshot receiver) {
    Instant now = clock.now();
    String id = "test_" + UUID.randomUUID();
    JsonObject body =
        JsonText.object()
            .add("id", id)
            .add("community", JsonValue.NULL)
            .add("source", Message.GATEWAY)
            .add("event_type", "test")
            .add("timestamp", BigDecimal.valueOf(now.toEpochMilli(), 3).toPlainString())
            .add("data", JsonText.object().add("receiver", receiver.name()))
            .add("initiator", LaneService.initiator())
            .add("sequence", 0)
            .build();
    Message message = new Message(id, "", 0, Message.GATEWAY, "test", JsonText.write(body), now);
    return sender.send(Targets.of(receiver), message, OptionalLong.empty(), false);
  }

  /** Lets the receiver {@code name} wait; what comes in the meantime is kept. */
  public ReceiverSnapshot pause(String name) {
    return turn(name, ReceiverState.PAUSED);
  }

  /** Lets the receiver {@code name} go on, also one that was disabled or has answered 410. */
  public ReceiverSnapshot resume(String name) {
    ReceiverSnapshot receiver = turn(name, ReceiverState.ACTIVE);
    wake(ReceiverSnapshot.destination(name));
    return receiver;
  }

  private ReceiverSnapshot turn(String name, ReceiverState state) {
    return Conflicts.retry(() -> receivers.turn(name, state));
  }

  /** Lets all that waits for {@code destination} be tried now. */
  public void wake(String destination) {
    Conflicts.run(() -> destinations.wake(destination));
    nudges.nudge();
  }

  /**
   * Sends messages again, in their order, besides what is on its way.
   *
   * @return the id of the replay
   * @throws ProblemException 400 where there are none, 410 where they are no longer kept
   */
  public String replay(StreamSnapshot stream, String destination, long from, long to) {
    List<Message> first = messages.after(stream.name(), from - 1, 1);
    if (first.isEmpty() ? from <= stream.newest() : first.get(0).sequence() > to) {
      throw new ProblemException(
          ProblemType.GONE, "These messages are no longer kept: see metagov.event.keep");
    }
    String replay = Conflicts.retry(() -> opening.replay(stream, destination, from, to));
    nudges.nudge();
    return replay;
  }

  /**
   * Returns the stream {@code name}.
   *
   * @throws ProblemException 404 where there is none
   */
  public StreamSnapshot requireStream(String name) {
    return messages
        .find(name)
        .orElseThrow(
            () -> new ProblemException(ProblemType.NOT_FOUND, "There are no messages yet"));
  }

  /**
   * Returns the lane of the callbacks of the process {@code id}, named {@code fullName}.
   *
   * @throws ProblemException 404 where none was ever written
   */
  public LaneSnapshot requireCallbacks(String fullName, long id) {
    String stream = StreamSnapshot.ofProcess(id);
    return messages
        .find(stream)
        .filter(found -> found.process().filter(fullName::equals).isPresent())
        .flatMap(found -> query.ofCallbacks(stream))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NOT_FOUND,
                    "Process '" + fullName + "' with id " + id + " has no callbacks"));
  }

  /** Stops the callbacks of {@code lane}, or lets them go on. */
  public void hold(LaneSnapshot lane, boolean hold) {
    Conflicts.run(() -> lanes.hold(lane.id(), hold ? Lane.Hold.PAUSED : null));
    nudges.nudge();
  }
}
