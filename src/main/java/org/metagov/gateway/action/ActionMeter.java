package org.metagov.gateway.action;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.function.Supplier;
import org.metagov.gateway.metric.Meter;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** Counts actions, by how they end. */
@ApplicationScoped
public class ActionMeter {
  private static final Map<ProblemType, String> RESULTS =
      Map.of(
          ProblemType.BUSY, "busy",
          ProblemType.INVALID, "refused",
          ProblemType.PLATFORM_FAILED, "platform_failed",
          ProblemType.PLATFORM_TIMEOUT, "platform_failed");

  @Inject private Meters meters;

  /** Returns what an action of {@code plugin} returns. */
  <T> T of(String plugin, Supplier<T> action) {
    Meter actions = meters.of(Metric.ACTIONS).with(plugin);
    String result = "failed";
    try {
      T done = action.get();
      result = "done";
      return done;
    } catch (ProblemException e) {
      result = RESULTS.getOrDefault(e.type(), "failed");
      throw e;
    } finally {
      actions.with(result).count();
    }
  }
}
