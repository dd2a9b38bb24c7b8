package org.metagov.gateway.spi;

import java.util.Map;

/**
 * What somebody has let the gateway in to.
 *
 * @param config the community's config
 * @param credentials its credentials by name, as {@link PluginInstance#credential} returns them
 * @param parameters what the driver is told in the query of its address besides {@code state} and
 *     {@code community}, such as {@code user_id}; it ends in logs and histories of browsers, so no
 *     token
 */
public record Installation<C extends Record>(
    C config, Map<String, Credential> credentials, Map<String, String> parameters) {
  /** Keeps copies. */
  public Installation {
    credentials = Map.copyOf(credentials);
    parameters = Map.copyOf(parameters);
  }
}
