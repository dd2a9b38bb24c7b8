package org.metagov.gateway.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.PluginHealth;
import org.metagov.gateway.json.JsonText;

/** What has come in for a plugin, and whether that was refused. */
@ApplicationScoped
public class WebhookHealth implements PluginHealth {
  @Inject private Catalog catalog;
  @Inject private InboxView view;

  @Override
  public Part of(PluginSnapshot plugin) {
    boolean takes =
        catalog.find(plugin.plugin()).filter(PluginDescriptor::takesWebhooks).isPresent();
    if (!takes) {
      return new Part("webhooks", JsonValue.NULL, List.of());
    }
    JsonObject counts =
        view.counts(new HookCounts.Address(plugin.community(), plugin.plugin(), plugin.id()));
    JsonObject shown = JsonText.object(counts).remove("community").remove("plugin").build();
    return new Part("webhooks", shown, isRefused(counts) ? List.of("webhooks_refused") : List.of());
  }

  /** Since the last one that was good. */
  private static boolean isRefused(JsonObject counts) {
    Optional<Instant> refused = time(counts, "last_refused_at");
    Optional<Instant> verified = time(counts, "last_verified_at");
    return refused.filter(last -> verified.filter(last::isBefore).isEmpty()).isPresent();
  }

  private static Optional<Instant> time(JsonObject counts, String name) {
    return counts.isNull(name)
        ? Optional.empty()
        : Optional.of(Instant.parse(counts.getString(name)));
  }
}
