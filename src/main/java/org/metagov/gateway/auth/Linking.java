package org.metagov.gateway.auth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.identity.AccountName;
import org.metagov.gateway.identity.Identities;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.AuthorizationException;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.StoreClock;

/**
 * Links the accounts by which people sign in, and install plugins. Where the driver does not say
 * who they are, that must not keep them out: they are whoever has the account, or somebody new.
 */
@ApplicationScoped
public class Linking {
  private static final Logger LOG = Logger.getLogger(Linking.class.getName());
  private static final int LONGEST_ID = 300;
  private static final String REFUSED = "metagov_id_refused";
  private static final String NOT_LINKED = "metagov_id_not_linked";

  /** Longer than any pass is good: then it is nobody's, whatever is remembered. */
  private static final Duration REMEMBERED = Duration.ofHours(1);

  @Inject private Identities identities;
  @Inject private UsedStateService used;
  @Inject private StoreClock clock;

  /**
   * Requires that {@code text} may stand for a Metagov id; null: nothing does.
   *
   * @throws ProblemException 400 where it cannot
   */
  static void requireShape(String text) {
    if (text != null && !text.matches("[A-Za-z0-9_.-]{0," + LONGEST_ID + "}")) {
      throw new ProblemException(ProblemType.INVALID, "metagov_id is none");
    }
  }

  /**
   * Returns the Metagov id that {@code text} stands for, which it does once.
   *
   * @throws AuthorizationException where it stands for none
   */
  long open(String text) {
    long id = identities.passed(text).orElseThrow(Linking::refused);
    if (!text.matches("\\d+")) {
      useUp(text);
    }
    return id;
  }

  private void useUp(String pass) {
    try {
      Conflicts.run(() -> used.use("metagov id " + pass, clock.now().plus(REMEMBERED)));
    } catch (RuntimeException e) {
      throw Conflicts.isDuplicate(e) ? refused() : e;
    }
  }

  /**
   * Whoever has installed {@code plugin} in {@code community}, which is called {@code place} there,
   * has the account {@code userId}; null where that is not told.
   */
  void installer(
      PluginDescriptor plugin,
      String community,
      Optional<String> place,
      String userId,
      Optional<Long> person) {
    if (userId != null) {
      link(AccountName.of(community, plugin.name(), userId, place.orElse("")), person);
    }
  }

  /**
   * Somebody has signed in where communities have the plugin as {@code places}.
   *
   * @throws AuthorizationException where they are known, and cannot be linked
   */
  void visitor(Map<String, List<PluginSnapshot>> places, String userId, Optional<Long> known) {
    if (known.isPresent() && places.isEmpty()) {
      throw new AuthorizationException(
          NOT_LINKED, "The platform does not tell to which communities they belong");
    }
    places.forEach(
        (place, plugins) ->
            plugins.forEach(
                plugin ->
                    link(
                        AccountName.of(
                            plugin.community(),
                            plugin.plugin(),
                            userId,
                            plugin.platformId().orElse(place)),
                        known)));
  }

  private void link(AccountName account, Optional<Long> person) {
    try {
      identities.signedIn(account, person);
    } catch (ProblemException e) {
      if (person.isPresent()) {
        throw new AuthorizationException(
            e.type() == ProblemType.CONFLICT ? NOT_LINKED : REFUSED, e.getMessage());
      }
      LOG.info("Somebody has signed in without being linked: " + e.getMessage());
    }
  }

  private static AuthorizationException refused() {
    return new AuthorizationException(
        REFUSED, "There is no such Metagov id, or it takes a pass to link an account to it");
  }
}
