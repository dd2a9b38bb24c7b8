package org.metagov.gateway.inbox;

import static jakarta.ejb.TransactionAttributeType.REQUIRES_NEW;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.metagov.gateway.inbox.NewWebhook.Delivery;
import org.metagov.gateway.quota.Quota;
import org.metagov.gateway.quota.QuotaService;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;

/** Keeps webhooks in the inbox: each call is one transaction. */
@Stateless
@TransactionAttribute(REQUIRES_NEW)
public class InboxKeepService {
  @Inject private Sql sql;
  @Inject private QuotaService quotas;
  @EJB private InboxChangeService changes;
  @Inject private Event<WebhooksKept> kept;

  /**
   * What has become of webhooks that came in one request.
   *
   * @param fresh how many of them are new
   * @param waiting how many of those are still to be worked off
   * @param full whether there are others whose communities have no room for them
   */
  public record Kept(int fresh, int waiting, boolean full) {}

  /**
   * Keeps webhooks: all of them for which their communities have room, or none. One that is already
   * there is not kept again; if it was parked, it is worked on again.
   *
   * @param submissions webhooks, by the requests that they came in
   */
  public List<Kept> keep(List<List<NewWebhook>> submissions) {
    return sql.within(all -> keep(all, submissions));
  }

  private List<Kept> keep(Statements all, List<List<NewWebhook>> submissions) {
    Set<Delivery> now = new HashSet<>();
    List<List<NewWebhook>> fresh =
        submissions.stream().map(webhooks -> fresh(all, webhooks, now)).toList();
    Set<NewWebhook> fitting = fitting(fresh.stream().flatMap(List::stream).toList());
    insert(all, fresh.stream().flatMap(List::stream).filter(fitting::contains).toList());
    return fresh.stream().map(these -> kept(these, fitting)).toList();
  }

  private static Kept kept(List<NewWebhook> these, Set<NewWebhook> fitting) {
    int count = Math.toIntExact(these.stream().filter(fitting::contains).count());
    return new Kept(count, count, count < these.size());
  }

  private List<NewWebhook> fresh(Statements all, List<NewWebhook> webhooks, Set<Delivery> now) {
    List<NewWebhook> fresh = new ArrayList<>();
    for (NewWebhook webhook : webhooks) {
      Optional<Delivery> delivery = webhook.delivery();
      if (delivery.isEmpty() || (now.add(delivery.get()) && !isKnown(all, delivery.get()))) {
        fresh.add(webhook);
      }
    }
    return fresh;
  }

  private boolean isKnown(Statements all, Delivery delivery) {
    Optional<InboxRows.Known> known = InboxRows.known(all, delivery);
    known
        .filter(there -> there.state() == InboxState.PARKED)
        .ifPresent(there -> changes.retry(there.id()));
    return known.isPresent();
  }

  /** Returns those for which their communities have room, in the order of those's names. */
  private Set<NewWebhook> fitting(List<NewWebhook> fresh) {
    // Each is only itself, however alike they are.
    Set<NewWebhook> fitting = Collections.newSetFromMap(new IdentityHashMap<>());
    fresh.stream()
        .collect(
            Collectors.groupingBy(
                of -> of.instance().community(), TreeMap::new, Collectors.toList()))
        .forEach((community, these) -> fitting.addAll(fitting(community, these)));
    return fitting;
  }

  private List<NewWebhook> fitting(String community, List<NewWebhook> these) {
    if (these.size() > 1 && isTaken(community, these)) {
      return these;
    }
    List<NewWebhook> fitting = new ArrayList<>();
    for (NewWebhook one : these) {
      if (!isTaken(community, List.of(one))) {
        break;
      }
      fitting.add(one);
    }
    return fitting;
  }

  private boolean isTaken(String community, List<NewWebhook> these) {
    long bytes = these.stream().mapToLong(one -> one.content().bytes()).sum();
    return quotas.take(community, Quota.INBOX, these.size(), bytes);
  }

  private void insert(Statements all, List<NewWebhook> fresh) {
    Map<LaneRows.Name, Long> lanes = new HashMap<>();
    Map<String, Set<Long>> byPlugin = new HashMap<>();
    List<Object[]> rows = new ArrayList<>();
    for (NewWebhook one : fresh) {
      LaneRows.Name name = LaneRows.Name.of(one);
      Long lane =
          lanes.computeIfAbsent(
              name, missing -> LaneRows.open(all, name, one.request().receivedAt()));
      rows.add(InboxRows.parameters(one, lane));
      byPlugin.computeIfAbsent(name.plugin(), plugin -> new HashSet<>()).add(lane);
    }
    InboxRows.insert(all, rows);
    byPlugin.forEach((plugin, of) -> kept.fire(new WebhooksKept(plugin, of, Set.of())));
  }

  /** Returns whether all of them are there already. */
  public boolean knows(List<NewWebhook> webhooks) {
    return sql.within(
        all ->
            webhooks.stream()
                .allMatch(
                    webhook ->
                        webhook
                            .delivery()
                            .flatMap(delivery -> InboxRows.known(all, delivery))
                            .isPresent()));
  }
}
