package org.metagov.gateway.setup;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.lease.Lease;
import org.metagov.gateway.lease.Leases;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/**
 * What communities are called on their platforms. Where webhooks for all communities are told apart
 * by that, it belongs to one of them, whichever way the plugin was enabled: whoever took the name
 * of another's would hear of all that happens there.
 */
@ApplicationScoped
public class PlatformNames {
  @EJB private CommunityService communities;
  @Inject private Leases leases;

  /** Returns the lease that whoever takes a name holds: of two, one comes after the other. */
  static String lease(PluginDescriptor plugin, String name) {
    return "installation/" + plugin.name() + "/" + Secrets.digest(name);
  }

  /**
   * Does {@code work}, while nobody else can take what {@code wanted} plugins are called.
   *
   * @param work given the leases, to renew them while platforms are asked, and to fence what is
   *     written
   */
  <T> T holding(List<DesiredPlugin> wanted, Function<List<Lease>, T> work) {
    // In one order, so that two who take the same do not wait for each other; each of them once.
    return holdingAll(
        taken(wanted).map(Taken::lease).distinct().sorted().toList(), List.of(), work);
  }

  private <T> T holdingAll(List<String> names, List<Lease> held, Function<List<Lease>, T> work) {
    return names.isEmpty()
        ? work.apply(held)
        : leases.holding(
            names.get(0),
            lease ->
                holdingAll(
                    names.subList(1, names.size()),
                    Stream.concat(held.stream(), Stream.of(lease)).toList(),
                    work));
  }

  /**
   * Refuses what another community has; whoever asks {@link #holding holds} it.
   *
   * @throws ProblemException 409 where that is so
   */
  void requireFree(String community, List<DesiredPlugin> wanted) {
    taken(wanted)
        .filter(taken -> isElsewhere(taken.plugin(), taken.name(), community))
        .findFirst()
        .ifPresent(
            taken -> {
              throw new ProblemException(
                  ProblemType.CONFLICT,
                  "Another community has plugin '%s' with this %s already"
                      .formatted(taken.plugin().name(), taken.plugin().platformId().orElseThrow()));
            });
  }

  /** Returns whether {@code name} is another community's, and not also that of this one. */
  boolean isElsewhere(PluginDescriptor plugin, String name, String community) {
    List<String> owners =
        communities.findPlugins(plugin.name(), Set.of(name)).stream()
            .map(PluginSnapshot::community)
            .toList();
    // Of two that had it before this was seen to, each keeps it.
    return !owners.isEmpty() && !owners.contains(community);
  }

  private record Taken(PluginDescriptor plugin, String name) {
    String lease() {
      return PlatformNames.lease(plugin, name);
    }
  }

  private static Stream<Taken> taken(List<DesiredPlugin> wanted) {
    return wanted.stream()
        .filter(desired -> desired.plugin().exclusive())
        .flatMap(
            desired ->
                desired.plugin().platformId(desired.config()).stream()
                    .map(name -> new Taken(desired.plugin(), name)));
  }
}
