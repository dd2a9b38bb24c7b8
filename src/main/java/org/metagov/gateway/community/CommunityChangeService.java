package org.metagov.gateway.community;

import static jakarta.ejb.TransactionAttributeType.NOT_SUPPORTED;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.metagov.gateway.access.Sight;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.credential.Credentials;
import org.metagov.gateway.credential.OwnCredentials;
import org.metagov.gateway.problem.Causes;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.Lease;
import org.metagov.gateway.store.LeaseService;
import org.metagov.gateway.store.Leases;

/**
 * Changes communities, one change of a community at a time: claim its lease, call the plugins'
 * hooks, and write all of it in one transaction, or nothing.
 */
@Stateless
@TransactionAttribute(NOT_SUPPORTED) // No transaction is open while a plugin talks to its platform.
public class CommunityChangeService {
  private static final Logger LOG = Logger.getLogger(CommunityChangeService.class.getName());

  @Inject private CommunityService communities;
  @Inject private LeaseService leases;
  @Inject private Leases held;
  @Inject private LifecycleHooks hooks;
  @Inject private PlatformNames names;
  @Inject private Sight sight;
  @Inject private Credentials credentials;

  /** A community after a change, and whether the change created it. */
  public record Changed(CommunitySnapshot community, boolean created) {}

  /** A plugin instance after a change, and whether the change enabled it. */
  public record ChangedPlugin(PluginSnapshot plugin, boolean enabled) {}

  /**
   * Makes a community as it is desired, creating it where there is none.
   *
   * @throws ProblemException 400, 502 or 504 where a plugin refuses its config; 409 where another
   *     community has what it names on its platform; 503 where another change takes too long;
   *     nothing is changed then
   */
  public Changed replace(DesiredCommunity desired) {
    return names.holding(
        desired.plugins().orElse(List.of()),
        taken ->
            aloneIfSeen(
                desired.name(),
                lease -> replace(new Held(lease, taken), desired, find(desired.name()))));
  }

  /**
   * Creates a community, under an invented name where none is given.
   *
   * @throws ProblemException 400 where there is one of the name, else as {@link #replace}
   */
  public CommunitySnapshot create(
      Optional<String> name, Function<String, DesiredCommunity> desiredUnder) {
    DesiredCommunity desired =
        desiredUnder.apply(name.orElseGet(() -> UUID.randomUUID().toString()));
    return names.holding(
        desired.plugins().orElse(List.of()),
        taken -> alone(desired.name(), lease -> create(new Held(lease, taken), desired)));
  }

  private CommunitySnapshot create(Held lease, DesiredCommunity desired) {
    Optional<CommunitySnapshot> before = find(desired.name());
    if (before.isPresent()) {
      throw new ProblemException(ProblemType.INVALID, "community with this slug already exists.");
    }
    return replace(lease, desired, before).community();
  }

  /**
   * Enables one plugin of a community, or gives it a new config.
   *
   * @throws ProblemException 400 where there is no such community, else as {@link #replace}
   */
  public ChangedPlugin enable(String community, DesiredPlugin desired) {
    return names.holding(
        List.of(desired),
        taken ->
            aloneIfSeen(community, lease -> enable(new Held(lease, taken), community, desired)));
  }

  private ChangedPlugin enable(Held lease, String community, DesiredPlugin desired) {
    CommunitySnapshot before = communities.require(community);
    names.requireFree(community, List.of(desired));
    desired.requireClear(before);
    CommunitySnapshot after = write(lease, Optional.empty(), before, List.of(desired), List.of());
    return new ChangedPlugin(desired.in(after).orElseThrow(), desired.in(before).isEmpty());
  }

  /**
   * Enables one plugin, or gives it a new config and new credentials, whoever asks: somebody on its
   * platform has let it in.
   *
   * @param isNew whether the community is created
   * @param taken the lease of what it is called on its platform
   * @throws ProblemException 404 where there is no such community, else as {@link #replace}
   */
  public CommunitySnapshot install(
      String community, boolean isNew, DesiredPlugin desired, Lease taken) {
    return alone(
        community,
        lease -> {
          Optional<CommunitySnapshot> before = find(community);
          if (before.isPresent() == isNew) {
            throw new ProblemException(ProblemType.NOT_FOUND, CommunityService.notFound(community));
          }
          CommunitySnapshot start =
              before.orElseGet(() -> new CommunitySnapshot(community, "", List.of()));
          desired
              .in(start)
              .ifPresent(
                  enabled -> {
                    OwnCredentials own = credentials.of(enabled.id());
                    desired.credentials().forEach(own::keep);
                  });
          Held all = new Held(lease, List.of(taken));
          return write(all, Optional.empty(), start, List.of(desired), List.of());
        });
  }

