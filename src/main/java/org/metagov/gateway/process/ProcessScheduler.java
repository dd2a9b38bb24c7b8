package org.metagov.gateway.process;

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

/** Looks at the processes that are due. */
@Singleton
@Startup
@DependsOn({"StoreLifecycle", "GatewayStart"}) // Nothing is checked before the start's own checks.
@ManagedScheduledExecutorDefinition(
    name = ProcessScheduler.EXECUTOR,
    maxAsync = ProcessScheduler.WORKERS + 2)
public class ProcessScheduler {
  static final String EXECUTOR = "java:app/concurrent/processes";
  static final int WORKERS = 64;

  private static final int TICK_MILLIS = 250;

  @Inject private Catalog catalog;
  @Inject private ProcessQueryService store;
  @Inject private ProcessesService processes;

  @Resource(lookup = EXECUTOR)
  private ManagedScheduledExecutorService executor;

  private ScheduledFuture<?> ticking;

  @PostConstruct
  void start() {
    List<PluginDescriptor> plugins =
        catalog.all().stream().filter(plugin -> !plugin.processes().isEmpty()).toList();
    PluginShares shares =
        new PluginShares(
            executor,
            WORKERS,
            store::due,
            id -> {
              processes.lookIfDue(id);
              return false;
            });
    ticking =
        executor.scheduleWithFixedDelay(
            () -> shares.tick(plugins), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void stop() {
    ticking.cancel(false);
  }
}
