package org.metagov.gateway.community;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Optional;
import org.metagov.gateway.access.Sight;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.MaskedConfig;
import org.metagov.gateway.catalog.PluginConfig;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.outbound.AddressGuard;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.problem.ProblemType;

/** Reads which plugins a driver wants, and with which configs. */
@ApplicationScoped
public class DesiredPlugins {
  @Inject private Catalog catalog;
  @Inject private AddressGuard addresses;
  @Inject private CommunityService communities;
  @Inject private Sight sight;

  /**
   * Returns {@code plugin} with {@code config}, which {@code pointer} points to in the body; a mark
   * in place of a secret means the one that {@code community} has.
   *
   * @throws ProblemException 400 for an unknown plugin, a config that breaks its schema, or one
   *     with an address that may not be called
   */
  DesiredPlugin of(String community, String plugin, JsonObject config, String pointer) {
    PluginDescriptor descriptor = catalog.require(plugin, ProblemType.INVALID);
    try {
      Optional<JsonObject> kept =
          MaskedConfig.isIn(descriptor, config)
              ? Optional.of(kept(community, plugin))
              : Optional.empty();
      JsonObject whole =
          kept.map(it -> MaskedConfig.restore(descriptor, config, it)).orElse(config);
      PluginConfig read = PluginConfig.of(descriptor, whole);
      if (descriptor.hooks()) {
        HookPath.check(read.json());
      }
      read.addresses().forEach(addresses::require);
      return new DesiredPlugin(descriptor, read.json(), kept);
    } catch (ProblemException e) {
      throw ProblemException.invalid(
          e.getMessage(),
          e.errors().stream()
              .map(error -> new FieldError(pointer + error.pointer(), error.detail()))
              .toList());
    }
  }

  /**
   * Returns the config that is stored; of one that is not there, or that the caller does not see,
   * nothing can be kept: it would be told by what is refused.
   */
  private JsonObject kept(String community, String plugin) {
    return communities
        .findPlugin(community, plugin)
        .filter(found -> sight.of(community))
        .map(PluginSnapshot::config)
        .orElse(JsonValue.EMPTY_JSON_OBJECT);
  }
}
