package org.metagov.gateway.community;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.spi.AuthType;
import org.metagov.gateway.spi.Doc;

/** What stands in answers about communities and plugins. */
final class CommunityShapes {
  private CommunityShapes() {}

  record Community(
      @Doc("What stands in URLs: 1 to 50 letters, digits, `-` and `_`") String name,
      @Doc("The same as `name`") String slug,
      @Doc("For people") String readableName,
      @Doc("In the order of their names") List<EnabledPlugin> plugins) {}

  record EnabledPlugin(
      @Doc("A number that no other enabling of a plugin ever has") long id,
      @Doc("The plugin's name") String name,
      @Doc("Its config, with defaults filled in") JsonObject config,
      @Doc("The community") String community,
      @Doc("How the community lets the gateway in to the platform") AuthType authType) {}

  record CommunityPage(
      @Doc("By name") List<Community> communities,
      @Doc("The `after` of the next page; null on the last one") Optional<String> next) {}

  record Hooks(@Doc("Paths that platforms send webhooks to") List<String> hooks) {}

  record Callable(
      @Doc("What it is called by: `<plugin>.<name>`") String id,
      @Doc("What it is for") String description,
      @Doc("JSON Schema (draft 7) of what it takes; null: any object, or nothing")
          Optional<JsonObject> parametersSchema,
      @Doc("JSON Schema (draft 7) of what it answers; null: any object")
          Optional<JsonObject> responseSchema) {}

  record EventType(
      @Doc("What happened") String eventType,
      @Doc("The plugin") String source,
      @Doc("JSON Schema (draft 7) of `data`, where it is declared") Optional<JsonObject> schema) {}

  record Actions(@Doc("Of all enabled plugins") List<Callable> actions) {}

  record ProcessTypes(@Doc("Of all enabled plugins") List<Callable> processes) {}

  record EventTypes(@Doc("Of all enabled plugins") List<EventType> events) {}

  record PluginMetadata(
      @Doc("The plugin's name") String name,
      @Doc("How a community lets the gateway in to the platform") AuthType authType,
      @Doc("Whether its platform sends webhooks") boolean usesWebhook,
      @Doc("What it takes and gives") Declared schemas) {}

  record Declared(
      @Doc("JSON Schema (draft 7) of its config") JsonObject config,
      @Doc("Its actions") List<Callable> actions,
      @Doc("The events it tells of") List<EventType> events,
      @Doc("Its governance processes") List<Callable> processes) {}

  record Plugins(@Doc("By name") List<PluginMetadata> plugins) {}
}
