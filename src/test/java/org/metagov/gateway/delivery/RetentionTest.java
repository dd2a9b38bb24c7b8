package org.metagov.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.background.Chore;
import org.metagov.gateway.background.Upkeep;
import org.metagov.gateway.lane.RetentionService;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.testing.TestMeters;

class RetentionTest {
  private final List<String> called = new ArrayList<>();
  private final TestMeters shown = new TestMeters();
  private final Upkeep rounds = new Upkeep(new Meters(shown));

  /** Removes something once, but of some things fails to. */
  private final class Failing extends RetentionService {
    private int once(String what) {
      called.add(what);
      return called.indexOf(what) == called.size() - 1 ? 1 : 0;
    }

    private int fail(String what) {
      called.add(what);
      throw new IllegalStateException(what);
    }

    @Override
    public int purgeDelivered() {
      return fail("delivered");
    }

    @Override
    public int purgeDead() {
      return once("dead");
    }

    @Override
    public int purgeMessages() {
      return fail("messages");
    }

    @Override
    public int purgeEnded() {
      return once("ended");
    }
  }

  @Test
  void whatCannotBeRemovedKeepsNothingElse() {
    Retention.purge(
        new Failing(),
        (failure, work) ->
            rounds.step(Chore.DELIVERIES, Logger.getAnonymousLogger(), failure, work));
    assertThat(called).containsExactly("delivered", "dead", "dead", "messages", "ended", "ended");
    assertThat(shown.count(Metric.UPKEEP_FAILED, "deliveries")).isEqualTo(3);
  }
}
