package org.metagov.gateway.delivery;

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
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Needs.From;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.access.ShownOnce;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.delivery.DestinationService.Down;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PageLimit;
import org.metagov.gateway.json.PageOrder;
import org.metagov.gateway.json.PagePosition;
import org.metagov.gateway.json.RequestBody;
import org.metagov.gateway.key.KeyRing;
import org.metagov.gateway.key.Sight;
import org.metagov.gateway.lane.DeliveryFilter;
import org.metagov.gateway.lane.DeliverySnapshot;
import org.metagov.gateway.lane.DeliveryState;
import org.metagov.gateway.lane.LaneQueryService;
import org.metagov.gateway.lane.LaneSnapshot;
import org.metagov.gateway.lane.ReplayBody;
import org.metagov.gateway.lane.ReplayBody.Range;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.outbound.AddressGuard;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.receiver.DesiredReceiver;
import org.metagov.gateway.receiver.ReceiverRemoval;
import org.metagov.gateway.receiver.ReceiverService;
import org.metagov.gateway.receiver.ReceiverService.Put;
import org.metagov.gateway.receiver.ReceiverSnapshot;
import org.metagov.gateway.receiver.ReceiverState;
import org.metagov.gateway.receiver.SigningSecret;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.Listing;
import org.metagov.gateway.store.ListingView;

/** Who hears of events, and what is on its way there. */
@ApplicationScoped
@Path("/api/internal/receivers")
@Produces(MediaType.APPLICATION_JSON)
public class ReceiversResource {
  @EJB private ReceiverService receivers;
  @Inject private ReceiverRemoval removal;
  @Inject private AddressGuard addresses;
  @EJB private DeliveriesService deliveries;
  @EJB private DestinationService destinations;
  @EJB private LaneQueryService query;
  @Inject private KeyRing ring;
  @Inject private Sight sight;

  @Operation(
      id = "listReceivers",
      summary = "A page of all receivers of events",
      returns = DeliveryShapes.ReceiverPage.class)
  @GET
  @Needs(scope = Scope.READ, community = From.LIST)
  public JsonObject page(
      @QueryParam("limit") @DefaultValue("50") String limit,
      @QueryParam("after") @DefaultValue("") String after) {
    ReceiverService.Page page = receivers.page(after, PageLimit.of(limit));
    var list = JsonText.array();
    views(page.receivers()).forEach(list::add);
    return JsonText.object()
        .add("receivers", list)
        .add("unreadable", JsonText.provider().createArrayBuilder(page.unreadable()))
        .add("next", JsonText.string(page.next().orElse(null)))
        .build();
  }

