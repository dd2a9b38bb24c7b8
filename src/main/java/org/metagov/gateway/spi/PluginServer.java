package org.metagov.gateway.spi;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * What a plugin has of this server, whichever community it works for, and also where it works for
 * none yet.
 */
public interface PluginServer {
  /**
   * Returns the server's settings for the plugin ({@code metagov.plugin.<name>.*}), as {@link
   * MetagovPlugin#settings()} has declared them.
   *
   * @param type the declared record
   * @throws InvalidParameterException where one that is required is not set; it says which
   */
  default <S extends Record> S settings(Class<S> type) {
    throw new UnsupportedOperationException("There are no settings here");
  }

  /** Returns the way to the platform: every call out of a plugin goes through it. */
  PlatformHttp http();

  /**
   * Returns the way to the platform for calls with {@code credential}: the platform counts them by
   * it, and so does the gateway. It does not send it: which header, or which field, is the
   * platform's own. {@code credential} is blacked out of every error.
   */
  default PlatformHttp http(Credential credential) {
    throw new UnsupportedOperationException("There are no credentials here");
  }

  /**
   * As above, for calls that the platform counts by {@code account}, whichever credential they have
   * and whatever community they are for: an app that signs a new token for each call, say.
   */
  default PlatformHttp http(String account, Credential credential) {
    return http(credential);
  }

  /**
   * Returns the address of the platform, without a trailing slash: the config member {@code
   * server_url} where there is a config that has one, else the server's setting {@code
   * metagov.plugin.<name>.server-url}.
   */
  Optional<URI> serverUrl();

  /** Returns the time by the gateway's clock, which does not jump and is the same on every node. */
  Instant now();
}
