package org.metagov.gateway.setup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.community.CommunitySnapshot;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PlatformIdParameter;

/** How the plugins of a community do, as all rooms that know something of it tell. */
@ApplicationScoped
public class CommunityStatus {
  @Inject @Any private Instance<PluginHealth> rooms;

  /** Returns {@code {"community","plugins":[...]}} of each of {@code communities}. */
  List<JsonObject> of(List<CommunitySnapshot> communities) {
    List<PluginSnapshot> all =
        communities.stream().flatMap(community -> community.plugins().stream()).toList();
    List<Map<Long, PluginHealth.Part>> told =
        all.isEmpty() ? List.of() : rooms.stream().map(room -> room.of(all)).toList();
    return communities.stream().map(community -> of(community, told)).toList();
  }

  private static JsonObject of(
      CommunitySnapshot community, List<Map<Long, PluginHealth.Part>> told) {
    JsonArrayBuilder plugins = JsonText.array();
    community
        .plugins()
        .forEach(
            plugin ->
                plugins.add(of(plugin, told.stream().map(room -> room.get(plugin.id())).toList())));
    return JsonText.object().add("community", community.name()).add("plugins", plugins).build();
  }

  private static JsonObject of(PluginSnapshot plugin, List<PluginHealth.Part> parts) {
    JsonObjectBuilder status =
        JsonText.object().add("id", plugin.id()).add("name", plugin.plugin());
    plugin.platformId().ifPresent(called -> status.add(PlatformIdParameter.NAME, called));
    List<String> troubles = new ArrayList<>();
    for (PluginHealth.Part part : parts) {
      status.add(part.member(), part.value());
      troubles.addAll(part.troubles());
    }
    troubles.sort(String::compareTo);
    return status
        .add("well", troubles.isEmpty())
        .add("troubles", JsonText.provider().createArrayBuilder(troubles))
        .build();
  }
}
