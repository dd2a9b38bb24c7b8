package org.metagov.gateway.poll;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Logger;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CheckTimes;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.instance.DraftState;
import org.metagov.gateway.instance.Instances;
import org.metagov.gateway.invocation.Invocation;
import org.metagov.gateway.invocation.Invocation.News;
import org.metagov.gateway.invocation.WorkFailure;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.poll.PollService.PollSnapshot;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.trace.CurrentTrace;
import org.metagov.gateway.trace.Trace;
import org.metagov.gateway.work.Claim;
import org.metagov.gateway.work.Claims;

/** Asks a plugin for news outside any transaction, then records what it says. */
@ApplicationScoped
public class PollWork {
  private static final Logger LOG = Logger.getLogger(PollWork.class.getName());
  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  @Inject private Catalog catalog;
  @EJB private CommunityService communities;
  @Inject private Instances instances;
  @EJB private PollService polls;
  @Inject private Claims claims;
  @Inject private Settings settings;
  @Inject private Meters meters;
  @Inject private StoreClock clock;

  /** Asks the instance that was claimed if it is still due. */
  public void askIfDue(Claim claim) {
    polls
        .findDue(claim.id())
        .ifPresent(
            poll ->
                communities
                    .findPlugin(claim.id())
                    .ifPresent(
                        instance ->
                            CurrentTrace.run(Trace.begin(), () -> ask(claim, poll, instance))));
  }

  private void ask(Claim claim, PollSnapshot poll, PluginSnapshot instance) {
    try {
      PluginDescriptor plugin = catalog.require(instance.plugin(), ProblemType.CONFLICT);
      DraftState state = instances.draftState(instance).forWork(poll.work());
      News news =
          Invocation.poll(
              plugin,
              instances.patient(plugin, instance, state, claims.keeping(claim)),
              Secrets.of(plugin, instance.config()));
      Instant next = next(plugin, news);
      News told = news.by(instance.platformId());
      Conflicts.run(() -> polls.record(claim, instance, told, state, next));
      count(instance, "done");
    } catch (RuntimeException | Error e) {
      count(instance, "failed");
      String what = instance.plugin() + " could not ask for news of " + instance.community();
      postpone(claim, poll, instance, WorkFailure.of(LOG, what, e));
    }
  }

  private Instant next(PluginDescriptor plugin, News news) {
    Instant now = clock.now();
    // One that finds nothing and asks again at once would do nothing else.
    return news.after()
        .map(wait -> news.events().isEmpty() && wait.compareTo(A_MOMENT) < 0 ? A_MOMENT : wait)
        .map(now::plus)
        .orElseGet(() -> CheckTimes.next(now, settings.checkInterval(plugin.name())));
  }

  private void count(PluginSnapshot instance, String result) {
    meters.of(Metric.POLLS).with(instance.plugin()).with(result).count();
  }

  private void postpone(
      Claim claim, PollSnapshot poll, PluginSnapshot instance, ProblemException failure) {
    Instant next =
        CheckTimes.afterFailure(
            clock.now(),
            settings.checkInterval(instance.plugin()),
            poll.failures(),
            failure.retryAfter());
    Conflicts.run(() -> polls.postpone(claim, failure.getMessage(), next));
  }
}
