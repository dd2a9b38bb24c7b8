package org.example.harness.clock;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Duration;
import java.time.Instant;
import org.metagov.gateway.store.StoreClock;

/** The store's clock, moved on. */
@Alternative
@Priority(1)
@ApplicationScoped
public class MovableClock extends StoreClock {
  private static volatile Duration moved = Duration.ZERO;

  static synchronized void move(Duration time) {
    moved = moved.plus(time);
  }

  @Override
  public Instant now() {
    return super.now().plus(moved);
  }
}
