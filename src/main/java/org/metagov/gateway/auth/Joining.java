package org.metagov.gateway.auth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.JoinRule;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.StoreClock;

/**
 * Who may let a plugin in to a community that is there. Browsers have no key: the drivers that
 * exist send them with the community's name alone, which is enough where nobody can guess it. For
 * all others there are invitations.
 */
@ApplicationScoped
public class Joining {
  static final Duration TERM = Duration.ofMinutes(10);

  /** As the gateway calls communities whose drivers do not: 122 random bits. */
  private static final Pattern MADE =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

  private final Settings settings;
  private final StoreClock clock;

  /** For the proxy that the container makes. */
  protected Joining() {
    settings = null;
    clock = null;
  }

  /** What {@code settings} allow. */
  @Inject
  public Joining(Settings settings, StoreClock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Returns a new invitation to {@code community}. */
  Invitation invite(String community) {
    return new Invitation(community, clock.now().plus(TERM));
  }

  /**
   * Refuses whoever may not install {@code plugin} in {@code community}, whether there is such a
   * community or not.
   *
   * @param invitation what the driver has given them
   * @return whether they were invited
   * @throws ProblemException 400 for an invitation that is over or for something else, 403 where
   *     one is missing
   */
  boolean require(PluginDescriptor plugin, String community, Optional<String> invitation) {
    if (invitation.isPresent()) {
      boolean invited =
          Invitation.open(plugin.name(), invitation.get())
              .filter(it -> it.community().equals(community))
              .filter(it -> clock.now().isBefore(it.expiresAt()))
              .isPresent();
      if (!invited) {
        throw new ProblemException(
            ProblemType.INVALID, "The invitation is over, or for something else");
      }
      return true;
    }
    JoinRule rule = settings.get(Setting.AUTH_JOIN);
    boolean enough =
        rule == JoinRule.NAMED || (rule == JoinRule.MADE && MADE.matcher(community).matches());
    if (!enough) {
      throw new ProblemException(
          ProblemType.FORBIDDEN,
          "To install a plugin in a community of this name takes an invitation on this server");
    }
    return false;
  }
}
