package org.metagov.gateway.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.logging.Logger;
import org.metagov.gateway.community.PluginLeaving;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.store.Conflicts;

/**
 * Counts what comes in at each address, in memory: strangers make as much as they like of it, and
 * nothing of a count may change an answer. What was counted is written down regularly.
 */
@ApplicationScoped
public class HookCounts {
  private static final Logger LOG = Logger.getLogger(HookCounts.class.getName());

  /** Only addresses that are there are counted; a store that is away must not let them pile up. */
  static final int MOST_ADDRESSES = 20_000;

  private static final int WRITTEN_AT_ONCE = 100;

  private final Map<Address, Counted> counts = new ConcurrentHashMap<>();

  /** Held while counts are on their way into the store, where each must be seen once. */
  private final ReentrantLock writing = new ReentrantLock();

  private final Written written;
  private final Meters meters;

  /** Where counts are written down: each call is one transaction. */
  @FunctionalInterface
  interface Written {
    void add(List<Map.Entry<Address, Counted>> counted);
  }

  /**
   * Where webhooks come in: at an instance of a community, or (no community, and 0) at a plugin's
   * one URL.
   */
  public record Address(String community, String plugin, long instanceId) {
    /** The one URL of {@code plugin} for all communities. */
    public static Address ofAll(String plugin) {
      return new Address("", plugin, 0);
    }
  }

  /** For the container's proxy only. */
  protected HookCounts() {
    written = null;
    meters = null;
  }

  @Inject
  public HookCounts(HookCountService service, Meters meters) {
    this((Written) service::add, meters);
  }

  /** As the other one, written down by {@code written}. */
  HookCounts(Written written, Meters meters) {
    this.written = written;
    this.meters = meters;
  }

  /** Counts a webhook that came in at {@code address}. */
  public void count(Address address, Counted.Kind kind, Instant at) {
    meters.of(Metric.WEBHOOKS).with(address.plugin()).with(kind.metricName()).count();
    add(address, Counted.one(kind, at));
  }

  /** Counts a webhook that was refused because of {@code reason}. */
  public void refuse(Address address, String reason, Instant at) {
    meters.of(Metric.WEBHOOKS).with(address.plugin()).with("refused").count();
    add(address, Counted.refusal(reason, at));
  }

  /** Counts a webhook that was kept, and turns out to be for nobody here. */
  public void passOver(Address address) {
    add(address, Counted.PASSED_OVER);
  }

  private void add(Address address, Counted more) {
    if (counts.size() < MOST_ADDRESSES || counts.containsKey(address)) {
      counts.merge(address, more, Counted::plus);
    }
  }

  /**
   * Writes down what was counted since the last time; what cannot be written is written next time.
   */
  public void flush() {
    writing.lock();
    try {
      List<Map.Entry<Address, Counted>> taken = take();
      for (int from = 0; from < taken.size(); from += WRITTEN_AT_ONCE) {
        int to = Math.min(from + WRITTEN_AT_ONCE, taken.size());
        write(taken.subList(from, to), taken.subList(from, taken.size()));
      }
    } finally {
      writing.unlock();
    }
  }

  private void write(
      List<Map.Entry<Address, Counted>> some, List<Map.Entry<Address, Counted>> notYet) {
    try {
      Conflicts.retryInsert(
          () -> {
            written.add(some);
            return null;
          });
    } catch (RuntimeException | Error e) {
      notYet.forEach(entry -> counts.merge(entry.getKey(), entry.getValue(), Counted::plus));
      LOG.fine("What was counted is written down later");
      throw e;
    }
  }

  /** In one order, so that two nodes do not wait for each other. */
  private List<Map.Entry<Address, Counted>> take() {
    List<Map.Entry<Address, Counted>> taken = new ArrayList<>();
    for (Address address : List.copyOf(counts.keySet())) {
      Counted counted = counts.remove(address);
      if (counted != null) {
        taken.add(Map.entry(address, counted));
      }
    }
    taken.sort(
        Comparator.comparing((Map.Entry<Address, Counted> entry) -> entry.getKey().community())
            .thenComparing(entry -> entry.getKey().plugin())
            .thenComparing(entry -> entry.getKey().instanceId()));
    return taken;
  }

  /**
   * Returns what {@code reading} makes of what was counted at each address and is not written down
   * yet.
   */
  public <T> T with(Function<Function<Address, Counted>, T> reading) {
    writing.lock();
    try {
      return reading.apply(address -> counts.getOrDefault(address, Counted.NOTHING));
    } finally {
      writing.unlock();
    }
  }

  /** A plugin was disabled: what was counted goes with it. */
  void left(@Observes(during = TransactionPhase.AFTER_SUCCESS) PluginLeaving leaving) {
    counts.remove(new Address(leaving.community(), leaving.plugin(), leaving.instanceId()));
  }
}
