package org.metagov.gateway.auth;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Needs.From;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.access.ShownOnce;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.community.CommunityHeader;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.problem.ProblemType;

/** What drivers give people whom they send to let a plugin in. */
@ApplicationScoped
@Path("/api/internal/plugin/{plugin}/invitation")
@Produces(MediaType.APPLICATION_JSON)
public class InvitationsResource {
  @Inject private Catalog catalog;
  @EJB private CommunityService communities;
  @Inject private Joining joining;

  @Operation(
      id = "invite",
      summary = "Lets somebody install a plugin in a community, within ten minutes",
      description =
          "What it answers as `invitation` goes to `/auth/{plugin}/authorize` as the parameter of"
              + " that name, beside the `community`.",
      returns = Invited.class,
      problems = ProblemType.NOT_FOUND)
  @POST
  @Needs(scope = Scope.ADMINISTER, community = From.HEADER)
  @ShownOnce("invitation")
  public JsonObject invite(
      @PathParam("plugin") String plugin, @HeaderParam(CommunityHeader.NAME) String community) {
    PluginDescriptor wanted = catalog.require(plugin, ProblemType.NOT_FOUND);
    Authorizations.requireOAuth(wanted);
    String name = communities.require(CommunityHeader.required(community)).name();
    Invitation invitation = joining.invite(name);
    return JsonText.object()
        .add("invitation", invitation.sealed(wanted.name()))
        .add("expires_at", invitation.expiresAt().toString())
        .build();
  }
}
