package org.metagov.gateway.community;

import java.net.URI;
import java.util.Optional;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginState;

/** What a plugin is handed of a community. */
record InstanceHandle<C extends Record>(
    String community, C config, PluginState state, PlatformHttp http, Optional<URI> serverUrl)
    implements PluginInstance<C> {}
