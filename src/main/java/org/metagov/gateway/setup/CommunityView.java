package org.metagov.gateway.setup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.MaskedConfig;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.community.CommunitySnapshot;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.HookPath;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.spi.AuthType;

/** Communities, and what their plugins offer, as drivers see them. */
@ApplicationScoped
public class CommunityView {
  @Inject private Catalog catalog;
  @Inject private Settings settings;

  public JsonObject community(CommunitySnapshot community) {
    JsonArrayBuilder plugins = JsonText.array();
    Stream.concat(
            community.plugins().stream().map(this::plugin),
            community.unreadable().stream()
                .map(
                    p ->
                        plugin(
                            p.id(), p.plugin(), p.platformId(), community.name(), JsonValue.NULL)))
        .sorted(
            Comparator.comparing((JsonObject plugin) -> plugin.getString("name"))
                .thenComparing(plugin -> plugin.getJsonNumber("id").longValue()))
        .forEach(plugins::add);
    return JsonText.object()
        .add("name", community.name())
        .add("slug", community.name())
        .add("readable_name", community.readableName())
        .add("plugins", plugins)
        .build();
  }

  public JsonObject plugin(PluginSnapshot plugin) {
    return plugin(
        plugin.id(), plugin.plugin(), plugin.platformId(), plugin.community(), config(plugin));
  }

  private JsonObject plugin(
      long id, String name, Optional<String> platformId, String community, JsonValue config) {
    AuthType auth = catalog.find(name).map(PluginDescriptor::auth).orElse(AuthType.NONE);
    JsonObjectBuilder plugin =
        JsonText.object()
            .add("id", id)
            .add("name", name)
            .add("config", config)
            .add("community", community)
            .add("auth_type", auth.wireName());
    platformId.ifPresent(called -> plugin.add(PlatformIdParameter.NAME, called));
    return plugin.build();
  }

  /** Returns the config without its secrets, unless the settings let drivers read them back. */
  private JsonObject config(PluginSnapshot plugin) {
    if (settings.get(Setting.SECRETS_REVEAL)) {
      return plugin.config();
    }
    return catalog
        .find(plugin.plugin())
        .map(known -> MaskedConfig.mask(known, plugin.config()))
        .orElseGet(() -> MaskedConfig.maskAll(plugin.config()));
  }

  /** Returns the paths that platforms send webhooks to: those that answer. */
  public JsonArray hooks(CommunitySnapshot community) {
    JsonArrayBuilder hooks = JsonText.array();
    community.plugins().stream()
        .filter(p -> catalog.find(p.plugin()).filter(PluginDescriptor::hooks).isPresent())
        .flatMap(p -> HookPath.of(p).stream())
        .forEach(hooks::add);
    return hooks.build();
  }

  /** Returns what {@code listed} finds in the metadata of each enabled plugin, as one list. */
  public JsonArray listing(
      CommunitySnapshot community, Function<PluginDescriptor, JsonArray> listed) {
    JsonArrayBuilder all = JsonText.array();
    community.plugins().stream()
        .map(PluginSnapshot::plugin)
        .distinct()
        .flatMap(name -> catalog.find(name).stream())
        .flatMap(p -> Stream.of(listed.apply(p)))
        .forEach(part -> part.forEach(all::add));
    return all.build();
  }
}
