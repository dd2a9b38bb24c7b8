package org.metagov.gateway.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.settings.Settings;

/** How large webhooks may be: where nobody signs them, strangers are not to fill the inbox. */
@ApplicationScoped
public class BodyLimit {
  @Inject private Catalog catalog;
  @Inject private Settings settings;

  /** Returns how many bytes a webhook to {@code plugin} may have. */
  public long of(String plugin) {
    boolean unsigned = catalog.find(plugin).filter(PluginDescriptor::unsigned).isPresent();
    return settings.maxWebhookBody(plugin, unsigned);
  }
}
