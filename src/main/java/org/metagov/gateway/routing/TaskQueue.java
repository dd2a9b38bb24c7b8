package org.metagov.gateway.routing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.background.Bell;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.inbox.WebhooksKept;
import org.metagov.gateway.instance.PlatformShares;
import org.metagov.gateway.store.PoolSize;
import org.metagov.gateway.work.Bulkhead;
import org.metagov.gateway.work.Claim;
import org.metagov.gateway.work.Due;
import org.metagov.gateway.work.Queue;
import org.metagov.gateway.work.QueueTable;

/** What processes have still to take in. All that waits for one process is done by one worker. */
@ApplicationScoped
public class TaskQueue implements Queue {
  private static final String PLUGIN = "plugin";
  private static final String INSTANCE = "instance_id";
  private static final String PROCESS = "process_id";

  private static final QueueTable TABLE =
      new QueueTable("inbox_task", "id", "due_at", List.of(PLUGIN, INSTANCE, PROCESS));

  private static final int PLACES = 24;
  private static final int PER_PLUGIN = 16;

  /** A server may hang under one token and answer under all others. */
  private static final int PER_PLATFORM = 8;

  private final Bell bell = new Bell();

  @Inject private Catalog catalog;
  @Inject private PlatformShares shares;
  @Inject private InboxWork inbox;
  @Inject private PoolSize pool;

  /** There is something to take in, by a transaction of this node. */
  void kept(@Observes(during = TransactionPhase.AFTER_SUCCESS) WebhooksKept event) {
    if (!event.processes().isEmpty()) {
      bell.ring();
    }
  }

  @Override
  public QueueTable table() {
    return TABLE;
  }

  @Override
  public Map<String, List<String>> only() {
    // Those of plugins that are off the guest list wait until they are on it again.
    return Map.of(PLUGIN, catalog.names(PluginDescriptor::takesWebhooks));
  }

  @Override
  public int places() {
    return pool.share(PLACES);
  }

  @Override
  public List<Bulkhead> bulkheads(Due due) {
    String plugin = due.text(PLUGIN);
    long instance = due.number(INSTANCE);
    long process = due.number(PROCESS);
    return List.of(
        new Bulkhead("plugin/" + plugin, pool.shareAtMost(PER_PLUGIN), PLUGIN, plugin),
        new Bulkhead(
            "platform/" + shares.platform(instance),
            pool.shareAtMost(PER_PLATFORM),
            INSTANCE,
            instance),
        new Bulkhead("process/" + process, 1, PROCESS, process));
  }

  @Override
  public Bell bell() {
    return bell;
  }

  @Override
  public boolean work(Claim claim) {
    return inbox.task(claim.id());
  }
}
