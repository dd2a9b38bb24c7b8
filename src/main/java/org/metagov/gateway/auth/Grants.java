package org.metagov.gateway.auth;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.identity.Vouched;
import org.metagov.gateway.instance.Instances;
import org.metagov.gateway.invocation.AuthorizationInvocation;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.setup.Installations;
import org.metagov.gateway.spi.AuthorizationException;
import org.metagov.gateway.spi.AuthorizationGrant;
import org.metagov.gateway.spi.ConsentRequest.Purpose;
import org.metagov.gateway.spi.PluginServer;
import org.metagov.gateway.spi.SignIn;

/** Makes of what platforms have granted plugins that are installed, and people who are known. */
@ApplicationScoped
public class Grants {
  static final String SERVER_ERROR = "server_error";

  private static final Logger LOG = Logger.getLogger(Grants.class.getName());
  private static final int MOST_PLACES = 300;
  private static final int LONGEST_DESCRIPTION = 300;

  @EJB private CommunityService communities;
  @Inject private Instances instances;
  @Inject private Installations installations;
  @Inject private Linking linking;

  /**
   * Gives what a platform has granted to somebody for what it is worth.
   *
   * @param person whom they are known to be
   * @return what the driver is told
   * @throws AuthorizationException where that comes to nothing
   */
  Map<String, String> take(
      PluginDescriptor plugin, Ticket ticket, Optional<Vouched> person, AuthorizationGrant grant) {
    try {
      PluginServer server = instances.server(plugin, () -> {});
      return ticket.purpose() == Purpose.INSTALL
          ? installed(
              plugin, ticket, person, AuthorizationInvocation.install(plugin, server, grant))
          : signedIn(plugin, person, AuthorizationInvocation.signIn(plugin, server, grant));
    } catch (ProblemException e) {
      if (e.getCause() instanceof AuthorizationException reason) {
        // Its text was blacked out on the way.
        throw new AuthorizationException(reason.code(), e.getMessage());
      }
      if (e.type() == ProblemType.INTERNAL) {
        LOG.log(Level.WARNING, "An authorization by " + plugin.name() + " failed", e);
        throw new AuthorizationException(SERVER_ERROR, "Something went wrong");
      }
      throw new AuthorizationException(
          e.type() == ProblemType.NOT_FOUND ? "community_not_found" : SERVER_ERROR, e.getMessage());
    }
  }

  private Map<String, String> installed(
      PluginDescriptor plugin,
      Ticket ticket,
      Optional<Vouched> person,
      AuthorizationInvocation.Installed installed) {
    String community = install(plugin, ticket, installed);
    Map<String, String> told = new LinkedHashMap<>(installed.parameters());
    told.put("community", community);
    try {
      linking.installer(
          plugin,
          community,
          plugin.platformId(installed.config()),
          installed.parameters().get("user_id"),
          person);
    } catch (AuthorizationException e) {
      // It is installed all the same.
      told.putAll(told(e));
    }
    return told;
  }

  private String install(
      PluginDescriptor plugin, Ticket ticket, AuthorizationInvocation.Installed installed) {
    try {
      return installations.install(
          ticket.community(), plugin, installed.config(), installed.credentials());
    } catch (ProblemException e) {
      if (e.getCause() instanceof AuthorizationException reason
          && reason.code().equals(Installations.code(plugin, Installations.WRONG_COMMUNITY))) {
        plugin.platformId(installed.config()).ifPresent(id -> takeBack(plugin, id));
      }
      throw e;
    }
  }

  private void takeBack(PluginDescriptor plugin, String platformId) {
    try {
      AuthorizationInvocation.refused(plugin, instances.server(plugin, () -> {}), platformId);
    } catch (ProblemException e) {
      LOG.log(Level.WARNING, "An installation that was refused could not be taken back", e);
    }
  }

  private Map<String, String> signedIn(
      PluginDescriptor plugin, Optional<Vouched> known, SignIn person) {
    Map<String, List<PluginSnapshot>> places = places(plugin, person);
    if (person.platformIds().isPresent() && places.isEmpty()) {
      throw new AuthorizationException(
          Installations.code(plugin, "plugin_not_installed"),
          "No community has " + plugin.name() + " with this");
    }
    linking.visitor(places, person.userId(), known);
    Map<String, String> told = new LinkedHashMap<>(person.parameters());
    told.put("user_id", person.userId());
    return told;
  }

  /** Returns who has the plugin, by what they are called there; so many belong to somebody. */
  private Map<String, List<PluginSnapshot>> places(PluginDescriptor plugin, SignIn person) {
    Set<String> places =
        person.platformIds().stream()
            .flatMap(Set::stream)
            .limit(MOST_PLACES)
            .collect(Collectors.toSet());
    return new TreeMap<>(communities.findPluginsByName(plugin.name(), places));
  }

  /** Returns what a driver is told of a failure. */
  static Map<String, String> told(AuthorizationException e) {
    return Map.of(
        "error", e.code(), "error_description", Texts.fitting(e.getMessage(), LONGEST_DESCRIPTION));
  }
}
