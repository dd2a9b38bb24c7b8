package org.metagov.gateway.lifecycle;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Supplier;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Needs.From;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.community.CommunityHeader;
import org.metagov.gateway.idempotency.CurrentRequest;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PageLimit;
import org.metagov.gateway.json.PageOrder;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.json.QueryTime;
import org.metagov.gateway.json.RequestBody;
import org.metagov.gateway.key.Sight;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.process.ProcessFilter;
import org.metagov.gateway.process.ProcessQueryService;
import org.metagov.gateway.process.ProcessSnapshot;
import org.metagov.gateway.process.ProcessStatus;
import org.metagov.gateway.process.ProcessView;
import org.metagov.gateway.store.ListingView;

/** Governance processes. */
@ApplicationScoped
@Path("/api/internal/process")
@Produces(MediaType.APPLICATION_JSON)
public class ProcessesResource {
  @Inject private ProcessLifecycle processes;
  @EJB private ProcessQueryService store;
  @Inject private ProcessView view;
  @Inject private CurrentRequest current;
  @Inject private Sight sight;

  @Operation(
      id = "listProcesses",
      summary = "A page of governance processes",
      returns = ProcessShapes.ProcessPage.class)
  @GET
  @Needs(scope = Scope.READ, community = From.LIST)
  public JsonObject page(
      @QueryParam("community") String community,
      @QueryParam("status") String status,
      @QueryParam("plugin") String plugin,
      @QueryParam(PlatformIdParameter.NAME) String platformId,
      @QueryParam("name") String name,
      @QueryParam("since") String since,
      @QueryParam("order") @DefaultValue("oldest") String order,
      @QueryParam("limit") @DefaultValue("50") String limit,
      @QueryParam("after") @DefaultValue("0") String after) {
    int most = PageLimit.of(limit);
    PageOrder ordered = PageOrder.of(order);
    ProcessFilter filter =
        new ProcessFilter(
            ordered.from(after),
            ordered,
            Optional.ofNullable(community),
            Optional.ofNullable(plugin),
            PlatformIdParameter.of(platformId),
            Optional.ofNullable(name),
            QueryTime.of("since", since),
            Optional.ofNullable(status).map(ProcessesResource::status),
            sight.limit());
    return ListingView.of("processes", store.page(filter, most), view::whole);
  }

  @Operation(
      id = "startProcess",
      summary = "Starts a governance process",
      per = Operation.Per.PROCESS,
      status = 202,
      problems = {
        ProblemType.NOT_FOUND,
        ProblemType.CONFLICT,
        ProblemType.PLATFORM_FAILED,
        ProblemType.PLATFORM_TIMEOUT,
        ProblemType.BUSY
      })
  @POST
  @Path("{process}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.ACT, community = From.HEADER)
  public Response start(
      @PathParam("process") String process,
      @QueryParam(PlatformIdParameter.NAME) String platformId,
      @HeaderParam(CommunityHeader.NAME) String community,
      byte[] body) {
    ProcessSnapshot started =
        processes.start(process, community, platformId, RequestBody.object(body), current.id());
    return Response.accepted().header(HttpHeaders.LOCATION, location(started)).build();
  }

  @Operation(
      id = "getProcess",
      summary = "How a process stands",
      returns = ProcessShapes.Process.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("{process}/{id: \\d{1,18}}")
  @Needs(scope = Scope.READ, community = From.OBJECT)
  public JsonObject get(@PathParam("process") String process, @PathParam("id") long id) {
    return ProcessView.of(processes.require(process, id));
  }

  @Operation(
      id = "getProcessHistory",
      summary = "What it was started with, and how it came to where it is",
      returns = {ProcessShapes.Details.class, ProcessShapes.History.class},
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("{process}/{id: \\d{1,18}}/history")
  @Needs(scope = Scope.READ, community = From.OBJECT)
  public JsonObject history(@PathParam("process") String process, @PathParam("id") long id) {
    ProcessSnapshot known = processes.require(process, id);
    var list = JsonText.array();
    store.history(id).forEach(list::add);
    return JsonText.object(view.details(known)).add("history", list).build();
  }

  @Operation(
      id = "closeProcess",
      summary = "Closes a process",
      returns = ProcessShapes.Process.class,
      problems = {
        ProblemType.NOT_FOUND,
        ProblemType.CONFLICT,
        ProblemType.PLATFORM_FAILED,
        ProblemType.PLATFORM_TIMEOUT,
        ProblemType.BUSY
      })
  @DELETE
  @Path("{process}/{id: \\d{1,18}}")
  @Needs(scope = Scope.ACT, community = From.OBJECT)
  public JsonObject close(@PathParam("process") String process, @PathParam("id") long id) {
    return ProcessView.of(processes.close(process, id));
  }

  @Operation(
      id = "checkProcess",
      summary = "Asks the platform now how it stands",
      returns = ProcessShapes.Process.class,
      problems = {
        ProblemType.NOT_FOUND,
        ProblemType.CONFLICT,
        ProblemType.PLATFORM_FAILED,
        ProblemType.PLATFORM_TIMEOUT,
        ProblemType.BUSY
      })
  @POST
  @Path("{process}/{id: \\d{1,18}}/check")
  @Needs(scope = Scope.ACT, community = From.OBJECT)
  public JsonObject check(@PathParam("process") String process, @PathParam("id") long id) {
    return ProcessView.of(processes.check(process, id));
  }

  @Operation(
      id = "completeProcess",
      summary = "Ends a process whose platform is gone",
      returns = ProcessShapes.Process.class,
      problems = {ProblemType.NOT_FOUND, ProblemType.BUSY})
  @POST
  @Path("{process}/{id: \\d{1,18}}/complete")
  @Needs(scope = Scope.ACT, community = From.OBJECT)
  public JsonObject complete(@PathParam("process") String process, @PathParam("id") long id) {
    return ProcessView.of(processes.complete(process, id));
  }

  /**
   * Returns where {@code process} can be seen: a path, because old drivers put a base before it.
   */
  static String location(ProcessSnapshot process) {
    return "/api/internal/process/" + process.fullName() + "/" + process.id();
  }

  static Supplier<ProblemException> notFound(String process, long id) {
    return () ->
        new ProblemException(
            ProblemType.NOT_FOUND, "Process '" + process + "' with id " + id + " not found");
  }

  private static ProcessStatus status(String name) {
    return ProcessStatus.ofWire(name)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.INVALID, "The status is created, pending or completed"));
  }
}
