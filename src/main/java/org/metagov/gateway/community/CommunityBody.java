package org.metagov.gateway.community;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.catalog.InputSchema;
import org.metagov.gateway.catalog.RecordBinder;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;

/** What a driver sends about a community. Public for the binding of records. */
public record CommunityBody(
    Optional<String> name,
    Optional<String> slug,
    @Size(max = 255) @Pattern(regexp = "[^\\u0000]*") Optional<String> readableName,
    Optional<List<PluginBody>> plugins) {
  private static final InputSchema SCHEMA = InputSchema.ofRecord(CommunityBody.class);

  /** A plugin and the config it is to have. */
  public record PluginBody(String name, Optional<JsonObject> config) {}

  static CommunityBody of(JsonObject json) {
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
      if (bodies.subList(0, i).stream().anyMatch(b -> b.name().equals(body.name()))) {
        throw ProblemException.invalid(
            "Plugin '" + body.name() + "' is listed twice",
            List.of(new FieldError("/plugins/" + i + "/name", "is listed twice")));
      }
      desired.add(
          reading.of(
              community,
              body.name(),
              body.config().orElse(JsonValue.EMPTY_JSON_OBJECT),
              "/plugins/" + i + "/config"));
    }
    return desired;
  }
}