  @Operation(
      id = "getReceiver",
      summary = "One receiver",
      returns = DeliveryShapes.Receiver.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("{receiver}")
  @Needs(scope = Scope.READ, community = From.OBJECT)
  public JsonObject get(@PathParam("receiver") String name) {
    return view(receivers.require(name));
  }

  @Operation(
      id = "putReceiver",
      summary = "Creates or replaces a receiver",
      takes = DeliveryShapes.ReceiverBody.class,
      status = {200, 201},
      returns = DeliveryShapes.Receiver.class,
      problems = {ProblemType.NOT_FOUND, ProblemType.CONFLICT})
  @PUT
  @Path("{receiver}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.ADMINISTER, community = From.OBJECT)
  public Response put(@PathParam("receiver") String name, byte[] body) {
    DesiredReceiver desired = DesiredReceiver.of(name, RequestBody.object(body));
    addresses.require("/url", HttpUrl.of(desired.url()));
    removal.finish(name);
    Put put = Conflicts.retryInsert(() -> receivers.put(desired));
    return Response.status(put.created() ? Response.Status.CREATED : Response.Status.OK)
        .entity(view(put.receiver()))
        .build();
  }

  @Operation(
      id = "deleteReceiver",
      summary = "Deletes a receiver, and what waits for it",
      status = 204,
      problems = {ProblemType.NOT_FOUND, ProblemType.CONFLICT})
  @DELETE
  @Path("{receiver}")
  @Needs(scope = Scope.ADMINISTER, community = From.OBJECT)
  public Response delete(@PathParam("receiver") String name) {
    removal.remove(name);
    return Response.noContent().build();
  }

  @Operation(
      id = "testReceiver",
      summary = "Sends it one event, and answers what came of it",
      returns = {DeliveryShapes.Attempt.class, DeliveryShapes.Tested.class},
      problems = ProblemType.NOT_FOUND)
  @POST
  @Path("{receiver}/test")
  @Needs(scope = Scope.ACT, community = From.OBJECT)
  public JsonObject test(@PathParam("receiver") String name) {
    return LaneView.of(deliveries.test(receivers.require(name)));
  }

  @Operation(
      id = "pauseReceiver",
      summary = "Lets it wait",
      returns = DeliveryShapes.Receiver.class,
      problems = {ProblemType.NOT_FOUND, ProblemType.CONFLICT})
  @POST
  @Path("{receiver}/pause")
  @Needs(scope = Scope.ACT, community = From.OBJECT)
  public JsonObject pause(@PathParam("receiver") String name) {
    return view(deliveries.pause(name));
  }

  @Operation(
      id = "resumeReceiver",
      summary = "Lets it go on",
      returns = DeliveryShapes.Receiver.class,
      problems = {ProblemType.NOT_FOUND, ProblemType.CONFLICT})
  @POST
  @Path("{receiver}/resume")
  @Needs(scope = Scope.ACT, community = From.OBJECT)
  public JsonObject resume(@PathParam("receiver") String name) {
    return view(deliveries.resume(name));
  }

  @Operation(
      id = "wakeReceiver",
      summary = "Tries now what waits for a later try",
      returns = DeliveryShapes.Receiver.class,
      problems = ProblemType.NOT_FOUND)
  @POST
  @Path("{receiver}/wake")
  @Needs(scope = Scope.ACT, community = From.OBJECT)
  public JsonObject wake(@PathParam("receiver") String name) {
    ReceiverSnapshot receiver = receivers.require(name);
    deliveries.wake(ReceiverSnapshot.destination(name));
    return view(receiver);
  }

  @Operation(
      id = "rotateSecret",
      summary = "Gives it a new secret; the old one counts for a day more",
      takes = DeliveryShapes.SecretBody.class,
      bodyOptional = true,
      returns = {DeliveryShapes.Receiver.class, DeliveryShapes.NewSecret.class},
      problems = {ProblemType.NOT_FOUND, ProblemType.CONFLICT})
  @POST
  @Path("{receiver}/rotate-secret")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.ADMINISTER, community = From.OBJECT)
  @ShownOnce("secret")
  public JsonObject rotateSecret(@PathParam("receiver") String name, byte[] body) {
    SigningSecret secret =
        DesiredReceiver.secret(RequestBody.objectOrEmpty(body)).orElseGet(SigningSecret::random);
    ReceiverSnapshot rotated = Conflicts.retry(() -> receivers.rotate(name, secret));
    return JsonText.object(view(rotated)).add("secret", secret.text()).build();
  }

  @Operation(
      id = "listLanes",
      summary = "How far it is in each community",
      returns = DeliveryShapes.LanePage.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("{receiver}/lanes")
  @Needs(scope = Scope.READ, community = From.OBJECT)
  public JsonObject lanes(
      @PathParam("receiver") String name,
      @QueryParam("limit") @DefaultValue("50") String limit,
      @QueryParam("after") @DefaultValue("0") String after) {
    ReceiverSnapshot receiver = receivers.require(name);
    boolean open =
        receiver.state() == ReceiverState.ACTIVE
            && receiver.driverKey().map(key -> ring.alive(key).isPresent()).orElse(true);
    int most = PageLimit.of(limit);
    List<LaneSnapshot> lanes =
        query.lanes(
            ReceiverSnapshot.destination(name),
            PagePosition.of("after", after),
            most + 1,
            sight.limit());
    return ListingView.of(
        "lanes", Listing.of(lanes, most, LaneSnapshot::id), lane -> LaneView.of(lane, open));
  }

  @Operation(
      id = "listDeliveries",
      summary = "What has become of single messages",
      returns = DeliveryShapes.DeliveryPage.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("{receiver}/deliveries")
  @Needs(scope = Scope.READ, community = From.OBJECT)
  public JsonObject deliveries(
      @PathParam("receiver") String name,
      @QueryParam("community") String community,
      @QueryParam("state") String state,
      @QueryParam("order") @DefaultValue("oldest") String order,
      @QueryParam("limit") @DefaultValue("50") String limit,
      @QueryParam("after") @DefaultValue("0") String after) {
    return page(name, community, DeliveryState.ofQuery(state), order, limit, after);
  }

  @Operation(
      id = "listDeadLetters",
      summary = "The messages that were given up",
      returns = DeliveryShapes.DeliveryPage.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("{receiver}/dead-letters")
  @Needs(scope = Scope.READ, community = From.OBJECT)
  public JsonObject deadLetters(
      @PathParam("receiver") String name,
      @QueryParam("community") String community,
      @QueryParam("order") @DefaultValue("oldest") String order,
      @QueryParam("limit") @DefaultValue("50") String limit,
      @QueryParam("after") @DefaultValue("0") String after) {
    return page(name, community, Optional.of(DeliveryState.DEAD), order, limit, after);
  }

  @Operation(
      id = "replayEvents",
      summary = "Sends a part of the log again, all since a time, or all dead letters",
      takes = DeliveryShapes.ReplayBody.class,
      status = 202,
      returns = DeliveryShapes.Replay.class,
      problems = {ProblemType.NOT_FOUND, ProblemType.CONFLICT, ProblemType.GONE})
  @POST
  @Path("{receiver}/replay")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.ACT, community = From.OBJECT)
  public Response replay(@PathParam("receiver") String name, byte[] body) {
    receivers.require(name);
    ReplayBody asked = ReplayBody.of(RequestBody.object(body));
    if (asked.pick() instanceof Range && asked.community().isEmpty()) {
      throw new ProblemException(ProblemType.INVALID, "'community' is required with 'from'");
    }
    Optional<StreamSnapshot> log =
        asked.community().map(StreamSnapshot::ofCommunity).map(deliveries::requireStream);
    return Response.accepted(
            deliveries.replay(ReceiverSnapshot.destination(name), log, asked.pick()))
        .build();
  }

  private JsonObject page(
      String name,
      String community,
      Optional<DeliveryState> state,
      String order,
      String limit,
      String after) {
    receivers.require(name);
    int most = PageLimit.of(limit);
    PageOrder ordered = PageOrder.of(order);
    DeliveryFilter filter =
        new DeliveryFilter(
            ordered.from(after),
            ordered,
            Optional.of(ReceiverSnapshot.destination(name)),
            Optional.ofNullable(community).map(StreamSnapshot::ofCommunity),
            state,
            sight.limit());
    return ListingView.of("deliveries", query.deliveries(filter, most), DeliverySnapshot::view);
  }

  private List<JsonObject> views(List<ReceiverSnapshot> all) {
    Map<String, Down> down =
        destinations.find(
            all.stream().map(one -> ReceiverSnapshot.destination(one.name())).toList());
    return all.stream()
        .map(
            one ->
                LaneView.of(
                    one, Optional.ofNullable(down.get(ReceiverSnapshot.destination(one.name())))))
        .toList();
  }

  private JsonObject view(ReceiverSnapshot receiver) {
    return LaneView.of(receiver, destinations.find(ReceiverSnapshot.destination(receiver.name())));
  }
}
