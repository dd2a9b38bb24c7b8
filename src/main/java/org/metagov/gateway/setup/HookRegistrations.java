package org.metagov.gateway.setup;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Optional;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CommunitySnapshot;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.HookPath;
import org.metagov.gateway.instance.DraftState;
import org.metagov.gateway.instance.PluginStateService;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.problem.UnreadableException;
import org.metagov.gateway.spi.OwnWebhook;
import org.metagov.gateway.spi.OwnWebhook.Standing;

/** How the webhooks stand that plugins register on their platforms by themselves. */
@ApplicationScoped
public class HookRegistrations {
  private static final int LONGEST = 700;

  @Inject private Catalog catalog;
  @EJB private PluginStateService states;

  /** Returns those of {@code community}, as drivers see them. */
  public JsonArray of(CommunitySnapshot community) {
    JsonArrayBuilder all = JsonText.array();
    for (PluginSnapshot enabled : community.plugins()) {
      catalog
          .find(enabled.plugin())
          .flatMap(plugin -> standing(enabled).map(standing -> view(plugin, enabled, standing)))
          .ifPresent(all::add);
    }
    return all.build();
  }

  /** What cannot be opened says nothing here; the plugin's status does. */
  private Optional<Standing> standing(PluginSnapshot enabled) {
    return UnreadableException.orNothing(() -> Optional.of(states.read(enabled.id())))
        .flatMap(state -> new DraftState(state).get(OwnWebhook.STATE, Standing.class));
  }

  private JsonObject view(PluginDescriptor plugin, PluginSnapshot enabled, Standing standing) {
    // A platform's words, which may repeat the key.
    Secrets secrets = Secrets.of(plugin, enabled.config()).and(catalog.settings(plugin));
    JsonValue byHand =
        standing
            .byHand()
            .map(text -> Texts.fitting(secrets.blackOut(text), LONGEST))
            .map(JsonText::string)
            .orElse(JsonValue.NULL);
    return JsonText.object()
        .add("path", JsonText.string(HookPath.of(enabled).orElse(null)))
        .add("plugin", plugin.name())
        .add("registered", standing.registered())
        .add("by_hand", byHand)
        .build();
  }
}
