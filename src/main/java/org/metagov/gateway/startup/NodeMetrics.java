package org.metagov.gateway.startup;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.metagov.gateway.background.WorkInHand;
import org.metagov.gateway.database.StoreLifecycle;
import org.metagov.gateway.lease.Leases;
import org.metagov.gateway.metric.Meter;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.startup.PayaraServer.Pool;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.work.Claims;

/** What there is to tell of the node as a whole. */
@ApplicationScoped
public class NodeMetrics {
  @EJB private StoreLifecycle store;
  @Inject private Meters meters;
  @Inject private WorkInHand hand;
  @Inject private Leases leases;
  @Inject private Claims claims;

  /** Begins to tell it; {@code plugins} are those that there are. */
  void start(List<String> plugins) {
    meters.begin(plugins);
    meters.gauge(Metric.WORK_IN_HAND, hand::pieces);
    meters.gauge(Metric.LEASES, () -> leases.count() + claims.count());
    Optional<PayaraServer> server = PayaraServer.find();
    pool(server, Metric.POOL_CONNECTIONS, Pool::used, "used");
    pool(server, Metric.POOL_CONNECTIONS, Pool::free, "free");
    pool(server, Metric.POOL_MOST, Pool::most);
    pool(server, Metric.POOL_WAITING, Pool::waiting);
    Meter connections = meters.of(Metric.CONNECTIONS);
    store.tellOpened(opened -> connections.with(opened ? "done" : "failed").count());
    Conflicts.tell(meters.of(Metric.CONFLICTS)::count);
    store.tellUnreadable(table -> meters.of(Metric.UNREADABLE).with(table).count());
  }

  /** NaN where the server does not tell: nobody knows, which is not nothing. */
  private void pool(
      Optional<PayaraServer> server, Metric metric, ToIntFunction<Pool> what, String... values) {
    meters.gauge(
        metric,
        () ->
            server
                .flatMap(payara -> payara.pool(StoreLifecycle.DATA_SOURCE))
                .map(pool -> (double) what.applyAsInt(pool))
                .orElse(Double.NaN),
        values);
  }
}
