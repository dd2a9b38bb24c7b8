package org.metagov.gateway.overview;

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
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.metagov.gateway.background.Chore;
import org.metagov.gateway.background.Upkeep;
import org.metagov.gateway.store.Node;

/** Lets the other nodes know that this one is there; nothing but what people see goes by it. */
@Singleton
@Startup
@DependsOn({"StoreLifecycle", "GatewayStart"})
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED) // Single statements.
@ManagedScheduledExecutorDefinition(name = NodeBeat.EXECUTOR, maxAsync = 1)
public class NodeBeat {
  static final String EXECUTOR = "java:app/concurrent/node";

  /** A node that is well is seen this often. */
  static final Duration BEAT = Duration.ofSeconds(10);

  /** By then the WAR is deployed, and says which version it is. */
  private static final Duration FIRST = Duration.ofSeconds(2);

  private static final Logger LOG = Logger.getLogger(NodeBeat.class.getName());

  @Inject private Node node;
  @Inject private Nodes nodes;
  @Inject private Upkeep rounds;

  @Resource(lookup = EXECUTOR)
  private ManagedScheduledExecutorService executor;

  private Optional<ScheduledFuture<?>> beating = Optional.empty();

  @PostConstruct
  void start() {
    if (!node.isAlone()) {
      Runnable beat =
          () ->
              rounds.step(
                  Chore.NODES,
                  LOG,
                  "Other nodes were not told that this one is there",
                  nodes::beat);
      beating =
          Optional.of(
              executor.scheduleWithFixedDelay(
                  beat, FIRST.toSeconds(), BEAT.toSeconds(), TimeUnit.SECONDS));
    }
  }

  @PreDestroy
  void stop() {
    beating.ifPresent(
        beats -> {
          beats.cancel(false);
          rounds.step(
              Chore.NODES, LOG, "Other nodes were not told that this one stops", nodes::leave);
        });
  }
}
