package org.metagov.gateway.testing;

import java.util.stream.Stream;
import org.metagov.gateway.metric.Metric;

/** What a gateway shows of itself to whoever watches it. */
public final class Shown {
  private Shown() {}

  /** Returns the lines of {@code /metrics} that are the gateway's own. */
  public static Stream<String> lines(Api api) {
    Api.Reply reply = api.get("/metrics?scope=application");
    if (reply.status() != 200) {
      throw new AssertionError(reply.text());
    }
    return reply.text().lines();
  }

  /** Returns what the numbers of {@code metric} make together that have these labels. */
  public static double sum(Api api, Metric metric, String... labels) {
    return lines(api)
        .filter(line -> line.startsWith(metric.shownName() + "{"))
        .filter(line -> Stream.of(labels).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
