package org.metagov.gateway.action;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.metagov.gateway.access.PublicRoute;
import org.metagov.gateway.community.CommunityHeader;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.json.RequestBody;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.problem.ProblemType;

/** The actions that plugins declare public, for anybody who reaches the server. */
@ApplicationScoped
@Path("/api/action")
@Produces(MediaType.APPLICATION_JSON)
@PublicRoute
public class PublicActionsResource {
  @Inject private ActionService actions;

  @Operation(
      id = "performPublicAction",
      summary = "Performs an action that its plugin declares public",
      per = Operation.Per.PUBLIC_ACTION,
      bodyOptional = true,
      problems = {
        ProblemType.NOT_FOUND,
        ProblemType.CONFLICT,
        ProblemType.PLATFORM_FAILED,
        ProblemType.PLATFORM_TIMEOUT,
        ProblemType.BUSY
      })
  @POST
  @Path("{action}")
  @Consumes(MediaType.APPLICATION_JSON)
  public JsonObject perform(
      @PathParam("action") String action,
      @QueryParam(PlatformIdParameter.NAME) String platformId,
      @HeaderParam(CommunityHeader.NAME) String community,
      byte[] body) {
    return actions.perform(
        action,
        community,
        platformId,
        RequestBody.objectOrEmpty(body),
        ActionService.Caller.ANYBODY);
  }
}
