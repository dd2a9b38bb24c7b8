package org.metagov.gateway.auth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.access.CurrentCaller;
import org.metagov.gateway.access.PublicRoute;
import org.metagov.gateway.admission.AccessPolicy;
import org.metagov.gateway.audit.Audit;
import org.metagov.gateway.audit.Deed;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/** Where people's browsers go to let the gateway in to a platform, or to sign in by it. */
@ApplicationScoped
@Path("/auth/{plugin}")
@PublicRoute
public class AuthorizationsResource {
  private static final String CALLBACK = "/auth/{plugin}/callback";
  private static final int FOUND = 302;
  private static final int MOST_PARAMETERS = 30;
  private static final int LONGEST_PARAMETER = 2_000;

  @Inject private Authorizations authorizations;
  @Inject private Settings settings;
  @Inject private Audit audit;
  @Inject private CurrentCaller caller;
  @Context private HttpHeaders headers;
  @Context private UriInfo uri;

  @Operation(
      id = "authorize",
      summary = "Sends a browser to a platform, to install the plugin or to sign in",
      description =
          "`type`: `app` installs the plugin in `community`, or in a new community where none is"
              + " named; `user` tells who somebody is. `invitation`: where `metagov.auth.join` asks"
              + " for one. In the end the browser is at `redirect_uri`,"
              + " with `state`, and `community` or `user_id`; or with `error` and"
              + " `error_description`.",
      status = FOUND,
      problems = {ProblemType.FORBIDDEN, ProblemType.NOT_FOUND, ProblemType.UNAVAILABLE})
  @GET
  @Path("authorize")
  public Response authorize(
      @PathParam("plugin") String plugin,
      @QueryParam("redirect_uri") String redirectUri,
      @QueryParam("type") String type,
      @QueryParam("community") String community,
      @QueryParam(PlatformIdParameter.NAME) String platformId,
      @QueryParam("state") String state,
      @QueryParam("metagov_id") String metagovId,
      @QueryParam("invitation") String invitation) {
    Authorizations.Departure departure =
        authorizations.begin(
            plugin,
            new Authorizations.Wish(
                type,
                community,
                platformId,
                redirectUri,
                state,
                metagovId,
                invitation,
                callback(plugin),
                server()));
    return to(departure.location())
        .header(
            HttpHeaders.SET_COOKIE,
            cookie(departure.state()).header(departure.ticket(), Authorizations.TERM.toSeconds()))
        .build();
  }

  @Operation(
      id = "authorized",
      summary = "Takes a browser back from a platform, and sends it to the driver",
      status = FOUND,
      problems = {ProblemType.NOT_FOUND, ProblemType.UNAVAILABLE})
  @GET
  @Path("callback")
  public Response callback(
      @PathParam("plugin") String plugin,
      @QueryParam("state") String state,
      @QueryParam("code") String code) {
    BrowserCookie cookie = cookie(state == null ? "" : state);
    Optional<String> ticket =
        Optional.ofNullable(headers.getCookies().get(cookie.name())).map(Cookie::getValue);
    audit.begin(
        new Deed(caller.get(), "GET", CALLBACK, Map.of("plugin", plugin), Optional.empty()));
    String driver = authorizations.end(plugin, ticket, query(), callback(plugin));
    return to(driver).header(HttpHeaders.SET_COOKIE, cookie.header("", 0)).build();
  }

  /** Of a parameter that stands there twice, the first. */
  private Map<String, String> query() {
    Map<String, String> query = new LinkedHashMap<>();
    uri.getQueryParameters()
        .forEach(
            (name, values) -> {
              if (query.size() < MOST_PARAMETERS && values.get(0).length() <= LONGEST_PARAMETER) {
                query.put(name, values.get(0));
              }
            });
    return query;
  }

  private static Response.ResponseBuilder to(String location) {
    return Response.status(FOUND).header(HttpHeaders.LOCATION, location);
  }

  private BrowserCookie cookie(String state) {
    return BrowserCookie.of(state, server().startsWith("https:"));
  }

  private String callback(String plugin) {
    return server() + CALLBACK.replace("{plugin}", plugin);
  }

  /** Never what a caller says it is, but on the same machine. */
  private String server() {
    return settings
        .find(Setting.SERVER_URL)
        .map(url -> url.text().replaceAll("/+$", ""))
        .or(
            () ->
                Optional.of(uri.getBaseUri())
                    .filter(base -> AccessPolicy.isLoopback(String.valueOf(base.getHost())))
                    .map(base -> base.toString().replaceAll("/+$", "")))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.UNAVAILABLE, "metagov.server-url is not set on this server"));
  }
}
