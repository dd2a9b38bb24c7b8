package org.metagov.gateway.lane;

import java.util.List;
import java.util.Optional;
import org.metagov.gateway.driver.Target;
import org.metagov.gateway.event.Message;

/**
 * All that the work on a lane begins with, as it stood at one moment.
 *
 * @param lane the lane
 * @param community whose messages these are
 * @param target where they go; empty where nothing is to be sent
 * @param down whether the destination is known to be down
 * @param batch the next messages, those that are not for the target included
 */
public record LaneBeginning(
    LaneSnapshot lane,
    String community,
    Optional<Target> target,
    boolean down,
    List<Message> batch) {
  /** Returns whether there may be more than the batch, of which {@code most} were asked for. */
  public boolean isPart(int most) {
    long last = batch.isEmpty() ? lane.reached() : batch.get(batch.size() - 1).sequence();
    return batch.size() == most || (!batch.isEmpty() && last < lane.newest());
  }
}
