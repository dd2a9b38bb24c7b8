package org.metagov.gateway.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Needs.From;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.access.Sight;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.event.MessageService;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PageLimit;
import org.metagov.gateway.json.PagePosition;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** The event log of a community, for drivers that fetch. */
@ApplicationScoped
@Path("/api/internal/events")
public class EventsResource {
  @Inject private CommunityService communities;
  @Inject private MessageService messages;
  @Inject private LiveStreams live;
  @Inject private Sight sight;

  /** Where to read on. */
  private record Position(StreamSnapshot log, long after) {}

  @Operation(
      id = "listEvents",
      summary = "A page of the event log of a community",
      returns = DeliveryShapes.EventPage.class,
      problems = {ProblemType.NOT_FOUND, ProblemType.GONE})
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.READ, community = From.QUERY)
  public JsonObject page(
      @QueryParam("community") String community,
      @QueryParam("after") String after,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    Position position = position(community, after);
    List<Message> page =
        messages.after(position.log().name(), position.after(), PageLimit.of(limit));
    var list = JsonText.array();
    page.forEach(message -> list.add(JsonText.parse(message.body())));
    return JsonText.object()
        .add("events", list)
        .add("next", page.isEmpty() ? position.after() : page.get(page.size() - 1).sequence())
        .add("newest", position.log().newest())
        .build();
  }

  @Operation(
      id = "streamEvents",
      summary = "With `Accept: text/event-stream`: the log as a live stream",
      type = "text/event-stream",
      problems = {ProblemType.NOT_FOUND, ProblemType.GONE, ProblemType.BUSY})
  @GET
  // Less than JSON, for those who say that they take anything.
  @Produces(MediaType.SERVER_SENT_EVENTS + ";qs=0.5")
  @Needs(scope = Scope.READ, community = From.QUERY)
  public Response stream(
      @QueryParam("community") String community,
      @QueryParam("after") String after,
      @HeaderParam("Last-Event-ID") String last) {
    Position position = position(community, last == null ? after : last);
    live.requirePlace(position.log().name());
    BooleanSupplier open = sight.lasting(community);
    StreamingOutput output = out -> live.write(position.log().name(), position.after(), open, out);
    return Response.ok(output).type(MediaType.SERVER_SENT_EVENTS).build();
  }

  /** Without this, a HEAD would be a GET whose answer nobody reads: a stream has no end. */
  @Operation(
      id = "peekEvents",
      summary = "The status that GET would have, without the log",
      problems = {ProblemType.NOT_FOUND, ProblemType.GONE})
  @HEAD
  @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS + ";qs=0.5"})
  @Needs(scope = Scope.READ, community = From.QUERY)
  public Response head(
      @QueryParam("community") String community, @QueryParam("after") String after) {
    position(community, after);
    return Response.ok().build();
  }

  private Position position(String community, String after) {
    if (community == null || community.isEmpty()) {
      throw new ProblemException(ProblemType.INVALID, "'community' is required");
    }
    String name = StreamSnapshot.ofCommunity(community);
    StreamSnapshot whole = messages.find(name).orElseGet(() -> unwritten(community));
    // One of the name before this one may have been for others.
    StreamSnapshot log =
        sight.since(community).map(since -> messages.since(whole, since)).orElse(whole);
    long from = after == null ? log.purged() : PagePosition.of("after", after);
    if (from < log.purged()) {
      throw new ProblemException(
              ProblemType.GONE, "The log begins with the event " + (log.purged() + 1))
          .with("first_sequence", log.purged() + 1);
    }
    if (from > log.newest()) {
      throw new ProblemException(
          ProblemType.INVALID, "There is no event " + from + ": the newest is " + log.newest());
    }
    return new Position(log, from);
  }

  private StreamSnapshot unwritten(String community) {
    if (communities.find(community).isEmpty()) {
      throw new ProblemException(ProblemType.NOT_FOUND, "Community '" + community + "' not found");
    }
    return StreamSnapshot.unwritten(community);
  }
}
