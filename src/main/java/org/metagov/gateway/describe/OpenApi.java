package org.metagov.gateway.describe;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.operation.Route;
import org.metagov.gateway.operation.Routes;

/** The API as an OpenAPI 3.1 document. */
public final class OpenApi {
  private static final String ABOUT =
      "One REST API for governance drivers, one plugin per platform. Errors are problems as RFC"
          + " 9457 has them; names are in `snake_case`; a member that is not known is ignored. A"
          + " `traceparent` (W3C Trace Context) goes on to whatever a request brings about.";

  private OpenApi() {}

  /**
   * Returns the document.
   *
   * @param routes all routes
   * @param plugins the enabled plugins
   * @param audience whom it is for
   * @param version the gateway's
   */
  public static JsonObject of(
      Routes routes, Collection<PluginDescriptor> plugins, Audience audience, String version) {
    Examples examples = Examples.of(OpenApi.class);
    Schemas schemas = new Schemas();
    Problems problems = new Problems(examples);
    ProcessExamples processes = ProcessExamples.of(examples, plugins, audience);
    Operations operations =
        new Operations(routes, schemas, problems, examples, processes, audience);
    List<Route> told =
        routes.all().stream()
            .filter(route -> route.open() ? audience.open() : audience.internal())
            .toList();
    told.forEach(route -> operations.add(route, plugins));
    JsonObject paths = operations.build();
    JsonObjectBuilder components =
        JsonText.object()
            .add("responses", problems.components())
            .add("parameters", Parameters.shared())
            .add("headers", Security.headers())
            .add("securitySchemes", Security.schemes());
    JsonObjectBuilder document =
        JsonText.object()
            .add("openapi", "3.1.0")
            .add("info", info(version))
            .add("servers", JsonText.array().add(JsonText.object().add("url", "/")))
            .add("tags", tags(paths))
            .add("paths", paths);
    JsonObjectBuilder named =
        JsonText.object(schemas.components()).add("Problem", Problems.schema());
    if (audience.internal()) {
      named.add("CloudEvent", CloudEvents.schema(Security.ref("schemas", "Event")));
      document.add("webhooks", Callbacks.webhooks());
      components.add("pathItems", Callbacks.items(examples, processes));
    }
    return document.add("components", components.add("schemas", named)).build();
  }

  private static JsonObject info(String version) {
    return JsonText.object()
        .add("title", "Metagov Gateway")
        .add("summary", "One API for community governance on many platforms")
        .add("description", ABOUT)
        .add("version", version)
        .add("license", JsonText.object().add("name", "Apache-2.0").add("identifier", "Apache-2.0"))
        .build();
  }

  private static jakarta.json.JsonArray tags(JsonObject paths) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    paths.values().stream()
        .flatMap(item -> item.asJsonObject().values().stream())
        .map(operation -> operation.asJsonObject().getJsonArray("tags").getString(0))
        .forEach(names::add);
    var tags = JsonText.array();
    names.forEach(name -> tags.add(JsonText.object().add("name", name)));
    return tags.build();
  }
}
