package org.metagov.gateway.routing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.metagov.gateway.background.Bell;
import org.metagov.gateway.background.CrowdPace;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.inbox.InboxQuery;
import org.metagov.gateway.inbox.OpenLane;
import org.metagov.gateway.inbox.WebhooksKept;
import org.metagov.gateway.store.PoolSize;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.webhook.InboxWriter;
import org.metagov.gateway.work.Bulkhead;
import org.metagov.gateway.work.Claim;
import org.metagov.gateway.work.Due;
import org.metagov.gateway.work.Queue;
import org.metagov.gateway.work.QueueTable;

/** The lanes of the inbox. One community that is flooded takes some of the places, and no more. */
@ApplicationScoped
public class InboxQueue implements Queue {
  private static final QueueTable TABLE =
      new QueueTable("inbox_lane", "id", "due_at", List.of("plugin", "instance_id"));

  private static final int PLACES = 24;
  private static final int PER_PLUGIN = 16;
  private static final int PER_INSTANCE = 4;

  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Bell bell = new Bell();
  private static final Duration SHORTEST_REST = Duration.ofMillis(200);
  private static final Duration LONGEST_REST = Duration.ofMillis(500);

  private final CrowdPace pace = CrowdPace.of(SHORTEST_REST, LONGEST_REST);

  /** How many lanes of a crowd rest or are worked on. */
  private final AtomicInteger crowded = new AtomicInteger();

  @Inject private Catalog catalog;
  @Inject private InboxWriter writer;
  @Inject private InboxWork inbox;
  @Inject private InboxQuery query;
  @Inject private StoreClock clock;
  @Inject private PoolSize pool;

  /** Something is in the inbox, by a transaction of this node. */
  void kept(@Observes(during = TransactionPhase.AFTER_SUCCESS) WebhooksKept event) {
    if (!event.lanes().isEmpty()) {
      bell.ring();
    }
  }

  @Override
  public QueueTable table() {
    return TABLE;
  }

  @Override
  public Map<String, List<String>> only() {
    // Those of plugins that are off the guest list wait until they are on it again.
    return Map.of("plugin", catalog.names(PluginDescriptor::takesWebhooks));
  }

  @Override
  public int places() {
    return pool.share(PLACES);
  }

  @Override
  public List<Bulkhead> bulkheads(Due due) {
    String plugin = due.text("plugin");
    long instance = due.number("instance_id");
    return List.of(
        new Bulkhead("plugin/" + plugin, pool.shareAtMost(PER_PLUGIN), "plugin", plugin),
        new Bulkhead(
            "instance/" + instance, pool.shareAtMost(PER_INSTANCE), "instance_id", instance));
  }

  @Override
  public Bell bell() {
    return bell;
  }

  @Override
  public boolean work(Claim claim) {
    if (!writer.isCrowded()) {
      return inbox.lane(claim);
    }
    crowded.incrementAndGet();
    try {
      query.open(claim.id()).ifPresent(this::rest);
      long began = System.nanoTime();
      boolean more = inbox.lane(claim);
      pace.took(System.nanoTime() - began);
      return more;
    } finally {
      crowded.decrementAndGet();
    }
  }

  /**
   * More may come for the same lane meanwhile, and is recorded together. One that has waited for
   * its place has rested already; and whoever brings little does not wait for those who bring much.
   */
  private void rest(OpenLane lane) {
    Duration rested = Duration.between(lane.dueAt(), clock.now());
    long end = System.nanoTime() + pace.rest(crowded.get()) - rested.toNanos();
    while (writer.isCrowdedBy(lane.instance())
        && System.nanoTime() - end < 0
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(GLANCE_NANOS);
    }
  }
}
