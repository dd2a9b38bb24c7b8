package org.metagov.gateway.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.KnownPlugins;
import org.metagov.gateway.inbox.AtOnce;
import org.metagov.gateway.instance.DetachedInstance;
import org.metagov.gateway.instance.Instances;
import org.metagov.gateway.invocation.Emitted;
import org.metagov.gateway.invocation.Invocation;
import org.metagov.gateway.invocation.Invocation.Meaning;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * Lets a plugin receive a webhook before that is kept, where it says that it needs nothing else.
 */
@ApplicationScoped
public class AtOnceReading {
  private static final Logger LOG = Logger.getLogger(AtOnceReading.class.getName());

  @Inject private KnownPlugins plugins;
  @Inject private Instances instances;

  /**
   * Returns what a webhook means; empty where that has to be found out later: the plugin has needed
   * more than it and the config, has failed, or has named processes.
   *
   * @param of the instance that it is for; its config need not be known
   */
  public Optional<AtOnce> of(PluginDescriptor plugin, PluginSnapshot of, WebhookRequest request) {
    try {
      return plugins
          .find(of.community(), of.plugin(), of.id())
          .flatMap(enabled -> read(plugin, enabled, request));
    } catch (RuntimeException e) {
      // It will fail again, and be tried again, when it is worked off.
      LOG.log(Level.FINE, "A webhook for {0} is received later", plugin.name());
      return Optional.empty();
    }
  }

  private Optional<AtOnce> read(
      PluginDescriptor plugin, PluginSnapshot enabled, WebhookRequest request) {
    DetachedInstance<?> instance = instances.detached(plugin, enabled);
    Meaning meaning =
        Invocation.receive(plugin, instance, Secrets.of(plugin, enabled.config()), request);
    boolean isAll =
        meaning.correlations().isEmpty()
            && meaning.disabled().isEmpty()
            && !instance.isInsufficient();
    return isAll
        ? Optional.of(
            new AtOnce(Emitted.by(enabled.platformId(), meaning.events()), meaning.passedOver()))
        : Optional.empty();
  }
}
