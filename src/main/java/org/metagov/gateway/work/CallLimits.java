package org.metagov.gateway.work;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/**
 * Keeps one plugin, or one platform that hangs, from taking all threads: a bounded number of calls
 * run, a bounded number wait for a bounded time, the rest is told to come again.
 */
@ApplicationScoped
public class CallLimits {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** How many strangers may wait for their turn, over all plugins. */
  private static final int STRANGERS_WAITING = 32;

  @Inject private Settings settings;
  @Inject private Meters meters;

  private Turns drivers;
  private Turns strangers;

  @PostConstruct
  void open() {
    Duration patience = settings.get(Setting.ACTION_MAX_WAIT);
    // One queue for all plugins: the threads that wait are those of the one server.
    drivers = new Turns(settings.get(Setting.ACTION_MAX_WAITING), patience);
    strangers = new Turns(STRANGERS_WAITING, patience);
  }

  /**
   * Runs {@code work} of a driver when it is its turn among the calls of {@code plugin}.
   *
   * @param platform what of the plugin may hang by itself: its server, under one token
   * @throws ProblemException 503, with nothing done, where it does not get its turn
   */
  public <T> T within(String plugin, String platform, Supplier<T> work) {
    return within(drivers, Setting.ACTION_MAX_RUNNING, plugin, platform, work);
  }

  /** As {@link #within}, for anybody: strangers have a share of their own, and take no driver's. */
  public <T> T forAnybody(String plugin, String platform, Supplier<T> work) {
    return within(strangers, Setting.ACTION_MAX_PUBLIC, plugin, platform, work);
  }

  private <T> T within(
      Turns turns, Setting<Integer> most, String plugin, String platform, Supplier<T> work) {
    int all = settings.get(most);
    List<Bulkhead> bulkheads =
        List.of(
            Bulkhead.of("plugin/" + plugin, all),
            // One that hangs leaves some to the others of its plugin.
            Bulkhead.of("platform/" + platform, all - all / 4));
    if (!turns.take(bulkheads)) {
      meters.of(Metric.LIMITS_REFUSED).with("calls_at_once").count();
      throw ProblemException.passing(
          ProblemType.BUSY, "Too many calls of plugin '" + plugin + "' are running", RETRY_AFTER);
    }
    try {
      return work.get();
    } finally {
      turns.release(bulkheads);
    }
  }
}
