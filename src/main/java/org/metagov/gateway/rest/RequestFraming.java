package org.metagov.gateway.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a request ends. The server and a proxy in front of it must be of one mind there: else a
 * stranger's body is taken for the request of another one. Where a request could be read in two
 * ways it is refused, and its connection is closed.
 */
final class RequestFraming {
  /** They have no body for the server, which takes it for the next request. */
  private static final Set<String> NO_METHODS = Set.of("TRACE", "CONNECT");

  /** The token of RFC 9110, and no method is longer. */
  private static final Pattern METHOD = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]{1,24}");

  private static final Pattern NAME = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  /** The headers that have one value, which readers of several ones choose differently. */
  private static final Set<String> SINGLE =
      Set.of(
          "authorization",
          "content-length",
          "content-type",
          "host",
          "idempotency-key",
          "origin",
          "transfer-encoding",
          "x-metagov-community",
          "x-metagov-session");

  private static final int METHOD_NOT_ALLOWED = 405;

  private RequestFraming() {}

  /** Returns what is wrong with the frame of {@code request}. */
  static Optional<Refusal> wrongIn(HttpServletRequest request) {
    if (!METHOD.matcher(request.getMethod()).matches()) {
      return Optional.of(Refusal.unframed("The method is none"));
    }
    if (NO_METHODS.contains(request.getMethod())) {
      return Optional.of(
          new Refusal(
              METHOD_NOT_ALLOWED,
              "The method " + request.getMethod() + " is not allowed here",
              true));
    }
    return wrongHeader(request)
        .or(() -> isFramed(request) ? Optional.empty() : wrongLength(request));
  }

  private static Optional<Refusal> wrongHeader(HttpServletRequest request) {
    for (String name : Collections.list(request.getHeaderNames())) {
      if (!NAME.matcher(name).matches()) {
        return Optional.of(Refusal.unframed("The name of a header is none"));
      }
      String lower = name.toLowerCase(Locale.ROOT);
      if (SINGLE.contains(lower) && values(request, name).size() > 1) {
        return Optional.of(Refusal.unframed("There is more than one header " + lower));
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> wrongLength(HttpServletRequest request) {
    String coding = request.getHeader("Transfer-Encoding");
    String length = request.getHeader("Content-Length");
    if (coding != null) {
      boolean understood =
          coding.equalsIgnoreCase("chunked") && length == null && !isOld(request.getProtocol());
      return understood
          ? ofUpgrade(request)
          : Optional.of(
              Refusal.unframed("A Transfer-Encoding must be chunked, and without Content-Length"));
    }
    if (length == null) {
      return Optional.empty();
    }
    if (!LENGTH.matcher(length).matches()) {
      return Optional.of(Refusal.unframed("The Content-Length is not a number"));
    }
    return Long.parseLong(length) == 0 ? Optional.empty() : ofUpgrade(request);
  }

  /** The server would read what comes behind the body, too. */
  private static Optional<Refusal> ofUpgrade(HttpServletRequest request) {
    return isUpgrade(request)
        ? Optional.of(Refusal.unframed("A request with Upgrade must not have a body"))
        : Optional.empty();
  }

  /** Returns whether nothing that comes on the connection after this request can be trusted. */
  static boolean isLast(HttpServletRequest request) {
    return !isFramed(request)
        && (request.getHeader("Transfer-Encoding") != null || isUpgrade(request));
  }

  /** Returns whether the request asks for another protocol, which it is not given. */
  static boolean isUpgrade(HttpServletRequest request) {
    return !isFramed(request) && request.getHeader("Upgrade") != null;
  }

  /** HTTP/2 says in its frames where a body ends. */
  private static boolean isFramed(HttpServletRequest request) {
    return request.getProtocol().startsWith("HTTP/2");
  }

  private static boolean isOld(String protocol) {
    return protocol.equals("HTTP/1.0") || protocol.equals("HTTP/0.9");
  }

  private static List<String> values(HttpServletRequest request, String name) {
    return Collections.list(request.getHeaders(name));
  }
}
