package org.metagov.gateway.key;

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
import java.util.Set;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Needs.From;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.access.ShownOnce;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PageLimit;
import org.metagov.gateway.json.RequestBody;
import org.metagov.gateway.key.DriverKeyService.Listed;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.store.Conflicts;

/** The keys of drivers, for whoever administers the server. */
@ApplicationScoped
@Path("/api/internal/driver-keys")
@Produces(MediaType.APPLICATION_JSON)
public class DriverKeysResource {
  private static final String REVOKE = "revoke";
  private static final Set<String> MADE = Set.of("keep", REVOKE);

  @EJB private DriverKeyService keys;
  @Inject private KeyRing ring;
  @Inject private KeyHash hash;

  @Operation(
      id = "listDriverKeys",
      summary = "A page of the keys of drivers",
      returns = KeyShapes.KeyPage.class)
  @GET
  @Needs(scope = Scope.ADMINISTER, community = From.SERVER)
  public JsonObject page(
      @QueryParam("limit") @DefaultValue("50") String limit,
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("created_by") @DefaultValue("") String maker) {
    int most = PageLimit.of(limit);
    List<Listed> page = keys.page(after, maker, most + 1);
    var list = JsonText.array();
    page.stream().limit(most).map(DriverKeysResource::view).forEach(list::add);
    String next = page.size() > most ? page.get(most - 1).key().id() : null;
    return JsonText.object().add("driver_keys", list).add("next", JsonText.string(next)).build();
  }

  @Operation(
      id = "createDriverKey",
      summary = "Makes a key, and shows it, once",
      takes = KeyShapes.KeyBody.class,
      status = 201,
      returns = {KeyShapes.Key.class, KeyShapes.NewKey.class},
      problems = ProblemType.CONFLICT)
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.ADMINISTER, community = From.SERVER)
  @ShownOnce({"key", "callback_secret"})
  public Response create(byte[] body) {
    DesiredKey desired = DesiredKey.of(RequestBody.object(body));
    DriverKeyText text = DriverKeyText.random();
    JsonObject created = view(Conflicts.retry(() -> keys.create(text, desired)));
    return Response.status(Response.Status.CREATED)
        .entity(
            JsonText.object(created)
                .add("key", text.text())
                .add("callback_secret", hash.callbackSecret(text.id()))
                .build())
        .build();
  }

  @Operation(
      id = "getDriverKey",
      summary = "One key, without its secret",
      returns = KeyShapes.Key.class,
      problems = ProblemType.NOT_FOUND)
  @GET
  @Path("{key}")
  @Needs(scope = Scope.ADMINISTER, community = From.SERVER)
  public JsonObject get(@PathParam("key") String id) {
    return view(keys.require(id));
  }

  @Operation(
      id = "changeDriverKey",
      summary = "Changes what a key may do, what it sees, or when it ends",
      takes = KeyShapes.KeyBody.class,
      returns = KeyShapes.Key.class,
      problems = {ProblemType.NOT_FOUND, ProblemType.CONFLICT})
  @PUT
  @Path("{key}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(scope = Scope.ADMINISTER, community = From.SERVER)
  public JsonObject change(@PathParam("key") String id, byte[] body) {
    DesiredKey desired = DesiredKey.of(RequestBody.object(body));
    Listed changed = Conflicts.retry(() -> keys.change(id, desired));
    ring.forget(id);
    return view(changed);
  }

  @Operation(
      id = "revokeDriverKey",
      summary = "Revokes a key for good, alone or with those that it has made",
      status = 204,
      problems = ProblemType.NOT_FOUND)
  @DELETE
  @Path("{key}")
  @Needs(scope = Scope.ADMINISTER, community = From.SERVER)
  public void revoke(
      @PathParam("key") String id, @QueryParam("made") @DefaultValue("keep") String made) {
    if (!MADE.contains(made)) {
      throw new ProblemException(ProblemType.INVALID, "'made' must be 'keep' or 'revoke'");
    }
    Conflicts.retry(() -> keys.revoke(id, made.equals(REVOKE))).forEach(ring::forget);
  }

  private static JsonObject view(Listed listed) {
    return listed.key().view(listed.communities());
  }
}
