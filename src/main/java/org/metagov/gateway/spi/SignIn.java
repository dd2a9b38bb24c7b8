package org.metagov.gateway.spi;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who has signed in by a platform.
 *
 * @param userId their id there; the driver is told it as {@code user_id}, and it is linked to them
 *     in the communities that have the plugin there
 * @param platformIds what the communities are called there that they belong to, where that is told:
 *     values of the config's member with {@link PlatformId}. Where no community has the plugin
 *     enabled with one of them, the driver is told {@code <plugin>_plugin_not_installed}
 * @param parameters what else the driver is told in the query of its address, such as {@code
 *     team_id}; no token
 */
public record SignIn(
    String userId, Optional<Set<String>> platformIds, Map<String, String> parameters) {
  /** Keeps copies. */
  public SignIn {
    platformIds = platformIds.map(Set::copyOf);
    parameters = Map.copyOf(parameters);
  }

  /** Somebody who belongs to the one community that is called {@code platformId} there. */
  public SignIn(String userId, String platformId, Map<String, String> parameters) {
    this(userId, Optional.of(Set.of(platformId)), parameters);
  }
}
