package org.metagov.gateway.admission;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.metagov.gateway.access.Approach;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.key.DriverKeyText;
import org.metagov.gateway.key.KeyRing;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.InvalidSettingException;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/**
 * Decides who may make internal calls: whoever has the key; and, where the server is not public or
 * has a listener for them, programs on the same machine.
 */
@ApplicationScoped
public class AccessPolicy {
  private static final String SCHEME = "bearer ";

  /** As almost all programs of this machine write it. */
  private static final String LOOPBACK = "127.0.0.1";

  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[?[0-9a-f:.]*:[0-9a-f:.]*(%\\w+)?\\]?");

  /** A page of this server, or somebody who has typed the address. */
  private static final Set<String> OWN_PAGES = Set.of("same-origin", "none");

  private final Settings settings;
  private final KeyRing ring;

  /** The last {@code Host} that was this server's: almost all calls come with the same. */
  private volatile String lastOwn = "";

  /** For the proxy that the container makes. */
  protected AccessPolicy() {
    settings = null;
    ring = null;
  }

  /** The policy that {@code settings} ask for, with the driver keys of {@code ring}. */
  @Inject
  public AccessPolicy(Settings settings, KeyRing ring) {
    this.settings = settings;
    this.ring = ring;
  }

  /**
   * Refuses settings that would leave a server that others reach open, or closed to everybody; and
   * offers the key that is missing.
   *
   * @param reached whether a listener is for other machines, too
   * @throws InvalidSettingException naming the key
   */
  public void check(boolean reached) {
    if (key().isPresent()) {
      return;
    }
    // Not even the first driver key could be made.
    if (!settings.get(Setting.INTERNAL_LOOPBACK)) {
      throw keyMissing("", Setting.INTERNAL_LOOPBACK.key() + " is false");
    }
    if (internalPort().isEmpty() && (isPublic() || reached)) {
      throw keyMissing(
          " (or metagov.internal.port)",
          isPublic()
              ? "metagov.server-url is public"
              : "the server listens for other machines, too");
    }
  }

  private InvalidSettingException keyMissing(String otherwise, String reason) {
    return new InvalidSettingException(
        "%s: must be set%s, because %s; %s"
            .formatted(
                Setting.INTERNAL_KEY.key(), otherwise, reason, new OfferedKey(settings).words()));
  }

  /**
   * Returns who makes an internal call.
   *
   * @throws ProblemException 401 without a key or with a wrong one, 403 where no key would help
   */
  public Caller internal(Approach approach) {
    requireListener(approach);
    if (approach.authorization().isPresent()) {
      return withKey(approach.authorization().get(), approach);
    }
    if (!settings.get(Setting.INTERNAL_LOOPBACK)) {
      throw unauthorized("This call needs a key");
    }
    // What is meant for a driver or a platform must not work as the driver.
    refuseLoop(approach);
    if (!isLoopback(approach.remoteAddress())) {
      throw unauthorized("This call needs a key");
    }
    if (isPublic() && internalPort().isEmpty()) {
      throw unauthorized("This server is public: the call needs a key");
    }
    if (approach.forwarded()) {
      throw forbidden("A forwarded call needs a key");
    }
    requireOwnPage(approach);
    requireOwnHost(approach);
    return Caller.driver(Caller.Kind.LOOPBACK, approach);
  }

  /**
   * Refuses what comes with a session and cannot be a page of this server: a browser sends its
   * cookie along with whatever a page of the same host asks for, on another port, too.
   *
   * @throws ProblemException 403 where that is so
   */
  public void requirePage(Approach approach) {
    requireListener(approach);
    refuseLoop(approach);
    requireOwnPage(approach);
    if (approach.origin().filter(origin -> !isOwnOrigin(origin, approach)).isPresent()) {
      throw forbidden("The Origin header is not this server's");
    }
  }

