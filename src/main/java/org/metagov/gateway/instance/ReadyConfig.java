package org.metagov.gateway.instance;

import jakarta.json.JsonObject;
import java.net.URI;
import java.util.Optional;

/**
 * What is made of a config once, until it is another one.
 *
 * @param source the config as it is kept
 * @param config the plugin's record of it
 * @param serverUrl where its platform is
 * @param token the digest of what it is let in by there
 */
record ReadyConfig(
    JsonObject source, Record config, Optional<URI> serverUrl, Optional<String> token) {}
