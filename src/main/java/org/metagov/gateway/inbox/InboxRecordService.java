package org.metagov.gateway.inbox;

import static jakarta.ejb.TransactionAttributeType.MANDATORY;
import static jakarta.ejb.TransactionAttributeType.REQUIRES_NEW;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.audit.Audit;
import org.metagov.gateway.community.PluginUninstalled;
import org.metagov.gateway.event.EventLogService;
import org.metagov.gateway.inbox.InboxBatch.Concerned;
import org.metagov.gateway.inbox.InboxBatch.Done;
import org.metagov.gateway.instance.DraftState;
import org.metagov.gateway.instance.PluginStateService;
import org.metagov.gateway.invocation.Emitted;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.quota.Quota;
import org.metagov.gateway.quota.QuotaService;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.work.Claim;
import org.metagov.gateway.work.ClaimService;

/**
 * Records what has become of webhooks of one lane, which was claimed: each call is one transaction.
 */
@Stateless
@TransactionAttribute(REQUIRES_NEW)
public class InboxRecordService {
  private static final Logger LOG = Logger.getLogger(InboxRecordService.class.getName());
  private static final int MOST_LOOKS = 2;

  @EJB private ClaimService claims;
  @EJB private PluginStateService states;
  @EJB private EventLogService log;
  @Inject private QuotaService quotas;
  @Inject private StoreClock clock;
  @Inject private Sql sql;
  @Inject private Event<WebhooksKept> kept;
  @Inject private Event<PluginUninstalled> uninstalled;
  @Inject private Audit audit;

  /**
   * Records what webhooks mean: the events, the changes of the state, one task for each process,
   * and that they are done.
   *
   * @param last whether nothing was seen behind them
   * @return whether the lane is empty, and so no more
   */
  public boolean done(Claim claim, WaitingLane lane, List<Done> all, boolean last) {
    return fenced(claim, rows -> done(rows, lane, all, last));
  }

  private boolean done(Statements rows, WaitingLane lane, List<Done> all, boolean last) {
    List<Done> ended = InboxRows.end(rows, coalesced(rows, all), clock.now());
    if (!ended.isEmpty()) {
      write(rows, ended);
    }
    // Last: whoever keeps more webhooks of the community waits for it.
    List<WaitingWebhook> dropped =
        ended.stream().filter(done -> done.of().isEmpty()).map(Done::webhook).toList();
    quotas.give(lane.community(), Quota.INBOX, dropped.size(), bytes(dropped));
    return last && close(rows, lane.id());
  }

  /**
   * Removes the lane if nothing waits in it. Held, so that nothing is added meanwhile; and the
   * inbox is looked at without waiting for what others write there: a task that ends has its
   * webhook, and waits for the community's quota, which is ours by now.
   *
   * @return whether it is no more
   */
  private boolean close(Statements rows, long lane) {
    boolean empty =
        LaneRows.hold(rows, lane)
            && sql.selectWithoutWaiting(LaneRows.WAITING, row -> 1, List.of(lane)).isEmpty();
    if (empty) {
      LaneRows.remove(rows, lane);
    }
    return empty;
  }

  /**
   * Returns {@code all} without needless tasks: of those that are only reasons to look at a process
   * one is enough that waits, behind one that may be at work.
   */
  private static List<Done> coalesced(Statements rows, List<Done> all) {
    Map<Long, Long> waiting = new HashMap<>();
    return all.stream()
        .map(
            done ->
                done.with(done.of().stream().filter(of -> isNeeded(rows, of, waiting)).toList()))
        .toList();
  }

  private static boolean isNeeded(Statements rows, Concerned of, Map<Long, Long> waiting) {
    if (of.reads() || of.name().isPresent()) {
      return true;
    }
    long before = waiting.computeIfAbsent(of.process(), id -> TaskRows.waiting(rows, id));
    waiting.put(of.process(), before + 1);
    return before < MOST_LOOKS;
  }

