package org.metagov.gateway.spi;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * A plugin as one community has enabled it.
 *
 * @param <C> its config
 */
public interface PluginInstance<C extends Record> {
  /** Returns the name of the community. */
  String community();

  /** Returns the config, with defaults filled in. */
  C config();

  /** Returns what the plugin remembers about this community. */
  PluginState state();

  /** Returns the time by the gateway's clock, which does not jump and is the same on every node. */
  Instant now();

  /** Returns the way to the platform: every call out of a plugin goes through it. */
  PlatformHttp http();

  /**
   * Returns the address of the platform, without a trailing slash: the config member {@code
   * server_url} where the config has one, else the server's setting {@code
   * metagov.plugin.<name>.server-url}.
   */
  Optional<URI> serverUrl();
}
