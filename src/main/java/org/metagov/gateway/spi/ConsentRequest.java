package org.metagov.gateway.spi;

import java.util.Optional;

/**
 * What somebody is to be asked by a platform.
 *
 * @param purpose what for
 * @param platformId what the community is known by there, where it has the plugin already: the
 *     value of its config's member with {@link PlatformId}
 */
public record ConsentRequest(Purpose purpose, Optional<String> platformId) {
  /** What a platform asks somebody for. */
  public enum Purpose {
    /** To let the gateway in for a community: {@code type=app}. */
    INSTALL,
    /** To tell the driver who they are: {@code type=user}. */
    SIGN_IN
  }
}
