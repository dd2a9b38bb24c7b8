package org.metagov.gateway.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.function.Supplier;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.store.StoreUnavailable;

/**
 * Counts, for {@code /metrics}, the webhooks that nobody has judged: because there is no room, no
 * database, or nobody that takes them. Those that a plugin has refused are counted where it does.
 */
@ApplicationScoped
public class HookFailures {
  /** What is counted of plugins that there are not. */
  private static final String NO_PLUGIN = "none";

  private static final Map<ProblemType, String> RESULTS =
      Map.of(
          ProblemType.NOT_FOUND, "nobody",
          ProblemType.BUSY, "full",
          ProblemType.RATE_LIMITED, "limited",
          ProblemType.UNAVAILABLE, "unavailable",
          ProblemType.INTERNAL, "failed");

  @Inject private Catalog catalog;
  @Inject private Meters meters;

  /** Returns what {@code taking} a webhook for {@code plugin} returns. */
  <T> T counted(String plugin, Supplier<T> taking) {
    try {
      return taking.get();
    } catch (RuntimeException e) {
      String result = RESULTS.get(type(e));
      if (result != null) {
        meters
            .of(Metric.WEBHOOKS)
            .with(catalog.find(plugin).isPresent() ? plugin : NO_PLUGIN)
            .with(result)
            .count();
      }
      throw e;
    }
  }

  private static ProblemType type(RuntimeException failure) {
    return failure instanceof ProblemException problem
        ? problem.type()
        : StoreUnavailable.in(failure).map(ProblemException::type).orElse(ProblemType.INTERNAL);
  }
}
