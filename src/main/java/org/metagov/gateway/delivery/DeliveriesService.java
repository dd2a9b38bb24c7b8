package org.metagov.gateway.delivery;

import static jakarta.ejb.TransactionAttributeType.NOT_SUPPORTED;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.metagov.gateway.audit.Audit;
import org.metagov.gateway.driver.Attempt;
import org.metagov.gateway.driver.MessageSender;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.event.MessageService;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.key.Sight;
import org.metagov.gateway.lane.Lane;
import org.metagov.gateway.lane.LaneQueryService;
import org.metagov.gateway.lane.LaneService;
import org.metagov.gateway.lane.LaneSnapshot;
import org.metagov.gateway.lane.LaneWakeService;
import org.metagov.gateway.lane.ReplayBody.Pick;
import org.metagov.gateway.lane.ReplayBody.Range;
import org.metagov.gateway.lane.ReplayBody.Since;
import org.metagov.gateway.lane.ReplayService;
import org.metagov.gateway.lane.ReplayService.Replay;
import org.metagov.gateway.lane.SystemEvents;
import org.metagov.gateway.lane.Targets;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.receiver.ReceiverService;
import org.metagov.gateway.receiver.ReceiverSnapshot;
import org.metagov.gateway.receiver.ReceiverState;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.trace.CurrentTrace;

/** What drivers and operators do with what is on its way to them. */
@Stateless
@TransactionAttribute(NOT_SUPPORTED) // No transaction is open while a driver is called.
public class DeliveriesService {
  private static final int STREAMS_AT_ONCE = 200;

  @EJB private ReceiverService receivers;
  @EJB private LaneQueryService query;
  @EJB private LaneService lanes;
  @EJB private LaneWakeService wakes;
  @EJB private ReplayService replays;
  @EJB private MessageService messages;
  @Inject private MessageSender sender;
  @Inject private LaneQueue queue;
  @Inject private Settings settings;
  @Inject private StoreClock clock;
  @Inject private Sight sight;
  @Inject private Audit audit;

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
            .add("initiator", SystemEvents.initiator())
            .add("sequence", 0)
            .build();
    Message message =
        new Message(
            id, "", 0, Message.GATEWAY, "test", JsonText.write(body), now, CurrentTrace.get());
    return sender.send(Targets.of(receiver), message, OptionalLong.empty(), false);
  }

  /** Lets the receiver {@code name} wait; what comes in the meantime is kept. */
  public ReceiverSnapshot pause(String name) {
    return turn(name, ReceiverState.PAUSED);
  }

  /** Lets the receiver {@code name} go on, also one that was disabled or has answered 410. */
  public ReceiverSnapshot resume(String name) {
    return turn(name, ReceiverState.ACTIVE);
  }

  private ReceiverSnapshot turn(String name, ReceiverState state) {
    return Conflicts.retry(() -> receivers.turn(name, state));
  }

  /** Lets all that waits for {@code destination} be tried now. */
  public void wake(String destination) {
    Conflicts.run(() -> wakes.wake(destination));
  }

  /**
   * Sends messages again, in their order, besides what is on its way.
   *
   * @param stream where they stand; empty: in all that go there
   * @return {@code {"replay": <id>, "lanes": <how many streams they stand in>}}
   * @throws ProblemException 400 where a range holds none, 410 where they are no longer kept, 409
   *     where too many replays are going on
   */
  public JsonObject replay(String destination, Optional<StreamSnapshot> stream, Pick pick) {
    requireKept(stream, pick);
    replays.requirePlace(destination);
    Replay replay = new Replay(UUID.randomUUID().toString(), destination, pick);
    List<String> streams =
        stream
            .map(s -> List.of(s.name()))
            .orElseGet(() -> replays.streams(replay).stream().filter(this::isSeen).toList());
    int lanes = 0;
    for (int i = 0; i < streams.size(); i += STREAMS_AT_ONCE) {
      List<String> some = streams.subList(i, Math.min(streams.size(), i + STREAMS_AT_ONCE));
      lanes += Conflicts.retry(() -> replays.open(replay, some));
      queue.bell().ring();
    }
    return JsonText.object().add("replay", replay.id()).add("lanes", lanes).build();
  }

  private boolean isSeen(String stream) {
    return sight.limit().isEmpty()
        || messages.find(stream).filter(found -> sight.of(found.community())).isPresent();
  }

  private void requireKept(Optional<StreamSnapshot> stream, Pick pick) {
    if (pick instanceof Range range && stream.isPresent()) {
      List<Message> first = messages.after(stream.get().name(), range.from() - 1, 1);
      if (first.isEmpty()
          ? range.from() <= stream.get().newest()
          : first.get(0).sequence() > range.to()) {
        throw notKept();
      }
    } else if (pick instanceof Since since) {
      Instant now = clock.now();
      if (since.time().isBefore(now.minus(settings.get(Setting.EVENT_KEEP)))) {
        throw notKept();
      }
      if (since.time().isAfter(now)) {
        throw new ProblemException(ProblemType.INVALID, "'since' is still to come");
      }
    }
  }

  private static ProblemException notKept() {
    return new ProblemException(
        ProblemType.GONE, "These messages are no longer kept: see metagov.event.keep");
  }

  /**
   * Returns the stream {@code name}.
   *
   * @throws ProblemException 404 where there is none that the caller sees
   */
  public StreamSnapshot requireStream(String name) {
    return messages
        .find(name)
        .filter(found -> sight.of(found.community()))
        .orElseThrow(
            () -> new ProblemException(ProblemType.NOT_FOUND, "There are no messages yet"));
  }

  /**
   * Returns the lane of the callbacks of the process {@code id}, named {@code fullName}.
   *
   * @throws ProblemException 404 where none was ever written, or none that the caller sees
   */
  public LaneSnapshot requireCallbacks(String fullName, long id) {
    String stream = StreamSnapshot.ofProcess(id);
    messages.find(stream).ifPresent(found -> audit.about(found.community()));
    return messages
        .find(stream)
        .filter(found -> found.process().filter(fullName::equals).isPresent())
        .filter(found -> sight.of(found.community()) && sight.of(found.community(), begun(found)))
        .flatMap(found -> query.ofCallbacks(stream))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NOT_FOUND,
                    "Process '" + fullName + "' with id " + id + " has no callbacks"));
  }

  /** Ids are never given twice, names are: it may be of another community of the name. */
  private Instant begun(StreamSnapshot callbacks) {
    return messages.after(callbacks.name(), callbacks.purged(), 1).stream()
        .map(Message::writtenAt)
        .findFirst()
        .orElseGet(clock::now);
  }

  /** Stops the callbacks of {@code lane}, or lets them go on. */
  public void hold(LaneSnapshot lane, boolean hold) {
    Conflicts.run(() -> lanes.hold(lane.id(), hold ? Lane.Hold.PAUSED : null));
    queue.bell().ring();
  }
}
