package org.metagov.gateway.startup;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.admission.AccessPolicy;
import org.metagov.gateway.admission.Listeners;
import org.metagov.gateway.auth.UsedStateService;
import org.metagov.gateway.background.Chore;
import org.metagov.gateway.background.Upkeep;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.credential.Credentials;
import org.metagov.gateway.database.StoreLifecycle;
import org.metagov.gateway.idempotency.IdempotencyService;
import org.metagov.gateway.key.DriverKeyService;
import org.metagov.gateway.lease.LeaseService;
import org.metagov.gateway.outbound.AddressGuard;
import org.metagov.gateway.receiver.DefaultReceiver;
import org.metagov.gateway.settings.DeploymentWatch;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.settings.StartFailure;

/** Checks everything that can be checked before the first call, then begins the regular work. */
@Singleton
@Startup
@DependsOn("StoreLifecycle") // The store opens before this, and closes after it.
@ManagedScheduledExecutorDefinition(name = GatewayStart.EXECUTOR, maxAsync = 2)
public class GatewayStart {
  static final String EXECUTOR = "java:app/concurrent/housekeeping";

  private static final Logger LOG = Logger.getLogger(GatewayStart.class.getName());
  private static final int KEYS_MINUTES = 10;
  private static final int LEASES_MINUTES = 1;
  private static final int CREDENTIALS_SECONDS = 5;

  @EJB private StoreLifecycle store;
  @Inject private Settings settings;
  @Inject private AccessPolicy access;
  @Inject private Listeners listeners;
  @Inject private AddressGuard addresses;
  @Inject private Catalog catalog;
  @EJB private IdempotencyService keys;
  @EJB private DriverKeyService drivers;
  @EJB private LeaseService leases;
  @EJB private UsedStateService states;
  @Inject private Credentials credentials;
  @Inject private DefaultReceiver receiver;
  @Inject private StartState state;
  @Inject private NodeMetrics metrics;
  @Inject private PoolLimit pool;
  @Inject private LogLines lines;
  @Inject private Doors doors;
  @Inject private Upkeep rounds;

  @Resource(lookup = EXECUTOR)
  private ManagedScheduledExecutorService executor;

  private List<ScheduledFuture<?>> purging = List.of();

  @PostConstruct
  void start() {
    lines.open();
    try {
      // Beside all else that a start has to do.
      executor.execute(new OwnClasses(ours()));
      catalog.readSettings();
      for (PluginDescriptor plugin : catalog.all()) {
        settings.pluginServerUrl(plugin.name());
        settings.checkInterval(plugin.name());
        settings.callsPerMinute(plugin.name());
        settings.maxWebhookBody(plugin.name(), plugin.unsigned());
      }
      settings.unknown().forEach(name -> LOG.warning("There is no setting " + name));
      pool.set();
      metrics.start(catalog.all().stream().map(PluginDescriptor::name).toList());
      doors.look();
      doors.checkInternal();
      access.check(listeners.areReached());
      requireCallable();
      receiver.settle();
      doors.openWhenDeployed(executor, state::started);
      LOG.info("Plugins: " + String.join(", ", catalog.all().stream().map(p -> p.name()).toList()));
    } catch (RuntimeException e) {
      throw StartFailure.because(e);
    }
    purging =
        List.of(
            every(KEYS_MINUTES, "Old idempotency keys were not removed", () -> keys.purge() > 0),
            every(KEYS_MINUTES, "Old driver keys were not removed", () -> drivers.purge() > 0),
            every(KEYS_MINUTES, "Old authorizations were not forgotten", states::purge),
            every(LEASES_MINUTES, "Old leases were not removed", leases::purge),
            executor.scheduleWithFixedDelay(
                this::writeCredentials,
                CREDENTIALS_SECONDS,
                CREDENTIALS_SECONDS,
                TimeUnit.SECONDS));
    DeploymentWatch.end();
    executor.execute(new Announcement(store.place(), doors.internal()));
  }

  private List<Class<?>> ours() {
    return Stream.concat(
            Stream.<Class<?>>of(GatewayStart.class), catalog.all().stream().map(p -> p.type()))
        .toList();
  }

  /** Better no start than messages that are all given up. */
  private void requireCallable() {
    settings
        .find(Setting.RECEIVER_URL)
        .ifPresent(url -> addresses.require(Setting.RECEIVER_URL, HttpUrl.of(url)));
    for (PluginDescriptor plugin : catalog.all()) {
      settings
          .pluginServerUrl(plugin.name())
          .ifPresent(
              url ->
                  addresses.require(
                      Setting.pluginServerUrl(plugin.name()), HttpUrl.of(url.toString())));
    }
  }

  @PreDestroy
  void stop() {
    purging.forEach(it -> it.cancel(false));
    // The store is still open: it closes after this.
    writeCredentials();
    doors.forget();
    lines.close();
  }

  /** What a platform has given is nowhere else but in the memory of this node. */
  private void writeCredentials() {
    rounds.step(Chore.SECRETS, LOG, "Renewed credentials were not written", credentials::flush);
  }

  /** Removes what is old, as long as there {@code isMore} of it. */
  private ScheduledFuture<?> every(int minutes, String failure, BooleanSupplier isMore) {
    Runnable purge =
        () -> {
          while (isMore.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
            LOG.fine("There is more that is old");
          }
        };
    // One that throws would be the last.
    Runnable guarded = () -> rounds.step(Chore.KEYS, LOG, failure, purge);
    return executor.scheduleWithFixedDelay(guarded, minutes, minutes, TimeUnit.MINUTES);
  }
}
