package org.metagov.gateway.setup;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.community.CommunityChange;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.community.CommunitySnapshot;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.community.Instance;
import org.metagov.gateway.lease.Lease;
import org.metagov.gateway.lease.LeaseService;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.Causes;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Conflicts;

/**
 * Writes a change of a community whose lease is held: calls the plugins' hooks, lets what people
 * did before it count, and writes all of it in one transaction, or nothing.
 */
@ApplicationScoped
public class CommunityWriter {
  private static final Logger LOG = Logger.getLogger(CommunityWriter.class.getName());

  @EJB private CommunityService communities;
  @EJB private LeaseService leases;
  @Inject private LifecycleHooks hooks;
  @Inject private Departures departures;
  @Inject private Settings settings;
  @Inject private Meters meters;

  /** What a change holds: its community, and what plugins are called on their platforms. */
  record Held(Lease community, List<Lease> names) {
    void renew(LeaseService leases) {
      leases.renew(community);
      names.forEach(leases::renew);
    }
  }

  /**
   * What goes by a change.
   *
   * @param instances their ids
   * @param since since when, where the caller has seen to what came in before
   * @param also what else is written in the transaction that removes them
   */
  record Leaving(List<Long> instances, Optional<Instant> since, Runnable also) {
    static Leaving all(List<Long> instances) {
      return new Leaving(instances, Optional.empty(), () -> {});
    }

    static Leaving none() {
      return all(List.of());
    }
  }

  /**
   * Makes a community as it is desired.
   *
   * @param before as it is
   * @param wanted the plugins that are new, or have a new config
   * @throws ProblemException as the first hook that fails says; nothing is changed then
   */
  CommunitySnapshot write(
      Held lease,
      Optional<String> readableName,
      CommunitySnapshot before,
      List<DesiredPlugin> wanted,
      Leaving leaving) {
    List<Long> gone = leaving.instances();
    wanted.forEach(plugin -> plugin.requireKept(before));
    requireRoom(before, wanted, gone.size());
    List<DesiredPlugin> guarded = HookPaths.guarded(wanted, before, gone);
    LifecycleHooks.Prepared prepared = hooks.prepare(before, guarded, () -> lease.renew(leases));
    CommunityChange change =
        new CommunityChange(before.name(), readableName, prepared.written(), gone);
    Runnable last =
        () -> {
          lease.names().forEach(leases::fence);
          leaving.also().run();
        };
    Function<Instant, Changing> write =
        since -> {
          lease.renew(leases);
          List<Runnable> farewells = hooks.farewells(before, gone, guarded);
          CommunitySnapshot after =
              Conflicts.retry(() -> communities.write(lease.community(), change, since, last));
          return new Changing(after, farewells);
        };
    Changing changed;
    try {
      changed = leaving.since().map(write).orElseGet(() -> departures.leaving(gone, write));
    } catch (RuntimeException e) {
      if (isKnownToHaveFailed(change)) {
        prepared.undo();
      }
      throw e;
    }
    // After the commit: a plugin that is enabled in the store is never without its platform's half.
    changed.farewells().forEach(Runnable::run);
    return changed.after();
  }

  /** Each costs work of its own for good: polls, state, a webhook on its platform. */
  private void requireRoom(CommunitySnapshot before, List<DesiredPlugin> wanted, int gone) {
    long more = wanted.stream().filter(plugin -> plugin.instanceIn(before).isEmpty()).count();
    int most = settings.get(Setting.INSTANCES);
    if (more > 0 && before.ids().count() - gone + more > most) {
      meters.of(Metric.QUOTA_REFUSED).with("instances").count();
      throw new ProblemException(
          ProblemType.CONFLICT,
          "Community '%s' has as many instances of plugins as it may have: %d"
              .formatted(before.name(), most));
    }
  }

  /** A change that was written, and what is left to do then. */
  private record Changing(CommunitySnapshot after, List<Runnable> farewells) {}

  /** Deletes a community with all its plugins. */
  void delete(Lease lease, CommunitySnapshot community) {
    List<Long> all = community.ids().toList();
    List<Runnable> farewells =
        departures.leaving(
            all,
            since -> {
              leases.renew(lease);
              List<Runnable> last = hooks.farewells(community, all, List.of());
              Conflicts.run(() -> communities.delete(lease, community.name(), since));
              return last;
            });
    farewells.forEach(Runnable::run);
  }

  /** A commit whose answer was lost may have come through: then there is nothing to undo. */
  private boolean isKnownToHaveFailed(CommunityChange change) {
    try {
      Optional<CommunitySnapshot> now = communities.find(change.name());
      return !change.written().stream()
          .allMatch(
              written ->
                  now.stream()
                      .flatMap(community -> community.plugins().stream())
                      .filter(plugin -> plugin.plugin().equals(written.plugin()))
                      .filter(
                          plugin -> plugin.platformId().equals(written.called().map(Instance::key)))
                      .anyMatch(plugin -> plugin.config().equals(written.config())));
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "Nobody knows whether a change of a community was written",
          Causes.brief(e));
      return false;
    }
  }
}
