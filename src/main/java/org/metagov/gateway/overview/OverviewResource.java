package org.metagov.gateway.overview;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Needs.From;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.operation.Operation;

/** The server as a whole. */
@ApplicationScoped
@Path("/api/internal/system")
@Produces(MediaType.APPLICATION_JSON)
public class OverviewResource {
  @Inject private Overview overview;

  @Operation(
      id = "getSystem",
      summary = "Queues, nodes, health, quotas and settings, for people",
      returns = OverviewShapes.Overview.class)
  @GET
  @Needs(scope = Scope.ADMINISTER, community = From.SERVER)
  public JsonObject get() {
    return overview.view();
  }
}
