package org.metagov.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a request ends. The server and a proxy in front of it must be of one mind there: else a
 * stranger's body is taken for the request of another one. Where a request could be read in two
 * ways it is refused, and its connection is closed.
 */
public final class RequestFraming {
  /** They have no body for the server, which takes it for the next request. */
  private static final Set<String> NO_METHODS = Set.of("TRACE", "CONNECT");

  /** Longer than any method is. */
  private static final int LONGEST_METHOD = 24;

  /** What a token of RFC 9110 may hold besides letters and digits. */
  private static final String IN_TOKENS = "-!#$%&'*+.^_`|~";

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
    String method = request.getMethod();
    if (method.length() > LONGEST_METHOD || !isToken(method)) {
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
    Enumeration<String> names = request.getHeaderNames();
    while (names.hasMoreElements()) {
      String name = names.nextElement();
      if (!isToken(name)) {
        return Optional.of(Refusal.unframed("The name of a header is none"));
      }
      String lower = name.toLowerCase(Locale.ROOT);
      if (SINGLE.contains(lower) && isRepeated(request.getHeaders(name))) {
        return Optional.of(Refusal.unframed("There is more than one header " + lower));
      }
    }
    return Optional.empty();
  }

  private static boolean isRepeated(Enumeration<String> values) {
    if (!values.hasMoreElements()) {
      return false;
    }
    values.nextElement();
    return values.hasMoreElements();
  }

  /** Without a regular expression: each request has some ten of them. */
  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean usual = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!usual && IN_TOKENS.indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
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
  public static boolean isUpgrade(HttpServletRequest request) {
    return !isFramed(request) && request.getHeader("Upgrade") != null;
  }

  /** HTTP/2 says in its frames where a body ends. */
  private static boolean isFramed(HttpServletRequest request) {
    return request.getProtocol().startsWith("HTTP/2");
  }

  private static boolean isOld(String protocol) {
    return protocol.equals("HTTP/1.0") || protocol.equals("HTTP/0.9");
  }
}
