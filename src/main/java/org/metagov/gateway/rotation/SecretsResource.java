package org.metagov.gateway.rotation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Needs.From;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.rotation.KeyRotation.Standing;

/** The keys that seal secrets in the store: which there are, and a new one. */
@ApplicationScoped
@Path("/api/internal/secrets")
@Produces(MediaType.APPLICATION_JSON)
public class SecretsResource {
  @Inject private KeyRotation rotation;

  @Operation(
      id = "getSecretKeys",
      summary = "The keys that seal secrets in the database, without the keys themselves",
      returns = RotationShapes.SealingKeys.class)
  @Needs(scope = Scope.ADMINISTER, community = From.SERVER)
  @GET
  public JsonObject keys() {
    return view(rotation.standing());
  }

  @Operation(
      id = "rotateSecretKeys",
      summary = "Makes a new key, and seals everything with it",
      description = "While that goes on, another call begins nothing more.",
      status = 202,
      returns = RotationShapes.SealingKeys.class)
  @Needs(scope = Scope.ADMINISTER, community = From.SERVER)
  @POST
  @Path("rotate")
  public Response rotate() {
    return Response.accepted(view(rotation.begin())).build();
  }

  private static JsonObject view(Standing standing) {
    var keys = JsonText.array();
    standing
        .ring()
        .keys()
        .forEach(
            key ->
                keys.add(
                    JsonText.object()
                        .add("id", key.id())
                        .add("made_at", key.madeAt().toString())
                        .add(
                            "retired_at",
                            JsonText.string(key.retiredAt().map(Object::toString).orElse(null)))));
    var unreadable = JsonText.array();
    standing
        .unreadable()
        .forEach(
            row ->
                unreadable.add(JsonText.object().add("table", row.table()).add("row", row.id())));
    return JsonText.object()
        .add("keys", keys)
        .add("rotating", standing.rotating())
        .add("unreadable", unreadable)
        .build();
  }
}
