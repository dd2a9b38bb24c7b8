package org.metagov.gateway.setup;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Needs.From;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.community.CommunitySnapshot;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PageLimit;
import org.metagov.gateway.key.Sight;
import org.metagov.gateway.operation.Operation;

/** How the plugins of many communities do, for whoever looks at all of them. */
@ApplicationScoped
@Path("/api/internal/community-status")
@Produces(MediaType.APPLICATION_JSON)
public class StatusesResource {
  @EJB private CommunityService communities;
  @Inject private CommunityStatus status;
  @Inject private Sight sight;

  @Operation(
      id = "listCommunityStatus",
      summary = "How the plugins of a page of communities do",
      description = "The page that `GET /api/internal/community` has with the same query.",
      returns = CommunityShapes.StatusPage.class)
  @GET
  @Needs(scope = Scope.READ, community = From.LIST)
  public JsonObject page(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("limit") @DefaultValue("50") String limit,
      @QueryParam("after") @DefaultValue("") String after) {
    int most = PageLimit.of(limit);
    List<CommunitySnapshot> page = communities.page(after, search, most + 1, sight.limit());
    List<CommunitySnapshot> shown = page.subList(0, Math.min(most, page.size()));
    String next = page.size() > most ? shown.get(most - 1).name() : null;
    return JsonText.object()
        .add("communities", JsonText.provider().createArrayBuilder(status.of(shown)))
        .add("next", JsonText.string(next))
        .build();
  }
}
