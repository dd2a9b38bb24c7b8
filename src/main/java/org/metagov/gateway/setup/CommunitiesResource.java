package org.metagov.gateway.setup;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Needs.From;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.catalog.Metadata;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.community.CommunitySnapshot;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PageLimit;
import org.metagov.gateway.json.RequestBody;
import org.metagov.gateway.key.Sight;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** Communities, and what the plugins of each one offer. */
@ApplicationScoped
@Path("/api/internal/community")
@Produces(MediaType.APPLICATION_JSON)
public class CommunitiesResource {
  @EJB private CommunityService communities;
  @EJB private CommunityChangeService changes;
  @Inject private CommunityView view;
  @Inject private HookRegistrations registrations;
  @Inject private DesiredPlugins plugins;
  @Inject private CommunityStatus status;
  @Inject private Sight sight;

  @Operation(
      id = "listCommunities",
      summary = "A page of all communities, or of those whose names hold a text",
      returns = CommunityShapes.CommunityPage.class)
  @GET
  @Needs(scope = Scope.READ, community = From.LIST)
  public JsonObject page(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("limit") @DefaultValue("50") String limit,
      @QueryParam("after") @DefaultValue("") String after) {
    int most = PageLimit.of(limit);
    List<CommunitySnapshot> page = communities.page(after, search, most + 1, sight.limit());
    List<CommunitySnapshot> shown = page.subList(0, Math.min(most, page.size()));
    var list = JsonText.array();
    shown.forEach(community -> list.add(view.community(community)));
    String next = page.size() > most ? shown.get(most - 1).name() : null;
    return JsonText.object().add("communities", list).add("next", JsonText.string(next)).build();
  }

  @Operation(
      id = "createCommunity",
      summary = "Creates a community, under an invented name where none is given",
      takes = CommunityBody.class,
      status = 201,
      returns = CommunityShapes.Community.class,
      problems = {ProblemType.CONFLICT, ProblemType.PLATFORM_FAILED, ProblemType.PLATFORM_TIMEOUT})
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.ADMINISTER, community = From.NEW)
  public Response create(byte[] body) {
    CommunityBody asked = CommunityBody.of(RequestBody.object(body));
    CommunitySnapshot created =
        changes.create(asked.slug().or(asked::name), name -> asked.under(name, plugins));
    return Response.status(Response.Status.CREATED).entity(view.community(created)).build();
  }

  @Operation(
      id = "getCommunity",
      summary = "One community",
      returns = CommunityShapes.Community.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("{community}")
  @Needs(scope = Scope.READ, community = From.PATH)
  public JsonObject get(@PathParam("community") String name) {
    return view.community(known(name));
  }

  @Operation(
      id = "replaceCommunity",
      summary = "Creates or replaces a community",
      takes = CommunityBody.class,
      status = {200, 201},
      returns = CommunityShapes.Community.class,
      problems = {
        ProblemType.NOT_FOUND,
        ProblemType.CONFLICT,
        ProblemType.PLATFORM_FAILED,
        ProblemType.PLATFORM_TIMEOUT
      })
  @PUT
  @Path("{community}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.ADMINISTER, community = From.NEW_OR_PATH)
  public Response replace(@PathParam("community") String name, byte[] body) {
    CommunityBody asked = CommunityBody.of(RequestBody.object(body));
    asked
        .name()
        .filter(other -> !other.equals(name))
        .ifPresent(
            other -> {
              throw new ProblemException(
                  ProblemType.INVALID, "Expected name " + name + ", found " + other);
            });
    CommunityChangeService.Changed changed = changes.replace(asked.under(name, plugins));
    return Response.status(changed.created() ? Response.Status.CREATED : Response.Status.OK)
        .entity(view.community(changed.community()))
        .build();
  }

  @Operation(
      id = "deleteCommunity",
      summary = "Deletes a community with all its plugins",
      status = 204,
      problems = ProblemType.NOT_FOUND)
  @DELETE
  @Path("{community}")
  @Needs(scope = Scope.ADMINISTER, community = From.PATH)
  public void delete(@PathParam("community") String name) {
    if (!changes.delete(name)) {
      throw notFound(name);
    }
  }

  @Operation(
      id = "getCommunityStatus",
      summary = "How each of its plugins does",
      returns = CommunityShapes.Status.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("{community}/status")
  @Needs(scope = Scope.READ, community = From.PATH)
  public JsonObject status(@PathParam("community") String name) {
    return status.of(List.of(known(name))).get(0);
  }

  @Operation(
      id = "listHooks",
      summary = "The webhook paths of its plugins",
      returns = CommunityShapes.Hooks.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("{community}/hooks")
  @Needs(scope = Scope.READ, community = From.PATH)
  public JsonObject hooks(@PathParam("community") String name) {
    CommunitySnapshot community = known(name);
    return JsonText.object()
        .add("hooks", view.hooks(community))
        .add("registrations", registrations.of(community))
        .build();
  }

  @Operation(
      id = "listActions",
      summary = "The actions of its plugins",
      returns = CommunityShapes.Actions.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("{community}/actions")
  @Needs(scope = Scope.READ, community = From.PATH)
  public JsonObject actions(@PathParam("community") String name) {
    return JsonText.object().add("actions", view.listing(known(name), Metadata::actions)).build();
  }

  @Operation(
      id = "listProcessTypes",
      summary = "The governance processes its plugins declare",
      returns = CommunityShapes.ProcessTypes.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("{community}/processes")
  @Needs(scope = Scope.READ, community = From.PATH)
  public JsonObject processes(@PathParam("community") String name) {
    return JsonText.object()
        .add("processes", view.listing(known(name), Metadata::processes))
        .build();
  }

  @Operation(
      id = "listEventTypes",
      summary = "The event types its plugins declare",
      returns = CommunityShapes.EventTypes.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("{community}/events")
  @Needs(scope = Scope.READ, community = From.PATH)
  public JsonObject events(@PathParam("community") String name) {
    return JsonText.object().add("events", view.listing(known(name), Metadata::events)).build();
  }

  private CommunitySnapshot known(String name) {
    return communities.find(name).orElseThrow(() -> notFound(name));
  }

  private static ProblemException notFound(String name) {
    return new ProblemException(ProblemType.NOT_FOUND, "Community '" + name + "' not found");
  }
}
