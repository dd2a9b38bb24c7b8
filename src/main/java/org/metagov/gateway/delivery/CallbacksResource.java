package org.metagov.gateway.delivery;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Needs.From;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PageLimit;
import org.metagov.gateway.json.PageOrder;
import org.metagov.gateway.json.RequestBody;
import org.metagov.gateway.lane.DeliveryFilter;
import org.metagov.gateway.lane.DeliverySnapshot;
import org.metagov.gateway.lane.DeliveryState;
import org.metagov.gateway.lane.LaneQueryService;
import org.metagov.gateway.lane.LaneSnapshot;
import org.metagov.gateway.lane.ReplayBody;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.store.ListingView;

/** What is on its way to the {@code callback_url} of a governance process. */
@ApplicationScoped
@Path("/api/internal/process/{process}/{id: \\d{1,18}}/callbacks")
@Produces(MediaType.APPLICATION_JSON)
public class CallbacksResource {
  @EJB private DeliveriesService deliveries;
  @EJB private DestinationService destinations;
  @EJB private LaneQueryService query;

  @Operation(
      id = "getCallbacks",
      summary = "How the callbacks of a process stand",
      returns = {DeliveryShapes.Lane.class, DeliveryShapes.CallbackLane.class},
      problems = ProblemType.NOT_FOUND)
  @GET
  @Needs(scope = Scope.READ, community = From.OBJECT)
  public JsonObject get(@PathParam("process") String process, @PathParam("id") long id) {
    return view(deliveries.requireCallbacks(process, id));
  }

  @Operation(
      id = "listCallbackDeliveries",
      summary = "What has become of each of them",
      returns = DeliveryShapes.DeliveryPage.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("deliveries")
  @Needs(scope = Scope.READ, community = From.OBJECT)
  public JsonObject deliveries(
      @PathParam("process") String process,
      @PathParam("id") long id,
      @QueryParam("state") String state,
      @QueryParam("order") @DefaultValue("oldest") String order,
      @QueryParam("limit") @DefaultValue("50") String limit,
      @QueryParam("after") @DefaultValue("0") String after) {
    LaneSnapshot lane = deliveries.requireCallbacks(process, id);
    int most = PageLimit.of(limit);
    PageOrder ordered = PageOrder.of(order);
    DeliveryFilter filter =
        new DeliveryFilter(
            ordered.from(after),
            ordered,
            Optional.empty(),
            Optional.of(lane.stream()),
            DeliveryState.ofQuery(state),
            Optional.empty());
    return ListingView.of("deliveries", query.deliveries(filter, most), DeliverySnapshot::view);
  }

  @Operation(
      id = "pauseCallbacks",
      summary = "Lets them wait",
      returns = {DeliveryShapes.Lane.class, DeliveryShapes.CallbackLane.class},
      problems = ProblemType.NOT_FOUND)
  @POST
  @Path("pause")
  @Needs(scope = Scope.ACT, community = From.OBJECT)
  public JsonObject pause(@PathParam("process") String process, @PathParam("id") long id) {
    deliveries.hold(deliveries.requireCallbacks(process, id), true);
    return view(deliveries.requireCallbacks(process, id));
  }

  @Operation(
      id = "resumeCallbacks",
      summary = "Lets them go on",
      returns = {DeliveryShapes.Lane.class, DeliveryShapes.CallbackLane.class},
      problems = ProblemType.NOT_FOUND)
  @POST
  @Path("resume")
  @Needs(scope = Scope.ACT, community = From.OBJECT)
  public JsonObject resume(@PathParam("process") String process, @PathParam("id") long id) {
    deliveries.hold(deliveries.requireCallbacks(process, id), false);
    return view(deliveries.requireCallbacks(process, id));
  }

  @Operation(
      id = "wakeCallbacks",
      summary = "Tries now what waits for a later try",
      returns = {DeliveryShapes.Lane.class, DeliveryShapes.CallbackLane.class},
      problems = ProblemType.NOT_FOUND)
  @POST
  @Path("wake")
  @Needs(scope = Scope.ACT, community = From.OBJECT)
  public JsonObject wake(@PathParam("process") String process, @PathParam("id") long id) {
    deliveries.wake(deliveries.requireCallbacks(process, id).destination());
    return view(deliveries.requireCallbacks(process, id));
  }

  @Operation(
      id = "replayCallbacks",
      summary = "Sends some of them again",
      takes = DeliveryShapes.ReplayBody.class,
      status = 202,
      returns = DeliveryShapes.Replay.class,
      problems = {ProblemType.NOT_FOUND, ProblemType.CONFLICT, ProblemType.GONE})
  @POST
  @Path("replay")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.ACT, community = From.OBJECT)
  public Response replay(
      @PathParam("process") String process, @PathParam("id") long id, byte[] body) {
    ReplayBody asked = ReplayBody.of(RequestBody.object(body));
    LaneSnapshot lane = deliveries.requireCallbacks(process, id);
    StreamSnapshot stream = deliveries.requireStream(lane.stream());
    return Response.accepted(
            deliveries.replay(lane.destination(), Optional.of(stream), asked.pick()))
        .build();
  }

  private JsonObject view(LaneSnapshot lane) {
    return JsonText.object(LaneView.of(lane, true))
        .add("destination", lane.destination())
        .add("down", LaneView.of(destinations.find(lane.destination())))
        .build();
  }
}
