package org.metagov.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private final List<String> called = new ArrayList<>();

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
    Retention.purge(new Failing());
    assertThat(called).containsExactly("delivered", "dead", "dead", "messages", "ended", "ended");
  }
}
