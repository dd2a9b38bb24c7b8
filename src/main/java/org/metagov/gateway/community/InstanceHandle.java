package org.metagov.gateway.community;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginState;

/** What a plugin is handed of a community. */
record InstanceHandle<C extends Record>(
    String community,
    C config,
    PluginState state,
    PlatformHttp http,
    Optional<URI> serverUrl,
    Supplier<Instant> clock)
    implements PluginInstance<C> {
  @Override
  public Instant now() {
    return clock.get();
  }
}
