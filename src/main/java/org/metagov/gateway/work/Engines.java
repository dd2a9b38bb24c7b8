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
import org.metagov.gateway.background.BoundedThreads;
import org.metagov.gateway.background.WorkInHand;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.store.Node;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.StoreClock;

/** Runs an engine for each queue that there is. */
@Singleton
@Startup
@DependsOn({"StoreLifecycle", "GatewayStart"}) // No work before the start's own checks.
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED) // No transaction around any work.
@ManagedThreadFactoryDefinition(name = Engines.THREADS)
public class Engines {
  static final String THREADS = "java:app/concurrent/workers";

  private static final double NANOS = 1e9;

  @Inject @Any private Instance<Queue> queues;
  @Inject private Sql sql;
  @Inject private StoreClock clock;
  @Inject private Node node;
  @Inject private WorkInHand hand;
  @Inject private Claims claims;
  @Inject private QueueMetrics metrics;
  @Inject private Meters meters;
  @Inject private Vitals vitals;

  @Resource(lookup = THREADS)
  private ManagedThreadFactory threads;

  private final List<Engine> engines = new ArrayList<>();
  private final List<ExecutorService> workers = new ArrayList<>();

  @PostConstruct
  void start() {
    metrics.start();
    for (Queue queue : queues) {
      ExecutorService crew = BoundedThreads.of(threads, queue.places());
      String name = queue.table().name();
      QueueMeter meter = new QueueMeter(meters, name, queue.places());
      Engine engine =
          new Engine(new StoredQueue(queue, claims, sql, clock, node, hand, meter), crew);
      workers.add(crew);
      engines.add(engine);
      Thread looking = threads.newThread(engine::run);
      looking.setDaemon(true);
      looking.start();
      mind(name, looking, engine);
    }
  }

  private void mind(String name, Thread looking, Engine engine) {
    vitals.mind("engine of " + name, looking);
    vitals.mindLooks(name, engine::looked);
    meters.gauge(Metric.QUEUE_LOOKED, () -> (System.nanoTime() - engine.looked()) / NANOS, name);
  }

  @PreDestroy
  void stop() {
    vitals.letGo();
    engines.forEach(Engine::stop);
    workers.forEach(ExecutorService::shutdown);
  }
}
