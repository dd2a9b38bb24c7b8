package org.metagov.gateway.rotation;

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
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.metagov.gateway.background.Chore;
import org.metagov.gateway.background.Upkeep;

/** Looks every few seconds which keys there are, and goes on where one is being replaced. */
@Singleton
@Startup
@DependsOn({"StoreLifecycle", "GatewayStart"})
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED) // Many small transactions of its own.
@ManagedScheduledExecutorDefinition(name = RotationScheduler.EXECUTOR, maxAsync = 1)
public class RotationScheduler {
  static final String EXECUTOR = "java:app/concurrent/rotation";

  private static final Logger LOG = Logger.getLogger(RotationScheduler.class.getName());
  private static final int LOOK_SECONDS = 3;

  @Inject private KeyRotation rotation;
  @Inject private Upkeep rounds;

  @Resource(lookup = EXECUTOR)
  private ManagedScheduledExecutorService executor;

  private ScheduledFuture<?> looking;
  private volatile boolean stopping;

  @PostConstruct
  void start() {
    looking =
        executor.scheduleWithFixedDelay(this::goOn, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  @PreDestroy
  void stop() {
    stopping = true;
    looking.cancel(false);
  }

  private void goOn() {
    // The next run goes on where this one was; one that throws would be the last.
    rounds.step(
        Chore.SECRETS, LOG, "Secrets were not sealed anew", () -> rotation.goOn(() -> !stopping));
  }
}
