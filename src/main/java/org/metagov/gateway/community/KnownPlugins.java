package org.metagov.gateway.community;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
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

  @Inject private CommunityService communities;
  @Inject private Node node;

  /** Those used last come last. */
  private final Map<Key, PluginSnapshot> known = new LinkedHashMap<>(16, 0.75f, true);

  /** How often something was written: what was read before that is not kept after it. */
  private long writes;

  private record Key(String community, String plugin) {}

  /** Returns {@code plugin} as {@code community} has enabled it, if it has. */
  public Optional<PluginSnapshot> find(String community, String plugin) {
    if (!node.isAlone()) {
      return communities.findPlugin(community, plugin);
    }
    Key key = new Key(community, plugin);
    long before;
    synchronized (this) {
      PluginSnapshot found = known.get(key);
      if (found != null) {
        return Optional.of(found);
      }
      before = writes;
    }
    Optional<PluginSnapshot> read = communities.findPlugin(community, plugin);
    read.ifPresent(found -> keep(key, found, before));
    return read;
  }

  /**
   * Returns {@code plugin} as {@code community} has enabled it.
   *
   * @throws ProblemException 400 where there is no such community or it has not
   */
  public PluginSnapshot require(String community, String plugin) {
    return find(community, plugin).orElseThrow(() -> missing(community, plugin));
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

  private synchronized void keep(Key key, PluginSnapshot found, long before) {
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