  private static long bytes(List<WaitingWebhook> webhooks) {
    return webhooks.stream().mapToLong(WaitingWebhook::contentBytes).sum();
  }

  private void write(Statements rows, List<Done> ended) {
    WaitingWebhook any = ended.get(0).webhook();
    Map<String, List<Emitted>> events = new LinkedHashMap<>();
    Set<Long> processes = new LinkedHashSet<>();
    for (Done done : ended) {
      done.of().forEach(of -> TaskRows.insert(rows, done.webhook(), of, clock.now()));
      done.of().forEach(of -> processes.add(of.process()));
      events.put(done.webhook().key(), keyed(done));
    }
    List<DraftState> changed =
        ended.stream().map(Done::state).filter(state -> !state.isUnchanged()).toList();
    if (!changed.isEmpty()) {
      states.apply(any.instanceId(), DraftState.changes(changed));
    }
    if (!processes.isEmpty()) {
      kept.fire(new WebhooksKept(any.plugin(), Set.of(), processes));
    }
    log.append(any.community(), any.plugin(), events);
  }

  private static List<Emitted> keyed(Done done) {
    return done.events().stream().map(event -> event.of(done.webhook().instanceId())).toList();
  }

  /**
   * Tells what a webhook means by which its plugin is disabled, in the transaction that does so: by
   * then its inbox is empty.
   *
   * @param called what the instance is told apart by
   */
  @TransactionAttribute(MANDATORY)
  public void uninstalled(Done leaving, Optional<String> called) {
    WaitingWebhook webhook = leaving.webhook();
    log.append(webhook.community(), webhook.plugin(), webhook.key(), keyed(leaving));
    uninstalled.fire(
        new PluginUninstalled(
            webhook.instanceId(),
            webhook.community(),
            webhook.plugin(),
            called,
            leaving.disabled().orElseThrow()));
    Map<String, String> names = new TreeMap<>(Map.of("plugin", webhook.plugin()));
    called.ifPresent(name -> names.put(PlatformIdParameter.NAME, name));
    audit.byItself(
        "plugin uninstalled", webhook.community(), names, List.of("/plugins/" + webhook.plugin()));
  }

  /**
   * Records that a plugin has failed at a webhook: it is tried again, or parked.
   *
   * @return until when it waits, and all of its lane behind it; empty where it is parked, or nobody
   *     wants it any more
   */
  public Optional<Instant> failed(Claim claim, WaitingWebhook webhook, ProblemException problem) {
    return fenced(claim, rows -> failed(rows, webhook, problem));
  }

  private Optional<Instant> failed(
      Statements rows, WaitingWebhook webhook, ProblemException problem) {
    String error = InboxRows.cut(problem.getMessage());
    Optional<Instant> next = RetryTimes.after(webhook.tries() + 1, clock.now(), problem);
    if (!InboxRows.fail(rows, webhook, error, next.isEmpty())) {
      return Optional.empty();
    }
    next.ifPresentOrElse(
        until -> LaneRows.letWait(rows, webhook.laneId(), until),
        () ->
            LOG.log(
                RetryTimes.isFinal(problem) ? Level.INFO : Level.WARNING,
                "Webhook {0} is parked: {1}",
                new Object[] {Long.toString(webhook.id()), error.replaceAll("\\p{Cntrl}", "?")}));
    return next;
  }

  /** Lets a lane wait, and all that is in it: it is worked off in its order. */
  public void wait(Claim claim, WaitingLane lane, Instant until) {
    claims.fence(claim);
    sql.run(all -> LaneRows.letWait(all, lane.id(), until));
  }

  /** Returns what {@code work} writes, all over one connection, while the lane is claimed so. */
  private <T> T fenced(Claim claim, Function<Statements, T> work) {
    return sql.within(
        rows -> {
          claims.fence(claim);
          return work.apply(rows);
        });
  }
}
