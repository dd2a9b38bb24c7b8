package org.metagov.gateway.community;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.metagov.gateway.spi.Credential;

/**
 * What one request changes of a community, ready to be written in one transaction.
 *
 * @param name the community's name
 * @param readableName its new name for people; absent: as it is
 * @param written plugins that are enabled or have a new config
 * @param disabled the ids of instances that go
 */
public record CommunityChange(
    String name, Optional<String> readableName, List<Written> written, List<Long> disabled) {

  /**
   * A plugin instance that is created or gets a new config.
   *
   * @param instance the id of the instance; empty: a new one
   * @param plugin the plugin's name
   * @param called what it is told apart by from others of the plugin in the community
   * @param platformId what names the community on its platform
   * @param config with defaults filled in
   * @param credentials those it begins with, where it is new
   * @param stateChange what the hook did to the state: a pure function
   */
  public record Written(
      Optional<Long> instance,
      String plugin,
      Optional<String> called,
      Optional<String> platformId,
      JsonObject config,
      Map<String, Credential> credentials,
      UnaryOperator<JsonObject> stateChange) {}
}
