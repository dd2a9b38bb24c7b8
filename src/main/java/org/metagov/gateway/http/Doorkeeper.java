package org.metagov.gateway.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.access.Approach;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.address.LoopMark;
import org.metagov.gateway.admission.AccessPolicy;
import org.metagov.gateway.admission.ForwardingHeaders;
import org.metagov.gateway.admission.Sources;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.quota.RateLimits;
import org.metagov.gateway.session.Sessions;

/**
 * Asks who makes a call, and where from. Each key that looks like one is looked up in the store: an
 * address that has come with too many wrong ones is not listened to for a while.
 */
@ApplicationScoped
public class Doorkeeper {
  @Inject private AccessPolicy policy;
  @Inject private Sources sources;
  @Inject private RateLimits limits;
  @Inject private Sessions sessions;

  /**
   * Returns who makes the internal call {@code request}.
   *
   * @throws ProblemException 401 or 403 as {@link AccessPolicy#internal}, 429 where too many wrong
   *     keys came from there
   */
  public Caller internal(HttpServletRequest request) {
    Approach approach = approach(request);
    Optional<String> session =
        approach.authorization().isPresent()
            ? Optional.empty()
            : Optional.ofNullable(request.getHeader(Sessions.HEADER));
    Optional<String> source =
        approach.authorization().or(() -> session).flatMap(key -> source(request));
    source.ifPresent(limits::requireKeyLeft);
    try {
      return known(
          session
              .map(token -> withSession(token, approach, request))
              .orElseGet(() -> policy.internal(approach)),
          request);
    } catch (ProblemException e) {
      if (e.type() == ProblemType.UNAUTHORIZED) {
        source.ifPresent(limits::wrongKeyFrom);
      }
      throw e;
    }
  }

  /** A cookie alone says nothing: browsers send it whoever asks them to. */
  private Caller withSession(String token, Approach approach, HttpServletRequest request) {
    policy.requirePage(approach);
    return sessions.open(token, name -> cookie(request, name), approach);
  }

  private static String cookie(HttpServletRequest request, String name) {
    return Stream.of(Optional.ofNullable(request.getCookies()).orElse(new Cookie[0]))
        .filter(cookie -> cookie.getName().equals(name))
        .map(Cookie::getValue)
        .findFirst()
        .orElse(null);
  }

  /**
   * Returns who makes the call {@code request} of a route that is open to anybody.
   *
   * @throws ProblemException 403 as {@link AccessPolicy#open}
   */
  public Caller open(HttpServletRequest request) {
    return known(policy.open(approach(request)), request);
  }

  private Caller known(Caller caller, HttpServletRequest request) {
    return caller.from(sources.address(request.getRemoteAddr(), forwardedFor(request)));
  }

  /** Returns where {@code request} comes from, if that is limited. */
  public Optional<String> source(HttpServletRequest request) {
    return sources.of(request.getRemoteAddr(), forwardedFor(request));
  }

  private static List<String> forwardedFor(HttpServletRequest request) {
    return Collections.list(request.getHeaders("X-Forwarded-For"));
  }

  /** Returns how {@code request} came in. */
  private static Approach approach(HttpServletRequest request) {
    return new Approach(
        request.getRemoteAddr(),
        request.getLocalPort(),
        header(request, "Authorization"),
        header(request, "Host"),
        header(request, "Origin"),
        header(request, "Sec-Fetch-Site"),
        isForwarded(request),
        header(request, LoopMark.HEADER).filter(LoopMark::isIn).isPresent());
  }

  private static boolean isForwarded(HttpServletRequest request) {
    Enumeration<String> names = request.getHeaderNames();
    while (names.hasMoreElements()) {
      if (ForwardingHeaders.tell(names.nextElement())) {
        return true;
      }
    }
    return false;
  }

  private static Optional<String> header(HttpServletRequest request, String name) {
    return Optional.ofNullable(request.getHeader(name));
  }
}
