package org.metagov.gateway.auth;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.identity.AccountName;
import org.metagov.gateway.identity.Vouched;
import org.metagov.gateway.identity.Vouching;
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

  @Inject private Vouching vouching;
  @EJB private UsedStateService used;
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
   * Returns whom {@code text} stands for, which it does once.
   *
   * @throws AuthorizationException where it stands for none
   */
  Vouched open(String text) {
    Vouched known = vouching.passed(text).orElseThrow(Linking::refused);
    if (!text.matches("\\d+")) {
      useUp(text);
    }
    return known;
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
   *
   * @throws AuthorizationException where they are known, and cannot be linked
   */
  void installer(
      PluginDescriptor plugin,
      String community,
      Optional<String> place,
      String userId,
      Optional<Vouched> known) {
    if (userId != null) {
      link(List.of(AccountName.of(community, plugin.name(), userId, place.orElse(""))), known);
    }
  }

  /**
   * Somebody has signed in where communities have the plugin as {@code places}.
   *
   * @throws AuthorizationException where they are known, and cannot be linked
   */
  void visitor(Map<String, List<PluginSnapshot>> places, String userId, Optional<Vouched> known) {
    if (known.isPresent() && places.isEmpty()) {
      throw new AuthorizationException(
          NOT_LINKED, "The platform does not tell to which communities they belong");
    }
    List<AccountName> accounts = new ArrayList<>();
    places.forEach(
        (place, plugins) ->
            plugins.forEach(
                plugin ->
                    accounts.add(
                        AccountName.of(
                            plugin.community(),
                            plugin.plugin(),
                            userId,
                            plugin.platformId().orElse(place)))));
    link(accounts, known);
  }

  /** What is wrong with one of them must not keep the others from being linked. */
  private void link(List<AccountName> accounts, Optional<Vouched> known) {
    List<AuthorizationException> failed = new ArrayList<>();
    boolean said = known.isEmpty();
    for (AccountName account : accounts) {
      Optional<Long> person = known.flatMap(it -> it.in(account.community()));
      said = said || person.isPresent();
      link(account, person).ifPresent(failed::add);
    }
    if (!failed.isEmpty()) {
      throw failed.get(0);
    }
    if (!said) {
      throw new AuthorizationException(
          NOT_LINKED, "Who they are was said for other communities than they belong to");
    }
  }

  private Optional<AuthorizationException> link(AccountName account, Optional<Long> person) {
    try {
      vouching.signedIn(account, person);
    } catch (ProblemException e) {
      if (person.isPresent()) {
        return Optional.of(
            new AuthorizationException(
                e.type() == ProblemType.CONFLICT ? NOT_LINKED : REFUSED, e.getMessage()));
      }
      LOG.info("Somebody has signed in without being linked: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static AuthorizationException refused() {
    return new AuthorizationException(
        REFUSED, "There is no such Metagov id, or it takes a pass to link an account to it");
  }
}
