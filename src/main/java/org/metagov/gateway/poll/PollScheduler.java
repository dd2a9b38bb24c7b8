package org.metagov.gateway.poll;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.PluginShares;

/** Lets the plugin instances that are due ask for news. */
@Singleton
@Startup
@DependsOn({"StoreLifecycle", "GatewayStart"}) // Nothing is asked before the start's own checks.
@ManagedScheduledExecutorDefinition(
    name = PollScheduler.EXECUTOR,
    maxAsync = PollScheduler.WORKERS + 1)
public class PollScheduler {
  static final String EXECUTOR = "java:app/concurrent/polls";
  static final int WORKERS = 32;

  private static final int TICK_MILLIS = 500;

  @Inject private Catalog catalog;
  @Inject private PollService store;
  @Inject private PollWork polls;

  @Resource(lookup = EXECUTOR)
  private ManagedScheduledExecutorService executor;

  private ScheduledFuture<?> ticking;

  @PostConstruct
  void start() {
    List<PluginDescriptor> plugins =
        catalog.all().stream().filter(PluginDescriptor::polls).toList();
    PluginShares shares =
        new PluginShares(
            executor,
            WORKERS,
            this::due,
            id -> {
              polls.askIfDue(id);
              return false;
            });
    ticking =
        executor.scheduleWithFixedDelay(
            () -> shares.tick(plugins), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private List<Long> due(String plugin, int most) {
    store.fresh(plugin).forEach(id -> store.begin(plugin, id));
    return store.due(plugin, most);
  }

  @PreDestroy
  void stop() {
    ticking.cancel(false);
  }
}
