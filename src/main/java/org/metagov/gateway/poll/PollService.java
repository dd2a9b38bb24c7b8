package org.metagov.gateway.poll;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.ProcessesNamed;
import org.metagov.gateway.event.EventLogService;
import org.metagov.gateway.instance.DraftState;
import org.metagov.gateway.instance.PluginStateService;
import org.metagov.gateway.invocation.Invocation.News;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.KeyScan;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.work.Claim;
import org.metagov.gateway.work.ClaimService;

/** Reads and writes when plugin instances ask for news: each call is one transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class PollService {
  private static final int LONGEST_ERROR = 1_000;
  private static final int MOST_NEW = 200;

  @PersistenceContext private EntityManager entities;
  @Resource private SessionContext context;
  @EJB private ClaimService claims;
  @EJB private PluginStateService states;
  @EJB private EventLogService log;
  @Inject private KeyScan scan;
  @Inject private StoreClock clock;
  @Inject private Event<ProcessesNamed> named;

  /**
   * Whether and how an instance was asked before.
   *
   * @param work what asking it now is known as, however often that fails
   */
  public record PollSnapshot(long instanceId, Instant nextPollAt, int failures, String work) {}

  /** Returns instances of {@code plugin} that were never asked, some at a time. */
  public List<Long> fresh(String plugin) {
    return scan.ids(
        entities,
        "SELECT i.id FROM plugin_instance i WHERE i.plugin = ?1 AND NOT EXISTS"
            + " (SELECT 1 FROM plugin_poll p WHERE p.instance_id = i.id)",
        MOST_NEW,
        plugin);
  }

  /** Notes an instance of {@code plugin} that was never asked; it is due at once. */
  public void begin(String plugin, long id) {
    PluginPoll poll = new PluginPoll();
    poll.setInstanceId(id);
    poll.setPlugin(plugin);
    poll.setKey(UUID.randomUUID().toString());
    poll.setNextPollAt(clock.now());
    try {
      entities.persist(poll);
      entities.flush();
    } catch (PersistenceException e) {
      if (!Conflicts.isOrphan(e) && !Conflicts.isDuplicate(e)) {
        throw e;
      }
      // It was disabled meanwhile, or another node was quicker.
      context.setRollbackOnly();
    }
  }

  /** Returns how the instance {@code id} was asked before, if it is due. */
  public Optional<PollSnapshot> findDue(long id) {
    return Optional.ofNullable(entities.find(PluginPoll.class, id))
        .filter(poll -> !poll.getNextPollAt().isAfter(clock.now()))
        .map(poll -> poll(id, poll));
  }

  private static PollSnapshot poll(long id, PluginPoll poll) {
    return new PollSnapshot(
        id, poll.getNextPollAt(), poll.getFailures(), poll.getKey() + "_" + poll.getRun());
  }

  /** Records what an instance has found, together with the changes of its state. */
  public void record(
      Claim claim, PluginSnapshot instance, News news, DraftState state, Instant nextPollAt) {
    locked(claim)
        .ifPresent(
            poll -> {
              poll.setRun(poll.getRun() + 1);
              poll.setPolledAt(clock.now());
              poll.setFailures(0);
              poll.setLastError(null);
              poll.setNextPollAt(nextPollAt);
              if (!state.isUnchanged()) {
                states.apply(instance.id(), state.change());
              }
              if (!news.correlations().isEmpty()) {
                named.fire(new ProcessesNamed(instance.id(), news.correlations()));
              }
              log.append(
                  instance.community(),
                  instance.plugin(),
                  poll.getKey() + "_" + poll.getRun(),
                  news.events().stream().map(event -> event.of(instance.id())).toList());
            });
  }

  /** Records that an instance could not be asked, and when to try again. */
  public void postpone(Claim claim, String error, Instant nextPollAt) {
    locked(claim)
        .ifPresent(
            poll -> {
              poll.setPolledAt(clock.now());
              poll.setFailures(poll.getFailures() + 1);
              poll.setLastError(Texts.fitting(error, LONGEST_ERROR));
              poll.setNextPollAt(nextPollAt);
            });
  }

  private Optional<PluginPoll> locked(Claim claim) {
    claims.settle(claim);
    return Optional.ofNullable(
        entities.find(PluginPoll.class, claim.id(), LockModeType.PESSIMISTIC_WRITE));
  }
}
