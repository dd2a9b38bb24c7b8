package org.metagov.gateway.lane;

import java.util.Optional;
import org.metagov.gateway.driver.Target;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.work.Claim;

/**
 * A lane that is being worked off.
 *
 * @param claim by which that is done
 * @param lane the lane as it was at the beginning
 * @param community whose messages these are
 * @param target where they go
 */
public record LaneRun(Claim claim, LaneSnapshot lane, String community, Target target) {
  public String destination() {
    return lane.destination();
  }

  /** Returns what is known of {@code message} from earlier tries. */
  public Optional<DeliverySnapshot> earlier(Message message) {
    return lane.blocked().filter(delivery -> delivery.sequence() == message.sequence());
  }

  /** Returns how often {@code message} was refused by whom it is sent to now. */
  public int refusals(Message message) {
    return earlier(message)
        .filter(delivery -> delivery.revision() == target.revision())
        .map(DeliverySnapshot::refusals)
        .orElse(0);
  }
}
