package org.metagov.gateway.setup;

import java.time.Instant;
import java.util.Collection;
import java.util.function.Function;

/**
 * Lets what people did count before the plugin that they did it with is disabled. What that is is
 * known above this room: so it is asked by this.
 */
public interface Departures {
  /**
   * Does {@code write}, which removes {@code instances}, once what came in before is taken in, or
   * was waited for long enough. If that fails, they stay, and those who take part are told so.
   *
   * @param write given since when they leave: what came later was told to come too late
   */
  <T> T leaving(Collection<Long> instances, Function<Instant, T> write);
}