  /** Disables {@code plugin}, of this {@code id}, in {@code community}; false where it is gone. */
  public boolean disable(String community, String plugin, long id) {
    return aloneIfSeen(community, lease -> disable(lease, community, plugin, id, () -> {}));
  }

  /**
   * Disables {@code plugin}, of this {@code id}, as its platform says that it was taken out there.
   *
   * @param also what else is written in the transaction that removes it
   * @return whether it was there
   */
  public boolean uninstalled(String community, String plugin, long id, Runnable also) {
    return alone(community, lease -> disable(lease, community, plugin, id, also));
  }

  private boolean disable(Lease lease, String community, String plugin, long id, Runnable also) {
    Optional<CommunitySnapshot> before = find(community).filter(it -> it.has(id, plugin));
    Held alone = new Held(lease, List.of());
    before.ifPresent(it -> write(alone, Optional.empty(), it, List.of(), List.of(id), also));
    return before.isPresent();
  }

  /** Deletes a community with all its plugins; false where there is none. */
  public boolean delete(String name) {
    return aloneIfSeen(
        name,
        lease -> {
          Optional<CommunitySnapshot> before = find(name);
          before.ifPresent(
              community -> {
                List<Runnable> farewells =
                    hooks.farewells(community, community.ids().toList(), List.of());
                Conflicts.run(() -> communities.delete(lease, name));
                farewells.forEach(Runnable::run);
              });
          return before.isPresent();
        });
  }

  /** What a change holds: its community, and what plugins are called on their platforms. */
  private record Held(Lease community, List<Lease> names) {
    void renew(LeaseService leases) {
      leases.renew(community);
      names.forEach(leases::renew);
    }
  }

  private Changed replace(
      Held lease, DesiredCommunity desired, Optional<CommunitySnapshot> before) {
    CommunitySnapshot start =
        before.orElseGet(() -> new CommunitySnapshot(desired.name(), "", List.of()));
    List<DesiredPlugin> wanted = desired.plugins().orElse(List.of());
    names.requireFree(desired.name(), wanted);
    // One without a name takes the place of several that have one only where somebody says so.
    wanted.stream().filter(d -> d.platformId().isEmpty()).forEach(d -> d.requireClear(start));
    Set<Long> staying =
        wanted.stream()
            .flatMap(d -> d.instanceIn(start).stream())
            .map(Instance::id)
            .collect(Collectors.toSet());
    List<Long> gone =
        desired.plugins().isEmpty()
            ? List.of()
            : start.ids().filter(id -> !staying.contains(id)).toList();
    CommunitySnapshot after = write(lease, desired.readableName(), start, wanted, gone);
    return new Changed(after, before.isEmpty());
  }

  private CommunitySnapshot write(
      Held lease,
      Optional<String> readableName,
      CommunitySnapshot before,
      List<DesiredPlugin> wanted,
      List<Long> gone) {
    return write(lease, readableName, before, wanted, gone, () -> {});
  }

  private CommunitySnapshot write(
      Held lease,
      Optional<String> readableName,
      CommunitySnapshot before,
      List<DesiredPlugin> wanted,
      List<Long> gone,
      Runnable also) {
    wanted.forEach(plugin -> plugin.requireKept(before));
    List<DesiredPlugin> guarded = HookPaths.guarded(wanted, before, gone);
    LifecycleHooks.Prepared prepared = hooks.prepare(before, guarded, () -> lease.renew(leases));
    CommunityChange change =
        new CommunityChange(before.name(), readableName, prepared.written(), gone);
    List<Runnable> farewells = hooks.farewells(before, gone, guarded);
    Runnable last =
        () -> {
          lease.names().forEach(leases::fence);
          also.run();
        };
    CommunitySnapshot after;
    try {
      after = Conflicts.retry(() -> communities.write(lease.community(), change, last));
    } catch (RuntimeException e) {
      if (isKnownToHaveFailed(change)) {
        prepared.undo();
      }
      throw e;
    }
    // After the commit: a plugin that is enabled in the store is never without its platform's half.
    farewells.forEach(Runnable::run);
    return after;
  }

  /** A commit whose answer was lost may have come through: then there is nothing to undo. */
  private boolean isKnownToHaveFailed(CommunityChange change) {
    try {
      Optional<CommunitySnapshot> now = find(change.name());
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

  private Optional<CommunitySnapshot> find(String name) {
    return communities.find(name);
  }

  private <T> T alone(String community, Function<Lease, T> work) {
    return held.holding("community/" + community, work);
  }

  private <T> T aloneIfSeen(String community, Function<Lease, T> work) {
    return alone(
        community,
        lease -> {
          requireSeen(community);
          return work.apply(lease);
        });
  }

  /** Here, where nobody else can create or delete it. */
  private void requireSeen(String community) {
    if (!sight.of(community) && find(community).isPresent()) {
      throw new ProblemException(ProblemType.NOT_FOUND, CommunityService.notFound(community));
    }
  }
}
