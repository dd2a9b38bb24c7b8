package org.metagov.gateway.auth;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.community.CommunitySnapshot;
import org.metagov.gateway.identity.Vouched;
import org.metagov.gateway.instance.Instances;
import org.metagov.gateway.invocation.AuthorizationInvocation;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.setup.Installations;
import org.metagov.gateway.spi.AuthorizationException;
import org.metagov.gateway.spi.AuthorizationGrant;
import org.metagov.gateway.spi.ConsentPage;
import org.metagov.gateway.spi.ConsentRequest;
import org.metagov.gateway.spi.ConsentRequest.Purpose;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.StoreClock;

/** Sends people to platforms, and takes them back. */
@ApplicationScoped
public class Authorizations {
  /** How long somebody may be with the platform. */
  static final Duration TERM = Duration.ofMinutes(10);

  private static final Pattern ERROR = Pattern.compile("[A-Za-z0-9_.-]{1,100}");
  private static final int LONGEST_STATE = 300;

  @Inject private Catalog catalog;
  @EJB private CommunityService communities;
  @Inject private Instances instances;
  @Inject private Redirects redirects;
  @Inject private Joining joining;
  @EJB private UsedStateService states;
  @Inject private Linking linking;
  @Inject private Grants grants;
  @Inject private StoreClock clock;

  /**
   * What a driver asks for, as it stands in the query.
   *
   * @param type {@code app} or {@code user}; null: {@code app}
   * @param platformId what the community is called on the platform; null: what it has
   * @param metagovId what stands for the Metagov id of whoever is sent
   * @param callback where the platform sends people back to
   * @param server where this server is
   */
  record Wish(
      String type,
      String community,
      String platformId,
      String redirectUri,
      String driverState,
      String metagovId,
      String invitation,
      String callback,
      String server) {}

  /** Where somebody is sent now, and what their browser has to bring back. */
  record Departure(String location, String state, String ticket) {}

  /**
   * Sends somebody to the platform of {@code pluginName}. Nothing is kept.
   *
   * @throws ProblemException 400, 403 or 404 where that cannot be
   */
  Departure begin(String pluginName, Wish wish) {
    PluginDescriptor plugin = catalog.require(pluginName, ProblemType.INVALID);
    requireOAuth(plugin);
    Purpose purpose = purpose(wish.type());
    HttpUrl redirect = redirects.require(wish.redirectUri(), wish.server());
    Optional<Place> place =
        purpose == Purpose.SIGN_IN
            ? Optional.empty()
            : given(wish.community()).map(name -> place(plugin, name, given(wish.invitation())));
    Optional<String> driverState = given(wish.driverState());
    if (driverState.filter(text -> text.length() > LONGEST_STATE).isPresent()) {
      throw new ProblemException(
          ProblemType.INVALID, "state has more than " + LONGEST_STATE + " characters");
    }
    Linking.requireShape(wish.metagovId());
    String state = Tokens.random();
    String verifier = Tokens.random();
    ConsentPage page =
        AuthorizationInvocation.consent(
            plugin,
            instances.server(plugin, () -> {}),
            new ConsentRequest(
                purpose,
                PlatformIdParameter.of(wish.platformId())
                    .filter(id -> purpose == Purpose.INSTALL)
                    .or(() -> place.flatMap(Place::platformId))));
    Map<String, String> query = new LinkedHashMap<>(page.parameters());
    query.put("response_type", "code");
    query.put("redirect_uri", wish.callback());
    query.put("state", state);
    query.put("code_challenge", Tokens.challenge(verifier));
    query.put("code_challenge_method", "S256");
    Ticket ticket =
        new Ticket(
            purpose,
            place.map(Place::community),
            redirect,
            driverState,
            given(wish.metagovId()),
            verifier,
            clock.now().plus(TERM));
    return new Departure(
        Query.added(HttpUrl.of(page.url()), query), state, ticket.sealed(plugin.name(), state));
  }

