package org.metagov.gateway.work;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.metagov.gateway.store.BoundedThreads;
import org.metagov.gateway.store.Node;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.store.WorkInHand;

/** Runs an engine for each queue that there is. */
@Singleton
@Startup
@DependsOn({"StoreLifecycle", "GatewayStart"}) // No work before the start's own checks.
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED) // No transaction around any work.
@ManagedThreadFactoryDefinition(name = Engines.THREADS)
public class Engines {
  static final String THREADS = "java:app/concurrent/workers";

  @Inject @Any private Instance<Queue> queues;
  @Inject private Sql sql;
  @Inject private StoreClock clock;
  @Inject private Node node;
  @Inject private WorkInHand hand;
  @Inject private Claims claims;
  @Inject private QueueMetrics metrics;

  @Resource(lookup = THREADS)
  private ManagedThreadFactory threads;

  private final List<Engine> engines = new ArrayList<>();
  private final List<ExecutorService> workers = new ArrayList<>();

  @PostConstruct
  void start() {
    metrics.start();
    for (Queue queue : queues) {
      ExecutorService crew = BoundedThreads.of(threads, queue.places());
      Engine engine = new Engine(new StoredQueue(queue, claims, sql, clock, node, hand), crew);
      workers.add(crew);
      engines.add(engine);
      Thread looking = threads.newThread(engine::run);
      looking.setDaemon(true);
      looking.start();
    }
  }

  @PreDestroy
  void stop() {
    engines.forEach(Engine::stop);
    workers.forEach(ExecutorService::shutdown);
  }
}
