package org.metagov.gateway.setup;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.community.DesiredCommunity;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.schema.InputSchema;
import org.metagov.gateway.schema.RecordBinder;
import org.metagov.gateway.setup.DesiredPlugins.Asked;

/** What a driver sends about a community. Public for the binding of records. */
public record CommunityBody(
    Optional<String> name,
    Optional<String> slug,
    @Size(max = 255) @Pattern(regexp = "[^\\u0000]*") Optional<String> readableName,
    Optional<List<PluginBody>> plugins) {
  private static final InputSchema SCHEMA = InputSchema.ofRecord(CommunityBody.class);

  /** A plugin and the config it is to have; of several of its instances, which one. */
  public record PluginBody(
      String name, Optional<JsonObject> config, Optional<String> communityPlatformId) {}

  public static CommunityBody of(JsonObject json) {
    return RecordBinder.bind(SCHEMA.complete(json), CommunityBody.class);
  }

  /**
   * Returns what this asks for, under the name {@code name}.
   *
   * @throws ProblemException 400 as {@link DesiredPlugins#of}
   */
  DesiredCommunity under(String name, DesiredPlugins reading) {
    return new DesiredCommunity(
        name, readableName, plugins.map(list -> desired(name, list, reading)));
  }

  private static List<DesiredPlugin> desired(
      String community, List<PluginBody> bodies, DesiredPlugins reading) {
    List<DesiredPlugin> desired = new ArrayList<>();
    for (int i = 0; i < bodies.size(); i++) {
      PluginBody body = bodies.get(i);
      DesiredPlugin plugin =
          reading.of(
              new Asked(
                  community,
                  body.name(),
                  PlatformIdParameter.of(body.communityPlatformId().orElse(null)),
                  bodies.stream().filter(b -> b.name().equals(body.name())).count() == 1,
                  body.config().orElse(JsonValue.EMPTY_JSON_OBJECT),
                  "/plugins/" + i + "/config"));
      if (desired.stream().anyMatch(plugin::isSame)) {
        throw twice(plugin, i);
      }
      desired.add(plugin);
    }
    return desired;
  }

  private static ProblemException twice(DesiredPlugin plugin, int at) {
    return ProblemException.invalid(
        "Plugin '%s' is listed twice%s"
            .formatted(
                plugin.plugin().name(),
                plugin
                    .platformId()
                    .map(id -> " with the " + PlatformIdParameter.NAME + " '" + id + "'")
                    .orElse("")),
        List.of(new FieldError("/plugins/" + at + "/name", "is listed twice")));
  }
}
