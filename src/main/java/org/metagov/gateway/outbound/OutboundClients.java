package org.metagov.gateway.outbound;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/** Makes the clients through which calls leave, and closes connections they do not use. */
@ApplicationScoped
@ManagedScheduledExecutorDefinition(name = OutboundClients.EXECUTOR, maxAsync = 1)
public class OutboundClients {
  static final String EXECUTOR = "java:app/concurrent/connections";

  private static final Logger LOG = Logger.getLogger(OutboundClients.class.getName());
  private static final int SECONDS_BETWEEN = 10;

  @Inject private Settings settings;
  @Inject private AddressGuard guard;

  @Resource(lookup = EXECUTOR)
  private ManagedScheduledExecutorService executor;

  private final List<OutboundClient> open = new CopyOnWriteArrayList<>();
  private ScheduledFuture<?> tidying;

  @PostConstruct
  void begin() {
    tidying =
        executor.scheduleWithFixedDelay(
            this::tidy, SECONDS_BETWEEN, SECONDS_BETWEEN, TimeUnit.SECONDS);
  }

  @PreDestroy
  void end() {
    tidying.cancel(false);
  }

  /** Returns a client with connections of its own; whoever opens it closes it. */
  OutboundClient open() {
    try {
      OutboundClient client =
          new OutboundClient(
              guard, settings.get(Setting.OUTBOUND_CONNECT_TIMEOUT), SSLContext.getDefault());
      open.add(client);
      return client;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  private void tidy() {
    try {
      open.forEach(OutboundClient::tidy);
    } catch (RuntimeException e) {
      // The next run tries again; one that throws would be the last.
      LOG.log(Level.WARNING, "Unused connections were not closed", e);
    }
  }
}
