package org.metagov.gateway.lane;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.driver.Target;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.event.MessageRows;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.work.Claim;

/**
 * Reads what the work on a lane begins with, over one connection and in no transaction: nobody else
 * works on the lane meanwhile.
 */
@ApplicationScoped
public class LaneReading {
  @Inject private Sql sql;
  @EJB private LaneQueryService lanes;
  @Inject private Targets targets;
  @Inject private StoreClock clock;

  /** A lane that is due, with its next messages, where those can be told by their numbers. */
  private record Due(LaneRows.Found found, List<Message> next) {}

  /** Returns the lane {@code id} with its next messages, {@code most} at most, if it is due. */
  public Optional<LaneBeginning> due(long id, int most) {
    return sql.with(
            all ->
                LaneRows.find(all, id)
                    .filter(found -> isDue(found.lane()))
                    .map(found -> new Due(found, next(all, found.lane(), most))))
        .map(due -> beginning(due, most));
  }

  private static List<Message> next(Statements all, LaneSnapshot lane, int most) {
    return lane.picks().isPresent()
        ? List.of()
        : MessageRows.after(all, lane.stream(), lane.reached(), most).stream()
            .filter(message -> lane.until().filter(until -> message.sequence() > until).isEmpty())
            .toList();
  }

  /**
   * Returns the work on the lane {@code id} under {@code claim}, if it is there and has a target.
   */
  public Optional<LaneRun> run(Claim claim, long id) {
    return sql.with(all -> LaneRows.find(all, id))
        .flatMap(
            found ->
                found.stream()
                    .flatMap(
                        stream ->
                            targets
                                .find(found.lane(), stream, found.receiver())
                                .map(
                                    target ->
                                        new LaneRun(
                                            claim, found.lane(), stream.community(), target))));
  }

  private boolean isDue(LaneSnapshot lane) {
    return lane.dueAt().isPresent() && !lane.dueAt().get().isAfter(clock.now());
  }

  private LaneBeginning beginning(Due due, int most) {
    LaneRows.Found found = due.found();
    LaneSnapshot lane = found.lane();
    Optional<Target> target =
        found.stream()
            .flatMap(stream -> targets.find(lane, stream, found.receiver()))
            .filter(Target::open);
    return new LaneBeginning(
        lane,
        found.stream().map(StreamSnapshot::community).orElse(""),
        target,
        target.isPresent() && found.down(),
        target.isPresent() ? batch(due, most) : List.of());
  }

  private List<Message> batch(Due due, int most) {
    LaneSnapshot lane = due.found().lane();
    if (lane.picks().isEmpty()) {
      return due.next();
    }
    List<Long> dead = lanes.deadAfter(lane, most);
    return sql.with(all -> MessageRows.at(all, lane.stream(), dead));
  }
}
