package org.metagov.gateway.routing;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Needs.From;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.audit.Audit;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.KnownPlugins;
import org.metagov.gateway.inbox.InboxChangeService;
import org.metagov.gateway.inbox.InboxFilter;
import org.metagov.gateway.inbox.InboxQuery;
import org.metagov.gateway.inbox.InboxSnapshot;
import org.metagov.gateway.inbox.InboxState;
import org.metagov.gateway.inbox.KeptWebhook;
import org.metagov.gateway.json.PageLimit;
import org.metagov.gateway.json.PageOrder;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.key.Sight;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.problem.UnreadableException;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.ListingView;
import org.metagov.gateway.webhook.HookCounts;

/** What platforms have sent, and what became of it: for whoever sets a webhook up. */
@ApplicationScoped
@Path("/api/internal/inbox")
@Produces(MediaType.APPLICATION_JSON)
public class InboxResource {
  @EJB private InboxChangeService inbox;
  @Inject private InboxQuery query;
  @Inject private InboxView view;
  @Inject private Sight sight;
  @Inject private Audit audit;
  @Inject private KnownPlugins plugins;

  @Operation(
      id = "listWebhooks",
      summary = "A page of the webhooks that were kept",
      returns = WebhookShapes.WebhookPage.class)
  @GET
  @Needs(scope = Scope.READ, community = From.LIST)
  public JsonObject page(
      @QueryParam("community") String community,
      @QueryParam("plugin") String plugin,
      @QueryParam("state") String state,
      @QueryParam("order") @DefaultValue("oldest") String order,
      @QueryParam("limit") @DefaultValue("50") String limit,
      @QueryParam("after") @DefaultValue("0") String after) {
    int most = PageLimit.of(limit);
    PageOrder ordered = PageOrder.of(order);
    InboxFilter filter =
        new InboxFilter(
            ordered.from(after),
            ordered,
            Optional.ofNullable(community),
            Optional.ofNullable(plugin),
            InboxState.ofQuery(state),
            sight.limit());
    return ListingView.of("webhooks", query.page(filter, most), InboxView::summary);
  }

  @Operation(
      id = "getWebhook",
      summary = "One webhook, with what came in",
      returns = {WebhookShapes.Webhook.class, WebhookShapes.Content.class},
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("{id: \\d{1,18}}")
  @Needs(scope = Scope.READ, community = From.OBJECT)
  public JsonObject get(@PathParam("id") long id) {
    InboxSnapshot webhook = require(id);
    Optional<WebhookRequest> came =
        UnreadableException.orNothing(() -> query.kept(id).map(KeptWebhook::request));
    return view.whole(webhook, came, query.tasks(id));
  }

  @Operation(
      id = "retryWebhook",
      summary = "Works again on one that was parked",
      returns = {WebhookShapes.Webhook.class, WebhookShapes.Content.class},
      problems = {ProblemType.NOT_FOUND, ProblemType.CONFLICT})
  @POST
  @Path("{id: \\d{1,18}}/retry")
  @Needs(scope = Scope.ACT, community = From.OBJECT)
  public JsonObject retry(@PathParam("id") long id) {
    require(id);
    if (!Conflicts.retry(() -> inbox.retry(id))) {
      throw new ProblemException(ProblemType.CONFLICT, "Nothing of the webhook is parked");
    }
    return get(id);
  }

  @Operation(
      id = "discardWebhook",
      summary = "Gives one up",
      returns = {WebhookShapes.Webhook.class, WebhookShapes.Content.class},
      problems = {ProblemType.NOT_FOUND, ProblemType.CONFLICT})
  @POST
  @Path("{id: \\d{1,18}}/discard")
  @Needs(scope = Scope.ACT, community = From.OBJECT)
  public JsonObject discard(@PathParam("id") long id) {
    require(id);
    if (!Conflicts.retry(() -> inbox.discard(id))) {
      throw new ProblemException(ProblemType.CONFLICT, "The webhook was worked off already");
    }
    return get(id);
  }

  @Operation(
      id = "countWebhooks",
      summary = "What has come in at one path, and why the last one was refused",
      returns = WebhookShapes.Counts.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("counts")
  @Needs(scope = Scope.READ, community = From.QUERY)
  public JsonObject counts(
      @QueryParam("community") @DefaultValue("") String community,
      @QueryParam("plugin") String plugin,
      @QueryParam(PlatformIdParameter.NAME) String platformId) {
    if (plugin == null || plugin.isEmpty()) {
      throw new ProblemException(ProblemType.INVALID, "'plugin' is required");
    }
    Optional<PluginSnapshot> instance =
        plugins.find(community, plugin, PlatformIdParameter.of(platformId));
    return view.counts(
        new HookCounts.Address(community, plugin, instance.map(PluginSnapshot::id).orElse(0L)),
        instance.flatMap(PluginSnapshot::platformId));
  }

  private InboxSnapshot require(long id) {
    InboxSnapshot found =
        query
            .find(id)
            .filter(webhook -> sight.of(webhook.community(), webhook.receivedAt()))
            .orElseThrow(
                () -> new ProblemException(ProblemType.NOT_FOUND, "Webhook " + id + " not found"));
    audit.about(found.community());
    return found;
  }
}
