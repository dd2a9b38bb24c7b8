package org.metagov.gateway.auth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/**
 * Where people may be sent in the end: to what {@code metagov.auth.redirects} names, to the origin
 * at which the driver takes events, and to the console of this server. To anywhere else, and
 * whoever makes somebody follow a link would be told who they are.
 */
@ApplicationScoped
public class Redirects {
  private static final int LONGEST = 1_000;
  private static final String CONSOLE = "/console";

  /** What drivers are told in the query of the address, besides what plugins add. */
  private static final Set<String> TOLD =
      Set.of("community", "user_id", "user_token", "state", "error", "error_description");

  private final Settings settings;

  /** For the proxy that the container makes. */
  protected Redirects() {
    settings = null;
  }

  /** What {@code settings} allow. */
  @Inject
  public Redirects(Settings settings) {
    this.settings = settings;
  }

  /**
   * Returns {@code text} as an address that people may be sent to.
   *
   * @param server where this server is
   * @throws ProblemException 400 where it is none
   */
  HttpUrl require(String text, String server) {
    if (text == null || text.isEmpty()) {
      throw new ProblemException(ProblemType.INVALID, "missing redirect_uri");
    }
    HttpUrl url =
        read(text)
            .filter(it -> isAllowed(it) || isBelow(it, HttpUrl.of(server + CONSOLE)))
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.INVALID, "redirect_uri is not allowed on this server"));
    requireNothingTold(url);
    return url;
  }

  /** A driver believes what it is told by this server, and so nobody else may say it. */
  private static void requireNothingTold(HttpUrl url) {
    Query.names(url).stream()
        .filter(TOLD::contains)
        .findFirst()
        .ifPresent(
            name -> {
              throw new ProblemException(
                  ProblemType.INVALID,
                  "redirect_uri has the parameter %s, which the gateway adds".formatted(name));
            });
  }

  private static Optional<HttpUrl> read(String text) {
    try {
      return text.length() > LONGEST || text.contains("#")
          ? Optional.empty()
          : Optional.of(HttpUrl.of(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean isAllowed(HttpUrl url) {
    boolean drivers =
        settings
            .find(Setting.RECEIVER_URL)
            .map(HttpUrl::of)
            .filter(driver -> driver.origin().equals(url.origin()))
            .isPresent();
    return drivers
        || settings.find(Setting.AUTH_REDIRECTS).orElse(List.of()).stream()
            .anyMatch(allowed -> isBelow(url, allowed));
  }

  /** By what servers and browsers make of a path, whatever dots are in it. */
  private static boolean isBelow(HttpUrl url, HttpUrl allowed) {
    String top = allowed.path().replaceAll("/+$", "");
    return url.origin().equals(allowed.origin())
        && (url.path().equals(top) || url.path().startsWith(top + "/"));
  }
}
