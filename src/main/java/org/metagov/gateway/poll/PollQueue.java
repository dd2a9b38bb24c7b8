package org.metagov.gateway.poll;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.background.Bell;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.community.CommunityWritten;
import org.metagov.gateway.instance.PlatformShares;
import org.metagov.gateway.store.PoolSize;
import org.metagov.gateway.work.Bulkhead;
import org.metagov.gateway.work.Claim;
import org.metagov.gateway.work.Due;
import org.metagov.gateway.work.Queue;
import org.metagov.gateway.work.QueueTable;

/** The plugin instances that wait to ask for news. */
@ApplicationScoped
public class PollQueue implements Queue {
  private static final QueueTable TABLE =
      new QueueTable(
          "plugin_poll", "instance_id", "next_poll_at", List.of("plugin", "instance_id"));

  private static final int PLACES = 32;
  private static final int PER_PLUGIN = 8;

  /** A server may hang under one token and answer under all others. */
  private static final int PER_PLATFORM = 4;

  /** To look for instances that were never asked means to look at all of them. */
  private static final long SELDOM_NANOS = Duration.ofMinutes(1).toNanos();

  private final Bell bell = new Bell();

  @Inject private Catalog catalog;
  @Inject private PlatformShares shares;
  @EJB private PollService store;
  @Inject private PollWork polls;
  @Inject private PoolSize pool;

  private volatile boolean changed = true;

  /** Used by one thread: that which looks. */
  private long looked;

  /** There may be an instance that was never asked. */
  void written(@Observes(during = TransactionPhase.AFTER_SUCCESS) CommunityWritten event) {
    changed = true;
    bell.ring();
  }

  /** Notes the instances that were never asked; those of other nodes, if they died, in a while. */
  @Override
  public void prepare() {
    if (changed || System.nanoTime() - looked >= SELDOM_NANOS) {
      looked = System.nanoTime();
      changed = false;
      try {
        polling().forEach(this::begin);
      } catch (RuntimeException | Error e) {
        changed = true;
        throw e;
      }
    }
  }

  private void begin(String plugin) {
    List<Long> fresh = store.fresh(plugin);
    fresh.forEach(id -> store.begin(plugin, id));
    // There may be more of them.
    changed |= !fresh.isEmpty();
  }

  private List<String> polling() {
    return catalog.names(PluginDescriptor::polls);
  }

  @Override
  public QueueTable table() {
    return TABLE;
  }

  @Override
  public Map<String, List<String>> only() {
    // Those of plugins that are off the guest list wait until they are on it again.
    return Map.of("plugin", polling());
  }

  @Override
  public int places() {
    return pool.share(PLACES);
  }

  @Override
  public List<Bulkhead> bulkheads(Due due) {
    String plugin = due.text("plugin");
    long instance = due.number("instance_id");
    return List.of(
        new Bulkhead("plugin/" + plugin, pool.shareAtMost(PER_PLUGIN), "plugin", plugin),
        new Bulkhead(
            "platform/" + shares.platform(instance),
            pool.shareAtMost(PER_PLATFORM),
            "instance_id",
            instance));
  }

  @Override
  public Bell bell() {
    return bell;
  }

  @Override
  public boolean work(Claim claim) {
    polls.askIfDue(claim);
    return false;
  }
}
