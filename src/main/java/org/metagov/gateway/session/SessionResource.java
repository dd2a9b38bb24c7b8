package org.metagov.gateway.session;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.access.CurrentCaller;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Needs.From;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.access.ShownOnce;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.admission.Sources;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.key.DriverKeyService;
import org.metagov.gateway.key.DriverKeySnapshot;
import org.metagov.gateway.key.KeyCommunityService;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.settings.Version;
import org.metagov.gateway.store.Conflicts;

/**
 * Who one is, and the exchange of a key for a session. The key comes as ever, in a header that no
 * page of another site can send: so nobody is signed in without knowing it.
 */
@ApplicationScoped
@Path("/api/internal/session")
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {
  private static final String ATTRIBUTES = "; Path=/api/internal; HttpOnly; SameSite=Strict";

  @EJB private SessionService service;
  @Inject private Sessions sessions;
  @Inject private CurrentCaller current;
  @EJB private DriverKeyService keys;
  @EJB private KeyCommunityService communities;
  @Inject private Sources sources;
  @Inject private Settings settings;
  @Inject private ServletContext context;

  @Operation(
      id = "getSession",
      summary = "Who the caller is, and what it may do",
      returns = SessionShapes.Whoami.class)
  @GET
  @Needs(scope = Scope.READ, community = From.NONE)
  public JsonObject get() {
    Caller caller = current.get();
    return view(caller, caller.session().flatMap(sessions::find)).build();
  }

  @Operation(
      id = "beginSession",
      summary = "Exchanges the key that it is called with for a session",
      status = 201,
      returns = {SessionShapes.Whoami.class, SessionShapes.Begun.class},
      problems = ProblemType.CONFLICT)
  @POST
  @Needs(scope = Scope.READ, community = From.NONE)
  @ShownOnce("token")
  public Response begin(@Context HttpServletRequest request) {
    Caller caller = current.get();
    if (caller.session().isPresent() || caller.kind() == Caller.Kind.LOOPBACK) {
      throw new ProblemException(
          ProblemType.CONFLICT, "A session begins with a key, sent as 'Authorization: Bearer'");
    }
    SessionText text = SessionText.random();
    SessionSnapshot begun =
        Conflicts.retry(
            () ->
                service.begin(
                    text.id(), sessions.hash(text), caller.name(), sessions.mark(caller)));
    return Response.status(Response.Status.CREATED)
        .header(
            HttpHeaders.SET_COOKIE,
            cookie(text.id(), text.secret(), request, settings.get(Setting.SESSION_LONGEST)))
        .entity(view(caller, Optional.of(begun)).add("token", sessions.token(text)).build())
        .build();
  }

  @Operation(
      id = "endSession",
      summary = "Ends the session that it is called with, or all of the same key",
      status = 204)
  @DELETE
  @Needs(scope = Scope.READ, community = From.NONE)
  public Response end(
      @QueryParam("all") @DefaultValue("false") String all, @Context HttpServletRequest request) {
    Caller caller = current.get();
    if (all.equals("true")) {
      Conflicts.retry(() -> service.endAll(caller.name())).forEach(sessions::forget);
    } else if (!all.equals("false")) {
      throw new ProblemException(ProblemType.INVALID, "'all' must be 'true' or 'false'");
    } else {
      caller.session().ifPresent(id -> Conflicts.run(() -> service.end(id)));
    }
    caller.session().ifPresent(sessions::forget);
    Response.ResponseBuilder answer = Response.noContent();
    caller
        .session()
        .ifPresent(
            id -> answer.header(HttpHeaders.SET_COOKIE, cookie(id, "", request, Duration.ZERO)));
    return answer.build();
  }

  private JsonObjectBuilder view(Caller caller, Optional<SessionSnapshot> session) {
    Optional<DriverKeySnapshot> key = caller.keyId().flatMap(keys::find);
    return JsonText.object()
        .add("kind", caller.kind().name().toLowerCase(Locale.ROOT))
        .add("driver_key", JsonText.string(caller.keyId().orElse(null)))
        .add("name", JsonText.string(key.map(DriverKeySnapshot::name).orElse(null)))
        .add("scope", caller.scope().wireName())
        .add("everywhere", caller.everywhere())
        .add(
            "communities",
            caller
                .limit()
                .<JsonValue>map(
                    id -> JsonText.provider().createArrayBuilder(communities.names(id)).build())
                .orElse(JsonValue.NULL))
        .add("session", session.<JsonValue>map(this::view).orElse(JsonValue.NULL))
        .add("version", Version.of(context))
        .add(
            "server_url",
            JsonText.string(settings.find(Setting.SERVER_URL).map(HttpUrl::text).orElse(null)));
  }

  private JsonObject view(SessionSnapshot session) {
    return JsonText.object()
        .add("id", session.id())
        .add("created_at", session.createdAt().toString())
        .add("expires_at", session.endsAt().toString())
        .add("idle_seconds", settings.get(Setting.SESSION_IDLE).toSeconds())
        .build();
  }

  /**
   * It goes when the session ends at the latest: a browser that is never closed keeps no others.
   */
  private String cookie(String id, String value, HttpServletRequest request, Duration longest) {
    return SessionText.COOKIE
        + id
        + "="
        + value
        + ATTRIBUTES
        + (isSecret(request) ? "; Secure" : "")
        + "; Max-Age="
        + longest.toSeconds();
  }

  /**
   * Returns whether the browser speaks by TLS, as far as it or a proxy says so: whoever lies about
   * it has a cookie of its own that is kept too well, or too badly.
   */
  private boolean isSecret(HttpServletRequest request) {
    return request.isSecure()
        || says(request, "Origin", "https://")
        || (sources.trusts(request.getRemoteAddr()) && says(request, "X-Forwarded-Proto", "https"));
  }

  private static boolean says(HttpServletRequest request, String header, String begin) {
    String value = request.getHeader(header);
    return value != null && value.toLowerCase(Locale.ROOT).startsWith(begin);
  }
}
