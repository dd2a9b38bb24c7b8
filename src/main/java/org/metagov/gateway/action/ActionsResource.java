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
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Needs.From;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.community.CommunityHeader;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.json.RequestBody;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.problem.ProblemType;

/** Actions, for drivers. */
@ApplicationScoped
@Path("/api/internal/action")
@Produces(MediaType.APPLICATION_JSON)
public class ActionsResource {
  @Inject private ActionService actions;

  @Operation(
      id = "performAction",
      summary = "Performs an action",
      per = Operation.Per.ACTION,
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
  @Needs(scope = Scope.ACT, community = From.HEADER)
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
        ActionService.Caller.DRIVER);
  }
}
