package org.metagov.gateway.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.metagov.gateway.access.PublicRoute;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.Reply;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.store.StoreClock;

/** Where platforms send their webhooks. */
@ApplicationScoped
@Path("/api/hooks")
@PublicRoute
public class HooksResource {
  @Inject private WebhookIntake intake;
  @Inject private InTime inTime;
  @Inject private HookFailures failures;
  @Inject private StoreClock clock;
  @Context private HttpHeaders headers;
  @Context private UriInfo uri;

  @Operation(
      id = "takeWebhookForAll",
      summary = "Takes a webhook of a platform that has one URL for all communities",
      type = "*/*",
      problems = {ProblemType.NOT_FOUND, ProblemType.UNAUTHORIZED})
  @POST
  @Path("{plugin}")
  public Response all(@PathParam("plugin") String plugin, byte[] body) {
    return answer(plugin, request -> intake.all(plugin, request), body);
  }

  @Operation(
      id = "takeWebhook",
      summary = "Takes a webhook for one community",
      type = "*/*",
      problems = {ProblemType.NOT_FOUND, ProblemType.UNAUTHORIZED})
  @POST
  @Path("{community}/{plugin}")
  public Response one(
      @PathParam("community") String community, @PathParam("plugin") String plugin, byte[] body) {
    return answer(
        plugin, request -> intake.one(community, plugin, Optional.empty(), request), body);
  }

  @Operation(
      id = "takeWebhookWithSlug",
      summary = "The same, for a config with `webhook_slug`",
      type = "*/*",
      problems = {ProblemType.NOT_FOUND, ProblemType.UNAUTHORIZED})
  @POST
  @Path("{community}/{plugin}/{slug}")
  public Response one(
      @PathParam("community") String community,
      @PathParam("plugin") String plugin,
      @PathParam("slug") String slug,
      byte[] body) {
    return answer(
        plugin, request -> intake.one(community, plugin, Optional.of(slug), request), body);
  }

  private Response answer(String plugin, Function<WebhookRequest, Reply> taking, byte[] body) {
    String query = uri.getRequestUri().getRawQuery();
    Map<String, List<String>> sent = headers.getRequestHeaders();
    // The time, too, comes from the store.
    Reply reply =
        failures.counted(
            plugin,
            () ->
                inTime.run(
                    () ->
                        taking.apply(
                            new WebhookRequest(
                                sent, query == null ? "" : query, body, clock.now()))));
    Response.ResponseBuilder response = Response.status(reply.status());
    reply.headers().forEach(response::header);
    return reply.body().isEmpty()
        ? response.build()
        : response.type(reply.contentType()).entity(reply.body()).build();
  }
}
