package org.metagov.gateway.delivery;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.event.MessageService;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.store.StoreClock;

/** Reads what the work on a lane begins with, in one transaction: each of its own costs more. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class LaneBeginningService {
  @Inject private LaneQueryService lanes;
  @Inject private MessageService messages;
  @Inject private Targets targets;
  @Inject private DestinationService destinations;
  @Inject private StoreClock clock;

  /** Returns the lane {@code id} with its next messages, {@code most} at most, if it is due. */
  public Optional<LaneBeginning> due(long id, int most) {
    return lanes.find(id).filter(this::isDue).map(lane -> beginning(lane, most));
  }

  private boolean isDue(LaneSnapshot lane) {
    return lane.dueAt().isPresent() && !lane.dueAt().get().isAfter(clock.now());
  }

  private LaneBeginning beginning(LaneSnapshot lane, int most) {
    Optional<StreamSnapshot> stream = messages.find(lane.stream());
    Optional<Target> target = stream.flatMap(s -> targets.find(lane, s)).filter(Target::open);
    return new LaneBeginning(
        lane,
        stream.map(StreamSnapshot::community).orElse(""),
        target,
        target.isPresent() && destinations.find(lane.destination()).isPresent(),
        target.isPresent() ? batch(lane, most) : List.of());
  }

  private List<Message> batch(LaneSnapshot lane, int most) {
    if (lane.picks().isPresent()) {
      return messages.at(lane.stream(), lanes.deadAfter(lane, most));
    }
    return messages.after(lane.stream(), lane.reached(), most).stream()
        .filter(message -> lane.until().filter(until -> message.sequence() > until).isEmpty())
        .toList();
  }
}
