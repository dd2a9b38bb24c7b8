package org.metagov.gateway.inbox;

import static jakarta.ejb.TransactionAttributeType.REQUIRES_NEW;

import jakarta.ejb.ApplicationException;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.metagov.gateway.event.EventLogService;
import org.metagov.gateway.event.EventLogService.Told;
import org.metagov.gateway.inbox.NewWebhook.Delivery;
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;

/**
 * Keeps webhooks together with all that follows from them: they never wait, in no lane and for
 * nobody's quota. Each call is one transaction.
 */
@Stateless
@TransactionAttribute(REQUIRES_NEW)
public class InboxAtOnceService {
  @Inject private Sql sql;
  @EJB private EventLogService log;
  @Inject private StoreClock clock;

  /** It could not be written, and nothing of it was. */
  @ApplicationException(rollback = true)
  public static final class NotWrittenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Because of {@code cause}. */
    public NotWrittenException(RuntimeException cause) {
      super(cause);
    }
  }

  /**
   * Keeps webhooks of which it is known what they mean, with their events; those that have to wait
   * it leaves alone: what came before in the lane waits, the same one is parked, or the plugin is
   * being disabled.
   *
   * @param submissions webhooks, by the requests that they came in, in the order of these
   * @return for each request those that are new; empty where it has to wait
   * @throws NotWrittenException where that failed before anybody was asked to commit it
   */
  public List<Optional<List<NewWebhook>>> keep(List<List<NewWebhook>> submissions) {
    try {
      return sql.within(all -> keep(all, submissions));
    } catch (RuntimeException e) {
      throw new NotWrittenException(e);
    }
  }

  private List<Optional<List<NewWebhook>>> keep(
      Statements all, List<List<NewWebhook>> submissions) {
    Batch batch = new Batch(all, there(submissions));
    List<Optional<List<NewWebhook>>> fresh = submissions.stream().map(batch::fresh).toList();
    write(all, fresh.stream().flatMap(Optional::stream).flatMap(List::stream).toList());
    return fresh;
  }

  /** Returns the instances that are there, without waiting for whoever changes one. */
  private Set<Long> there(List<List<NewWebhook>> submissions) {
    Among instances =
        Among.of(
            submissions.stream()
                .flatMap(List::stream)
                .map(webhook -> webhook.instance().id())
                .distinct()
                .toList());
    return Set.copyOf(
        sql.selectWithoutWaiting(
            "SELECT id FROM plugin_instance WHERE id IN " + instances.list(),
            row -> row.getLong(1),
            instances.values()));
  }

  /** What is known of webhooks that are written together. */
  private static final class Batch {
    private final Statements all;
    private final Set<Long> there;
    private final Set<Delivery> now = new HashSet<>();
    private final Map<LaneRows.Name, Boolean> open = new HashMap<>();

    Batch(Statements all, Set<Long> there) {
      this.all = all;
      this.there = there;
    }

    /** Returns those that are new; empty where these have to wait. */
    Optional<List<NewWebhook>> fresh(List<NewWebhook> webhooks) {
      List<NewWebhook> fresh = new ArrayList<>();
      boolean waits = false;
      for (NewWebhook webhook : webhooks) {
        Optional<InboxState> known = known(webhook);
        // One that is parked is worked on again, in its lane.
        waits |= known.filter(InboxState.PARKED::equals).isPresent();
        if (known.isEmpty()) {
          fresh.add(webhook);
        }
      }
      if (waits || fresh.stream().anyMatch(this::isToWait)) {
        // What comes after it waits behind it.
        webhooks.forEach(webhook -> open.put(LaneRows.Name.of(webhook), true));
        return Optional.empty();
      }
      fresh.forEach(webhook -> webhook.delivery().ifPresent(now::add));
      return Optional.of(fresh);
    }

    private Optional<InboxState> known(NewWebhook webhook) {
      return webhook
          .delivery()
          .flatMap(
              delivery ->
                  now.contains(delivery)
                      ? Optional.of(InboxState.DONE)
                      : InboxRows.known(all, delivery).map(InboxRows.Known::state));
    }

    private boolean isToWait(NewWebhook webhook) {
      return !there.contains(webhook.instance().id())
          || open.computeIfAbsent(LaneRows.Name.of(webhook), lane -> LaneRows.isOpen(all, lane));
    }
  }

  private void write(Statements all, List<NewWebhook> webhooks) {
    InboxRows.insertDone(all, webhooks, clock.now());
    Map<Map.Entry<String, String>, Told> told = new LinkedHashMap<>();
    for (NewWebhook webhook : webhooks) {
      String community = webhook.instance().community();
      String plugin = webhook.instance().plugin();
      told.computeIfAbsent(
              Map.entry(community, plugin),
              missing -> new Told(community, plugin, new LinkedHashMap<>()))
          .works()
          .put(
              webhook.content().key(),
              webhook.atOnce().orElseThrow().events().stream()
                  .map(event -> event.of(webhook.instance().id()))
                  .toList());
    }
    // Last: whoever writes to one of the logs waits for it.
    log.append(List.copyOf(told.values()));
  }
}
