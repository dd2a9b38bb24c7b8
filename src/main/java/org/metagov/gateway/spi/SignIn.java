package org.metagov.gateway.spi;

import java.util.Map;
import java.util.Optional;

/**
 * Who has signed in by a platform.
 *
 * @param userId their id there; the driver is told it as {@code user_id}
 * @param platformId what the community is known by there, where they belong to one: a value of the
 *     config's member with {@link PlatformId}. Where no community has the plugin enabled with it,
 *     the driver is told {@code <plugin>_plugin_not_installed}
 * @param parameters what else the driver is told in the query of its address, such as {@code
 *     team_id}; no token
 */
public record SignIn(String userId, Optional<String> platformId, Map<String, String> parameters) {
  /** Keeps a copy. */
  public SignIn {
    parameters = Map.copyOf(parameters);
  }
}
