package org.metagov.gateway.routing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.setup.PluginHealth;
import org.metagov.gateway.webhook.HookCounts.Address;

/** What has come in for a plugin, and whether that was refused. */
@ApplicationScoped
public class WebhookHealth implements PluginHealth {
  @Inject private Catalog catalog;
  @Inject private InboxView view;

  @Override
  public Map<Long, Part> of(List<PluginSnapshot> plugins) {
    Map<Address, JsonObject> counts =
        view.counts(plugins.stream().filter(this::takes).map(WebhookHealth::address).toList());
    return plugins.stream()
        .collect(
            Collectors.toMap(
                PluginSnapshot::id,
                plugin -> part(Optional.ofNullable(counts.get(address(plugin))))));
  }

  private boolean takes(PluginSnapshot plugin) {
    return catalog.find(plugin.plugin()).filter(PluginDescriptor::takesWebhooks).isPresent();
  }

  private static Address address(PluginSnapshot plugin) {
    return new Address(plugin.community(), plugin.plugin(), plugin.id());
  }

  private static Part part(Optional<JsonObject> counts) {
    return counts
        .map(
            all ->
                new Part(
                    "webhooks",
                    JsonText.object(all).remove("community").remove("plugin").build(),
                    isRefused(all) ? List.of("webhooks_refused") : List.of()))
        .orElseGet(() -> new Part("webhooks", JsonValue.NULL, List.of()));
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
