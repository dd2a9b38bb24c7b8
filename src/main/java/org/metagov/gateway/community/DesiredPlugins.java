package org.metagov.gateway.community;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginConfig;
import org.metagov.gateway.catalog.PluginDescriptor;
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

  /**
   * Returns {@code plugin} with {@code config}, which {@code pointer} points to in the body.
   *
   * @throws ProblemException 400 for an unknown plugin, a config that breaks its schema, or one
   *     with an address that may not be called
   */
  DesiredPlugin of(String plugin, JsonObject config, String pointer) {
    PluginDescriptor descriptor = catalog.require(plugin, ProblemType.INVALID);
    try {
      PluginConfig read = PluginConfig.of(descriptor, config);
      if (descriptor.hooks()) {
        HookPath.check(read.json());
      }
      read.addresses().forEach(addresses::require);
      return new DesiredPlugin(descriptor, read.json());
    } catch (ProblemException e) {
      throw ProblemException.invalid(
          e.getMessage(),
          e.errors().stream()
              .map(error -> new FieldError(pointer + error.pointer(), error.detail()))
              .toList());
    }
  }
}
