package org.metagov.gateway.setup;

import static jakarta.ejb.TransactionAttributeType.NOT_SUPPORTED;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.community.CommunitySnapshot;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.DesiredCommunity;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.community.Instance;
import org.metagov.gateway.credential.Credentials;
import org.metagov.gateway.credential.OwnCredentials;
import org.metagov.gateway.key.Sight;
import org.metagov.gateway.lease.Lease;
import org.metagov.gateway.lease.Leases;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.setup.CommunityWriter.Held;
import org.metagov.gateway.setup.CommunityWriter.Leaving;

/** Changes communities, one change of a community at a time: under its lease. */
@Stateless
@TransactionAttribute(NOT_SUPPORTED) // No transaction is open while a plugin talks to its platform.
public class CommunityChangeService {
  @EJB private CommunityService communities;
  @Inject private CommunityWriter writer;
  @Inject private Leases held;
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
    CommunitySnapshot after =
        writer.write(lease, Optional.empty(), before, List.of(desired), Leaving.none());
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
          return writer.write(all, Optional.empty(), start, List.of(desired), Leaving.none());
        });
  }

  /** Disables {@code plugin}, of this {@code id}, in {@code community}; false where it is gone. */
  public boolean disable(String community, String plugin, long id) {
    return aloneIfSeen(
        community, lease -> disable(lease, community, plugin, Leaving.all(List.of(id))));
  }

  /**
   * Disables {@code plugin}, of this {@code id}, as its platform says that it was taken out there.
   *
   * @param since when that was; the caller has seen to what came in before
   * @param also what else is written in the transaction that removes it
   * @return whether it was there
   */
  public boolean uninstalled(
      String community, String plugin, long id, Instant since, Runnable also) {
    Leaving leaving = new Leaving(List.of(id), Optional.of(since), also);
    return alone(community, lease -> disable(lease, community, plugin, leaving));
  }

  /** As above; what came in before is awaited for a while. */
  public boolean uninstalled(String community, String plugin, long id, Runnable also) {
    Leaving leaving = new Leaving(List.of(id), Optional.empty(), also);
    return alone(community, lease -> disable(lease, community, plugin, leaving));
  }

  private boolean disable(Lease lease, String community, String plugin, Leaving leaving) {
    Optional<CommunitySnapshot> before =
        find(community)
            .filter(it -> leaving.instances().stream().allMatch(id -> it.has(id, plugin)));
    Held alone = new Held(lease, List.of());
    before.ifPresent(it -> writer.write(alone, Optional.empty(), it, List.of(), leaving));
    return before.isPresent();
  }

  /** Deletes a community with all its plugins; false where there is none. */
  public boolean delete(String name) {
    return aloneIfSeen(
        name,
        lease -> {
          Optional<CommunitySnapshot> before = find(name);
          before.ifPresent(community -> writer.delete(lease, community));
          return before.isPresent();
        });
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
    CommunitySnapshot after =
        writer.write(lease, desired.readableName(), start, wanted, Leaving.all(gone));
    return new Changed(after, before.isEmpty());
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
    if (!sight.ofNow(community) && find(community).isPresent()) {
      throw new ProblemException(ProblemType.NOT_FOUND, CommunityService.notFound(community));
    }
  }
}
