package org.metagov.gateway.setup;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.Set;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.KnownPlugins;
import org.metagov.gateway.community.PluginUninstalled;
import org.metagov.gateway.instance.Instances;
import org.metagov.gateway.invocation.AuthorizationInvocation;

/**
 * Communities that a platform has shut out, though nobody has told the gateway: the webhook was
 * lost, or the platform sends none. What they are called there is theirs in name only, and they
 * keep others out.
 */
@ApplicationScoped
public class ShutOut {
  private static final String REASON =
      "The platform has shut it out, and has let it in for another community since";

  @EJB private CommunityService communities;
  @Inject private KnownPlugins plugins;
  @EJB private CommunityChangeService changes;
  @Inject private Instances instances;
  @Inject private Event<PluginUninstalled> uninstalled;

  /**
   * Disables {@code plugin} wherever it is called {@code name} on its platform, and was shut out
   * there, but in {@code community}. Whoever asks this holds the name.
   */
  void remove(PluginDescriptor plugin, String name, String community) {
    communities.findPlugins(plugin.name(), Set.of(name)).stream()
        .filter(holder -> !holder.community().equals(community))
        .flatMap(holder -> plugins.find(holder.community(), holder.plugin(), holder.id()).stream())
        .filter(
            holder ->
                AuthorizationInvocation.isShutOut(
                    plugin, instances.live(plugin, holder), holder.config()))
        .forEach(this::disable);
  }

  private void disable(PluginSnapshot holder) {
    changes.uninstalled(
        holder.community(),
        holder.plugin(),
        holder.id(),
        () ->
            uninstalled.fire(
                new PluginUninstalled(
                    holder.id(),
                    holder.community(),
                    holder.plugin(),
                    holder.platformId(),
                    REASON)));
  }
}
