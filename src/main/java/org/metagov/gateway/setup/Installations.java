package org.metagov.gateway.setup;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.community.CommunitySnapshot;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.lease.Leases;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.AuthorizationException;
import org.metagov.gateway.spi.Credential;

/**
 * Enables plugins that somebody on their platforms has let in. What names a community on its
 * platform belongs to one community: whoever installs the plugin for it again renews what is there,
 * and whoever does so for another one adds an instance.
 */
@ApplicationScoped
public class Installations {
  @Inject private DesiredPlugins desired;
  @Inject private PlatformNames names;
  @Inject private ShutOut shutOut;

  /** Why an installation is refused that is another community's. */
  public static final String WRONG_COMMUNITY = "wrong_community";

  @EJB private CommunityChangeService changes;
  @Inject private Leases leases;

  /**
   * Enables {@code plugin} in {@code community}, or in a new one where none is named: the first
   * that anybody sees of that has the plugin.
   *
   * @return the name of the community
   * @throws ProblemException 404 where the community is gone; with an {@link
   *     AuthorizationException} as its cause, {@code <plugin>_wrong_community} where another
   *     community has the same on the platform; else as a driver would see
   */
  public String install(
      Optional<String> community,
      PluginDescriptor plugin,
      JsonObject config,
      Map<String, Credential> credentials) {
    String name = community.orElseGet(() -> UUID.randomUUID().toString());
    Optional<String> there = plugin.platformId(config);
    // What is another one on the platform comes beside what the community has.
    DesiredPlugin wanted =
        desired
            .of(
                new DesiredPlugins.Asked(
                    name, plugin.name(), Optional.empty(), there.isEmpty(), config, ""))
            .with(credentials);
    // Two that install the same at once would make two communities of it.
    leases.holding(
        PlatformNames.lease(plugin, there.orElse(name)),
        lease -> {
          there.ifPresent(id -> requireNobodyElse(plugin, id, name));
          return changes.install(name, community.isEmpty(), wanted, lease);
        });
    return name;
  }

  /**
   * Returns what {@code community} is called on the platform of {@code plugin}, where that is one
   * thing.
   */
  public static Optional<String> platformId(PluginDescriptor plugin, CommunitySnapshot community) {
    return Optional.of(community.instances(plugin.name()))
        .filter(all -> all.size() == 1)
        .flatMap(all -> all.get(0).readable())
        .flatMap(it -> plugin.platformId(it.config()));
  }

  /** Returns a code for drivers, such as {@code slack_wrong_community}. */
  public static String code(PluginDescriptor plugin, String reason) {
    return plugin.name().replace('-', '_') + "_" + reason;
  }

  private void requireNobodyElse(PluginDescriptor plugin, String id, String community) {
    if (names.isElsewhere(plugin, id, community)) {
      shutOut.remove(plugin, id, community);
    }
    if (names.isElsewhere(plugin, id, community)) {
      throw refused(plugin, WRONG_COMMUNITY, "Another community has it already");
    }
  }

  /** As the container lets it through: the cause says by which code a driver knows it. */
  private static ProblemException refused(PluginDescriptor plugin, String reason, String detail) {
    return new ProblemException(
        ProblemType.CONFLICT, detail, new AuthorizationException(code(plugin, reason), detail));
  }
}
