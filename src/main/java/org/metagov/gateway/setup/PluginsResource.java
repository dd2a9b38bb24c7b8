package org.metagov.gateway.setup;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Needs.From;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.Metadata;
import org.metagov.gateway.community.CommunityHeader;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.community.CommunitySnapshot;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.community.KnownPlugins;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.json.RequestBody;
import org.metagov.gateway.key.Sight;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** The plugins of the server, and those of a community one by one. */
@ApplicationScoped
@Path("/api/internal")
@Produces(MediaType.APPLICATION_JSON)
public class PluginsResource {
  @Inject private Catalog catalog;
  @Inject private DesiredPlugins plugins;
  @EJB private CommunityService communities;
  @EJB private CommunityChangeService changes;
  @Inject private CommunityView view;
  @Inject private Probing probing;
  @Inject private Sight sight;
  @Inject private KnownPlugins known;

  @Operation(
      id = "listPlugins",
      summary = "All plugins of this server",
      returns = CommunityShapes.Plugins.class)
  @GET
  @Path("plugin")
  @Needs(scope = Scope.READ, community = From.NONE)
  public JsonObject all() {
    var plugins = JsonText.array();
    catalog.all().forEach(plugin -> plugins.add(Metadata.of(plugin)));
    return JsonText.object().add("plugins", plugins).build();
  }

  @Operation(
      id = "listConfigSchemas",
      summary = "The config schema of every plugin",
      returns = JsonObject.class)
  @GET
  @Path("plugin-schemas")
  @Needs(scope = Scope.READ, community = From.NONE)
  public JsonObject schemas() {
    var schemas = JsonText.object();
    catalog.all().forEach(plugin -> schemas.add(plugin.name(), plugin.configSchema().source()));
    return schemas.build();
  }

  @Operation(
      id = "getPluginMetadata",
      summary = "All that one plugin declares",
      returns = CommunityShapes.PluginMetadata.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("plugin/{plugin}/metadata")
  @Needs(scope = Scope.READ, community = From.NONE)
  public JsonObject metadata(@PathParam("plugin") String plugin) {
    return Metadata.of(catalog.require(plugin, ProblemType.NOT_FOUND));
  }

  @Operation(
      id = "enablePlugin",
      summary = "Enables one plugin of a community, or gives it a new config",
      per = Operation.Per.PLUGIN,
      status = {200, 201},
      returns = CommunityShapes.EnabledPlugin.class,
      problems = {
        ProblemType.NOT_FOUND,
        ProblemType.CONFLICT,
        ProblemType.PLATFORM_FAILED,
        ProblemType.PLATFORM_TIMEOUT
      })
  @POST
  @Path("plugin/{plugin}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.ADMINISTER, community = From.HEADER)
  public Response enable(
      @PathParam("plugin") String plugin,
      @QueryParam(PlatformIdParameter.NAME) String platformId,
      @HeaderParam(CommunityHeader.NAME) String community,
      byte[] config) {
    catalog.require(plugin, ProblemType.NOT_FOUND);
    String name = communities.require(CommunityHeader.required(community)).name();
    CommunityChangeService.ChangedPlugin changed =
        changes.enable(name, desired(name, plugin, platformId, RequestBody.object(config)));
    return Response.status(changed.enabled() ? Response.Status.CREATED : Response.Status.OK)
        .entity(view.plugin(changed.plugin()))
        .build();
  }

  @Operation(
      id = "testPlugin",
      summary = "Asks its platform whether a config works, and keeps nothing",
      per = Operation.Per.PLUGIN,
      bodyOptional = true,
      returns = CommunityShapes.Probe.class,
      problems = {ProblemType.NOT_FOUND, ProblemType.BUSY})
  @POST
  @Path("plugin/{plugin}/test")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.ADMINISTER, community = From.HEADER)
  public JsonObject test(
      @PathParam("plugin") String plugin,
      @QueryParam(PlatformIdParameter.NAME) String platformId,
      @HeaderParam(CommunityHeader.NAME) String community,
      byte[] config) {
    catalog.require(plugin, ProblemType.NOT_FOUND);
    String name = communities.require(CommunityHeader.required(community)).name();
    JsonObject given =
        config.length == 0 ? stored(name, plugin, platformId) : RequestBody.object(config);
    return probing.of(name, desired(name, plugin, platformId, given));
  }

  /** Where no instance is named, the one that is there is meant. */
  private DesiredPlugin desired(
      String community, String plugin, String platformId, JsonObject config) {
    Optional<String> wanted = PlatformIdParameter.of(platformId);
    return plugins.of(
        new DesiredPlugins.Asked(community, plugin, wanted, wanted.isEmpty(), config, ""));
  }

  private JsonObject stored(String community, String plugin, String platformId) {
    return known
        .find(community, plugin, PlatformIdParameter.of(platformId))
        .map(CommunitySnapshot.PluginSnapshot::config)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.INVALID,
                    "Plugin '%s' not enabled for community '%s': send the config to try"
                        .formatted(plugin, community)));
  }

  @Operation(
      id = "disablePlugin",
      summary = "Disables one plugin of a community",
      description = "Where the header names a community, the plugin has to be that one's.",
      status = 204,
      problems = ProblemType.NOT_FOUND)
  @DELETE
  @Path("plugin/{plugin}/{id: \\d{1,18}}")
  @Needs(scope = Scope.ADMINISTER, community = From.OBJECT)
  public void disable(
      @PathParam("plugin") String plugin,
      @PathParam("id") long id,
      @DefaultValue("") @HeaderParam(CommunityHeader.NAME) String community) {
    boolean gone =
        communities
            .communityOf(id, plugin)
            .filter(sight::of)
            .filter(name -> community.isEmpty() || name.equals(community))
            .filter(name -> changes.disable(name, plugin, id))
            .isPresent();
    if (!gone) {
      throw new ProblemException(
          ProblemType.NOT_FOUND, "Plugin '" + plugin + "' with id " + id + " not found");
    }
  }
}
