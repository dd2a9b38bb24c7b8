package org.metagov.gateway.delivery;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Needs.From;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.event.MessageService;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PageLimit;
import org.metagov.gateway.json.PagePosition;
import org.metagov.gateway.json.QueryTime;
import org.metagov.gateway.key.Sight;
import org.metagov.gateway.lane.EventSearch;
import org.metagov.gateway.lane.EventSearch.Wanted;
import org.metagov.gateway.live.LiveStreams;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.problem.UnreadableException;
import org.metagov.gateway.receiver.ReceiverService;
import org.metagov.gateway.receiver.ReceiverSnapshot;
import org.metagov.gateway.session.Sessions;

/** The event log of a community, for drivers that fetch. */
@ApplicationScoped
@Path("/api/internal/events")
public class EventsResource {
  private static final int HOURS_OF_A_WEEK = 168;
  private static final int MOST_DELIVERIES = 200;

  @EJB private CommunityService communities;
  @EJB private MessageService messages;
  @Inject private LiveStreams live;
  @Inject private EventSearch search;
  @EJB private ReceiverService receivers;
  @Inject private Sight sight;
  @Inject private Sessions sessions;

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
    BooleanSupplier visible = sight.lasting(community);
    BooleanSupplier present = sessions.lasting();
    BooleanSupplier open = () -> present.getAsBoolean() && visible.getAsBoolean();
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

  @Operation(
      id = "searchEvents",
      summary = "What was written to the log, the newest first, as far as it is wanted",
      returns = DeliveryShapes.FoundPage.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("search")
  @Produces(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.READ, community = From.QUERY)
  public JsonObject search(
      @QueryParam("community") String community,
      @QueryParam("source") String source,
      @QueryParam("event_type") String eventType,
      @QueryParam("since") String since,
      @QueryParam("until") String until,
      @QueryParam("limit") @DefaultValue("50") String limit,
      @QueryParam("after") @DefaultValue("0") String after) {
    return search.page(
        log(community),
        new Wanted(
            PagePosition.of("after", after),
            Optional.ofNullable(source).map(Texts::fitting),
            Optional.ofNullable(eventType).map(Texts::fitting),
            QueryTime.of("since", since),
            QueryTime.of("until", until)),
        PageLimit.of(limit));
  }

  @Operation(
      id = "getTimeline",
      summary = "How many events there were in each of the last hours",
      returns = DeliveryShapes.Timeline.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("timeline")
  @Produces(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.READ, community = From.QUERY)
  public JsonObject timeline(
      @QueryParam("community") String community,
      @QueryParam("hours") @DefaultValue("24") String hours) {
    if (!hours.matches("\\d{1,3}") || !isWithinAWeek(Integer.parseInt(hours))) {
      throw new ProblemException(ProblemType.INVALID, "'hours' must be a number from 1 to 168");
    }
    return search.timeline(log(community), Integer.parseInt(hours));
  }

  private static boolean isWithinAWeek(int hours) {
    return hours >= 1 && hours <= HOURS_OF_A_WEEK;
  }

  @Operation(
      id = "getEvent",
      summary = "One event, with what has become of it at receivers",
      returns = DeliveryShapes.FoundEvent.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("{event: evt_[-_0-9A-Za-z]{1,95}}")
  @Produces(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.READ, community = From.OBJECT)
  public JsonObject get(@PathParam("event") String id) {
    Message event =
        search
            .find(id)
            .filter(this::isSeen)
            .orElseThrow(
                () -> new ProblemException(ProblemType.NOT_FOUND, "Event '" + id + "' not found"));
    var list = JsonText.array();
    search.deliveries(event, MOST_DELIVERIES).forEach(each -> view(each).ifPresent(list::add));
    return JsonText.object()
        .add("event", JsonText.parse(event.body()))
        .add("deliveries", list)
        .build();
  }

  /** What is of no community is for those who see all. */
  private boolean isSeen(Message event) {
    return StreamSnapshot.communityOf(event.stream())
        .map(community -> sight.of(community, event.writtenAt()))
        .orElseGet(() -> sight.limit().isEmpty());
  }

  /** Of receivers that are others', or are gone, nothing is told. */
  private Optional<JsonObject> view(EventSearch.EventDelivery each) {
    return ReceiverSnapshot.ofDestination(each.destination())
        .filter(this::isSeen)
        .map(name -> JsonText.object(each.delivery().view()).add("receiver", name).build());
  }

  private boolean isSeen(String receiver) {
    try {
      return receivers.find(receiver).filter(it -> sight.ofKey(it.driverKey())).isPresent();
    } catch (UnreadableException e) {
      // Whose it is cannot be told either: it is for those who see all.
      return sight.limit().isEmpty();
    }
  }

  private Position position(String community, String after) {
    StreamSnapshot log = log(community);
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

  /** As far as the caller sees it: a community of the name before may have been for others. */
  private StreamSnapshot log(String community) {
    if (community == null || community.isEmpty()) {
      throw new ProblemException(ProblemType.INVALID, "'community' is required");
    }
    StreamSnapshot whole =
        messages.find(StreamSnapshot.ofCommunity(community)).orElseGet(() -> unwritten(community));
    return sight.since(community).map(since -> messages.since(whole, since)).orElse(whole);
  }

  private StreamSnapshot unwritten(String community) {
    if (communities.find(community).isEmpty()) {
      throw new ProblemException(ProblemType.NOT_FOUND, "Community '" + community + "' not found");
    }
    return StreamSnapshot.unwritten(community);
  }
}
