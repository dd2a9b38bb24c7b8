package org.metagov.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.metagov.gateway.admission.ForwardingHeaders;

/**
 * A request without its empty headers: an empty header is an absent one, whoever reads it. That of
 * a proxy stays: it has been there, whatever it had to say.
 */
final class FilledHeaders extends HttpServletRequestWrapper {
  private FilledHeaders(HttpServletRequest request) {
    super(request);
  }

  /** Returns {@code request}, without its empty headers where it has some. */
  static HttpServletRequest of(HttpServletRequest request) {
    return isFilled(request) ? request : new FilledHeaders(request);
  }

  private static boolean isFilled(HttpServletRequest request) {
    Enumeration<String> names = request.getHeaderNames();
    while (names.hasMoreElements()) {
      Enumeration<String> values = request.getHeaders(names.nextElement());
      while (values.hasMoreElements()) {
        if (values.nextElement().isBlank()) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public String getHeader(String name) {
    return values(name).stream().findFirst().orElse(null);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return Collections.enumeration(values(name));
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    return Collections.enumeration(
        Collections.list(super.getHeaderNames()).stream()
            .filter(name -> !values(name).isEmpty())
            .toList());
  }

  @Override
  public String getContentType() {
    return getHeader("Content-Type");
  }

  private List<String> values(String name) {
    return Collections.list(super.getHeaders(name)).stream()
        .filter(value -> !value.isBlank() || ForwardingHeaders.tell(name))
        .toList();
  }
}
