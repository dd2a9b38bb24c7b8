package org.metagov.gateway.community;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.Metadata;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.RequestBody;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** The plugins of the server, and those of a community one by one. */
@ApplicationScoped
@Path("/api/internal")
@Produces(MediaType.APPLICATION_JSON)
public class PluginsResource {
  @Inject private Catalog catalog;
  @Inject private DesiredPlugins plugins;
  @Inject private CommunityService communities;
  @Inject private CommunityChangeService changes;
  @Inject private CommunityView view;

  @GET
  @Path("plugin")
  public JsonObject all() {
    var plugins = JsonText.array();
    catalog.all().forEach(plugin -> plugins.add(Metadata.of(plugin)));
    return JsonText.object().add("plugins", plugins).build();
  }

  @GET
  @Path("plugin-schemas")
  public JsonObject schemas() {
    var schemas = JsonText.object();
    catalog.all().forEach(plugin -> schemas.add(plugin.name(), plugin.configSchema().source()));
    return schemas.build();
  }

  @GET
  @Path("plugin/{plugin}/metadata")
  public JsonObject metadata(@PathParam("plugin") String plugin) {
    return Metadata.of(catalog.require(plugin, ProblemType.NOT_FOUND));
  }

  @POST
  @Path("plugin/{plugin}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response enable(
      @PathParam("plugin") String plugin,
      @HeaderParam(CommunityHeader.NAME) String community,
      byte[] config) {
    catalog.require(plugin, ProblemType.NOT_FOUND);
    CommunityChangeService.ChangedPlugin changed =
        changes.enable(
            communities.require(CommunityHeader.required(community)).name(),
            plugins.of(plugin, RequestBody.object(config), ""));
    return Response.status(changed.enabled() ? Response.Status.CREATED : Response.Status.OK)
        .entity(view.plugin(changed.plugin()))
        .build();
  }

  @DELETE
  @Path("plugin/{plugin}/{id: \\d{1,18}}")
  public void disable(
      @PathParam("plugin") String plugin,
      @PathParam("id") long id,
      @HeaderParam(CommunityHeader.NAME) String community) {
    boolean gone =
        communities
            .findPlugin(id)
            .filter(p -> p.plugin().equals(plugin))
            .filter(p -> p.community().equals(CommunityHeader.required(community)))
            .filter(p -> changes.disable(p.community(), id))
            .isPresent();
    if (!gone) {
      throw new ProblemException(
          ProblemType.NOT_FOUND, "Plugin '" + plugin + "' with id " + id + " not found");
    }
  }
}
