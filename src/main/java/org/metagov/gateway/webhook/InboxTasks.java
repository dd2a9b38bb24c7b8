package org.metagov.gateway.webhook;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.List;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.PluginShares;

/**
 * Hands to workers what processes have to take in: what comes in on this node at once, all else in
 * a while.
 */
@ApplicationScoped
public class InboxTasks {
  @Inject private Catalog catalog;
  @Inject private InboxQueryService query;
  @Inject private InboxWork work;

  @Resource(lookup = InboxScheduler.EXECUTOR)
  private ManagedScheduledExecutorService executor;

  private PluginShares tasks;

  @PostConstruct
  void open() {
    tasks = new PluginShares(executor, InboxScheduler.WORKERS, query::processesDue, work::process);
  }

  /** There is something to take in, by a transaction of this node. */
  void kept(@Observes(during = TransactionPhase.AFTER_SUCCESS) WebhooksKept event) {
    event.processes().forEach(id -> tasks.offer(event.plugin(), id));
  }

  /** Looks for what is due: what is tried again, and what other nodes or an earlier run left. */
  public void look() {
    List<PluginDescriptor> plugins =
        catalog.all().stream().filter(p -> p.hooks() || p.hooksForAll()).toList();
    tasks.tick(plugins);
  }
}
