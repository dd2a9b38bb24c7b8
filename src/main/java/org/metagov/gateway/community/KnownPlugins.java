package org.metagov.gateway.community;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.store.Node;

/**
 * Which plugins communities have enabled. Where this process is alone on its database it remembers
 * what it has read, until it writes; else it asks each time.
 */
@ApplicationScoped
public class KnownPlugins {
  private static final int MOST = 10_000;

  @EJB private CommunityService communities;
  @Inject private Node node;

  /** Those used last come last. */
  private final Map<Key, List<Instance>> known = new LinkedHashMap<>(16, 0.75f, true);

  /** How often something was written: what was read before that is not kept after it. */
  private long writes;

  private record Key(String community, String plugin) {}

  /** Returns the instances of {@code plugin} that {@code community} has, by age. */
  public List<Instance> all(String community, String plugin) {
    if (!node.isAlone()) {
      return communities.findPlugins(community, plugin);
    }
    Key key = new Key(community, plugin);
    long before;
    synchronized (this) {
      List<Instance> found = known.get(key);
      if (found != null) {
        return found;
      }
      before = writes;
    }
    List<Instance> read = communities.findPlugins(community, plugin);
    // What cannot be opened can perhaps be next time.
    if (!read.isEmpty() && read.stream().allMatch(one -> one.readable().isPresent())) {
      keep(key, read, before);
    }
    return read;
  }

  /** Returns the instance {@code id} of {@code plugin}, if {@code community} has it. */
  public Optional<PluginSnapshot> find(String community, String plugin, long id) {
    return all(community, plugin).stream()
        .filter(one -> one.id() == id)
        .findFirst()
        .flatMap(this::open);
  }

  /**
   * Returns the instance of {@code plugin} that is meant; empty where {@code community} has none.
   *
   * @param platformId what it is told apart by; absent: it is the only one, or the one that is
   *     called nothing
   * @throws ProblemException 400 where nobody says which of several is meant, 404 where there is
   *     none of the name; both tell what there is
   */
  public Optional<PluginSnapshot> find(
      String community, String plugin, Optional<String> platformId) {
    List<Instance> all = all(community, plugin);
    return meant(community, plugin, platformId, all, all);
  }

  /** Returns the one of {@code all} that is meant; who asks may be told what {@code told} are. */
  private Optional<PluginSnapshot> meant(
      String community,
      String plugin,
      Optional<String> platformId,
      List<Instance> all,
      List<Instance> told) {
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Optional<Instance> meant = Instance.meant(all, platformId);
    if (meant.isEmpty()) {
      throw platformId
          .map(wanted -> unknown(community, plugin, wanted, told))
          .orElseGet(() -> unclear(community, plugin, told));
    }
    return meant.flatMap(this::open);
  }

  /**
   * As {@link #find(String, String, Optional)}.
   *
   * @throws ProblemException 400 where there is no such community or it has not enabled the plugin,
   *     too
   */
  public PluginSnapshot require(String community, String plugin, Optional<String> platformId) {
    return find(community, plugin, platformId).orElseThrow(() -> missing(community, plugin));
  }

  /** As above, for a stranger, who is told nothing of what else there is. */
  public PluginSnapshot requireForAnybody(
      String community, String plugin, Optional<String> platformId) {
    return meant(community, plugin, platformId, all(community, plugin), List.of())
        .orElseThrow(() -> missing(community, plugin));
  }

  /** Returns the 400 of a caller whose community is not there, or has not enabled the plugin. */
  public ProblemException missing(String community, String plugin) {
    return communities
        .find(community)
        .map(
            found ->
                new ProblemException(
                    ProblemType.INVALID,
                    "Plugin '%s' not enabled for community '%s'".formatted(plugin, found.name())))
        .orElseGet(() -> CommunityService.unknown(community));
  }

  /** Returns the 400 of a caller who does not say which of {@code all} is meant. */
  static ProblemException unclear(String community, String plugin, List<Instance> all) {
    return new ProblemException(
        ProblemType.INVALID,
        "Plugin '%s' has multiple instances for community '%s'. Please specify %s%s"
            .formatted(plugin, community, PlatformIdParameter.NAME, of(all)));
  }

  private static ProblemException unknown(
      String community, String plugin, String platformId, List<Instance> all) {
    return new ProblemException(
        ProblemType.NOT_FOUND,
        "Plugin '%s' has no instance '%s' for community '%s'%s"
            .formatted(plugin, platformId, community, of(all)));
  }

  private static String of(List<Instance> all) {
    String names = Instance.names(all);
    return names.isEmpty() ? "" : ": one of " + names;
  }

  /** Asks for it again where it could not be opened, to fail as that does. */
  private Optional<PluginSnapshot> open(Instance instance) {
    return instance.readable().or(() -> communities.findPlugin(instance.id()));
  }

  private synchronized void keep(Key key, List<Instance> found, long before) {
    if (writes == before) {
      known.put(key, found);
      if (known.size() > MOST) {
        known.remove(known.keySet().iterator().next());
      }
    }
  }

  /** A community was written on this node. */
  synchronized void written(
      @Observes(during = TransactionPhase.AFTER_COMPLETION) CommunityWritten event) {
    writes++;
    known.keySet().removeIf(key -> key.community().equals(event.community()));
  }
}
