package org.metagov.gateway.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
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
  /** {@code api}, {@code hooks}, the community and the plugin. */
  private static final int SEGMENTS_BEFORE = 4;

  @Inject private WebhookIntake intake;
  @Inject private WebhookTimeLimiter limiter;
  @Inject private Arriving arriving;
  @Inject private HookFailures failures;
  @Inject private StoreClock clock;
  @Context private HttpHeaders headers;
  @Context private UriInfo uri;
  @Context private HttpServletRequest request;

  @Operation(
      id = "takeWebhookForAll",
      summary = "Takes a webhook of a platform that has one URL for all communities",
      type = "*/*",
      problems = {ProblemType.NOT_FOUND, ProblemType.UNAUTHORIZED})
  @POST
  @Path("{plugin}")
  public Response all(@PathParam("plugin") String plugin, byte[] body) {
    return answer(plugin, true, arrived -> intake.all(plugin, arrived.apply("")), body);
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
        plugin, false, arrived -> intake.one(community, plugin, Behind.NOTHING, arrived), body);
  }

  @Operation(
      id = "takeWebhookWithSlug",
      summary = "The same, for a config with `webhook_slug`",
      description =
          "Behind it more may stand, where the plugin takes that; in place of the slug, too, for a"
              + " config without one.",
      type = "*/*",
      problems = {ProblemType.NOT_FOUND, ProblemType.UNAUTHORIZED})
  @POST
  @Path("{community}/{plugin}/{slug: .+}")
  public Response one(
      @PathParam("community") String community,
      @PathParam("plugin") String plugin,
      @PathParam("slug") String slug,
      byte[] body) {
    // Not decoded: signatures may be over it, and a slash in a segment ends none.
    String[] sent = uri.getPath(false).split("/", SEGMENTS_BEFORE + 1);
    Behind behind = new Behind(slug.split("/", 2)[0], sent[sent.length - 1]);
    return answer(plugin, false, arrived -> intake.one(community, plugin, behind, arrived), body);
  }

  private Response answer(
      String plugin,
      boolean forAll,
      Function<Function<String, WebhookRequest>, Reply> taking,
      byte[] body) {
    // As it was sent: all of them are led here.
    String method = request.getMethod();
    if (!method.equals(HttpMethod.POST) && !intake.takes(plugin, forAll, method)) {
      throw new NotAllowedException(HttpMethod.POST);
    }
    String query = uri.getRequestUri().getRawQuery();
    Map<String, List<String>> sent = headers.getRequestHeaders();
    // The time, too, comes from the store.
    Reply reply =
        failures.counted(
            plugin,
            () ->
                limiter.run(
                    () -> {
                      try (Arriving.Arrival arrival = arriving.begin()) {
                        return taking.apply(
                            path ->
                                new WebhookRequest(
                                    method,
                                    path,
                                    sent,
                                    query == null ? "" : query,
                                    body,
                                    arrival.at(clock.now())));
                      }
                    }));
    Response.ResponseBuilder response = Response.status(reply.status());
    reply.headers().forEach(response::header);
    return reply.body().isEmpty()
        ? response.build()
        : response.type(reply.contentType()).entity(reply.body()).build();
  }
}
