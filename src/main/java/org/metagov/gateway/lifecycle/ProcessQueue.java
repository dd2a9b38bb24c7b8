package org.metagov.gateway.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.background.Bell;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.instance.PlatformShares;
import org.metagov.gateway.process.ProcessService;
import org.metagov.gateway.process.ProcessWakeService.ProcessesWoken;
import org.metagov.gateway.store.PoolSize;
import org.metagov.gateway.work.Bulkhead;
import org.metagov.gateway.work.Claim;
import org.metagov.gateway.work.Due;
import org.metagov.gateway.work.Queue;
import org.metagov.gateway.work.QueueTable;

/** The processes that wait to be looked at. */
@ApplicationScoped
public class ProcessQueue implements Queue {
  private static final int PLACES = 64;
  private static final int PER_PLUGIN = 16;

  /** A server may hang under one token and answer under all others. */
  private static final int PER_PLATFORM = 8;

  private final Bell bell = new Bell();

  @Inject private Catalog catalog;
  @Inject private PlatformShares shares;
  @Inject private ProcessLifecycle processes;
  @Inject private PoolSize pool;

  /** There are some to look at now, by a transaction of this node. */
  void woken(@Observes(during = TransactionPhase.AFTER_SUCCESS) ProcessesWoken event) {
    bell.ring();
  }

  @Override
  public QueueTable table() {
    return ProcessService.QUEUE;
  }

  @Override
  public Map<String, List<String>> only() {
    // Those of plugins that are off the guest list wait until they are on it again.
    return Map.of("plugin", catalog.names(plugin -> !plugin.processes().isEmpty()));
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
    processes.lookIfDue(claim);
    return false;
  }
}