  /**
   * Where a plugin is to be installed.
   *
   * @param platformId what the community is called on the platform already: for those alone who
   *     were invited, as it stands in the address of the platform's page
   */
  private record Place(String community, Optional<String> platformId) {}

  private Place place(PluginDescriptor plugin, String name, Optional<String> invitation) {
    boolean invited = joining.require(plugin, name, invitation);
    CommunitySnapshot community = communities.require(name);
    return new Place(
        community.name(),
        Optional.of(community)
            .filter(it -> invited)
            .flatMap(it -> Installations.platformId(plugin, it)));
  }

  /**
   * Takes somebody back.
   *
   * @param cookie what their browser has brought back; empty where it has nothing
   * @param query what the platform says
   * @param callback where the platform has sent them back to
   * @return where they are sent in the end
   * @throws ProblemException 400 where nobody knows where that is
   */
  String end(
      String pluginName, Optional<String> cookie, Map<String, String> query, String callback) {
    PluginDescriptor plugin = catalog.require(pluginName, ProblemType.INVALID);
    requireOAuth(plugin);
    String state = query.getOrDefault("state", "");
    if (state.isEmpty()) {
      throw new ProblemException(ProblemType.INVALID, "missing state");
    }
    Ticket ticket =
        cookie
            .flatMap(text -> Ticket.open(plugin.name(), state, text))
            .orElseThrow(() -> new ProblemException(ProblemType.INVALID, "missing session nonce"));
    Map<String, String> told = new LinkedHashMap<>();
    try {
      use(state, ticket);
      requireYes(query);
      Optional<Vouched> person = ticket.metagovId().map(linking::open);
      Map<String, String> more = new LinkedHashMap<>(query);
      more.keySet().removeAll(Set.of("state", "code"));
      told.putAll(
          grants.take(
              plugin,
              ticket,
              person,
              new AuthorizationGrant(query.get("code"), callback, ticket.verifier(), more)));
    } catch (AuthorizationException e) {
      told.putAll(Grants.told(e));
    }
    ticket.driverState().ifPresent(text -> told.put("state", text));
    return Query.added(ticket.redirect(), told);
  }

  /** Before the platform is asked anything: whatever comes of it, it was this once. */
  private void use(String state, Ticket ticket) {
    Instant now = clock.now();
    if (!now.isBefore(ticket.expiresAt())) {
      throw new AuthorizationException("bad_state", "That took too long");
    }
    try {
      Conflicts.run(() -> states.use(state, ticket.expiresAt()));
    } catch (RuntimeException e) {
      if (Conflicts.isDuplicate(e)) {
        throw new AuthorizationException("bad_state", "That was done before");
      }
      throw e;
    }
  }

  private static void requireYes(Map<String, String> query) {
    String error = query.getOrDefault("error", "");
    if (!error.isEmpty()) {
      throw new AuthorizationException(
          ERROR.matcher(error).matches() ? error.toLowerCase(Locale.ROOT) : Grants.SERVER_ERROR,
          query.getOrDefault("error_description", "The platform says no"));
    }
    if (query.getOrDefault("code", "").isEmpty()) {
      throw new AuthorizationException(Grants.SERVER_ERROR, "The platform has sent no code");
    }
  }

  /** Refuses a plugin that nobody is let in to by a browser. */
  static void requireOAuth(PluginDescriptor plugin) {
    if (plugin.oauth().isEmpty()) {
      throw new ProblemException(
          ProblemType.NOT_FOUND, "Plugin '" + plugin.name() + "' has nothing to authorize");
    }
  }

  private static Purpose purpose(String type) {
    return switch (given(type).orElse("app")) {
      case "app" -> Purpose.INSTALL;
      case "user" -> Purpose.SIGN_IN;
      default -> throw new ProblemException(ProblemType.INVALID, "type is app or user");
    };
  }

  private static Optional<String> given(String text) {
    return Optional.ofNullable(text).filter(given -> !given.isEmpty());
  }
}