  /** What a proxy leaves of the host need not be what the page is at. */
  private boolean isOwnOrigin(String origin, Approach approach) {
    return approach.host().filter(host -> isAt(host, origin)).isPresent()
        || settings
            .find(Setting.SERVER_URL)
            .filter(url -> url.origin().equalsIgnoreCase(origin))
            .isPresent();
  }

  private static boolean isAt(String host, String origin) {
    return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
  }

  private void requireListener(Approach approach) {
    if (!serves(Side.INTERNAL, approach.localPort())) {
      throw forbidden("Internal calls are not served on this port");
    }
  }

  /**
   * Returns who calls a route that is open to anybody.
   *
   * @throws ProblemException 403 where that is this gateway itself
   */
  public Caller open(Approach approach) {
    refuseLoop(approach);
    return Caller.anybody(approach);
  }

  /** Returns whether the listener at {@code localPort} serves what is on {@code side}. */
  public boolean serves(Side side, int localPort) {
    return internalPort().map(port -> side.isServedBy(port == localPort)).orElse(true);
  }

  /** Returns whether a program on the same machine needs no key. */
  public boolean isKeyless() {
    return !isPublic() || internalPort().isPresent();
  }

  private static void refuseLoop(Approach approach) {
    if (approach.looped()) {
      throw forbidden("A call that a gateway has sent needs a key");
    }
  }

  private Caller withKey(String authorization, Approach approach) {
    String scheme = authorization.substring(0, Math.min(SCHEME.length(), authorization.length()));
    if (!scheme.toLowerCase(Locale.ROOT).equals(SCHEME)) {
      throw unauthorized("The key is wrong");
    }
    String sent = authorization.substring(SCHEME.length()).strip();
    // Of digests, so that neither content nor length of the key shows in the time this takes.
    if (key().isPresent() && MessageDigest.isEqual(digest(sent), digest(key().get()))) {
      return Caller.driver(Caller.Kind.KEY, approach);
    }
    return DriverKeyText.of(sent)
        .map(ring::open)
        .map(found -> found.caller(approach))
        .orElseThrow(() -> unauthorized("The key is wrong"));
  }

  /** A page of a foreign site need not say so by Origin: an image or a link has none. */
  private static void requireOwnPage(Approach approach) {
    boolean foreign =
        approach.fetchSite().filter(site -> !OWN_PAGES.contains(site.strip())).isPresent();
    if (foreign) {
      throw forbidden("A page of another site needs a key");
    }
  }

  /** A page of a foreign site, or a name that was re-bound to this machine, must not drive us. */
  private void requireOwnHost(Approach approach) {
    String host = approach.host().orElse("");
    if (!host.equals(lastOwn) || host.isEmpty()) {
      if (!isOwn(host)) {
        throw forbidden("The Host header is not this server's");
      }
      lastOwn = host;
    }
    if (approach.origin().filter(origin -> !isAt(host, origin)).isPresent()) {
      throw forbidden("The Origin header is not this server's");
    }
  }

  private boolean isOwn(String authority) {
    try {
      String host = HttpUrl.of("http://" + authority).host();
      return isLoopback(host)
          || settings.find(Setting.SERVER_URL).filter(url -> url.host().equals(host)).isPresent();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean isPublic() {
    return settings.find(Setting.SERVER_URL).filter(url -> !isLoopback(url.host())).isPresent();
  }

  private Optional<String> key() {
    return settings.find(Setting.INTERNAL_KEY);
  }

  private Optional<Integer> internalPort() {
    return settings.find(Setting.INTERNAL_PORT);
  }

  /** Returns whether {@code host} is this machine, without asking a name server. */
  public static boolean isLoopback(String host) {
    if (host.equals(LOOPBACK)) {
      return true;
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return true;
    }
    if (!ADDRESS.matcher(name).matches()) {
      return false;
    }
    try {
      return InetAddress.getByName(name).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static ProblemException unauthorized(String detail) {
    return new ProblemException(ProblemType.UNAUTHORIZED, detail);
  }

  private static ProblemException forbidden(String detail) {
    return new ProblemException(ProblemType.FORBIDDEN, detail);
  }
}
