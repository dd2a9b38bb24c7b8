package org.metagov.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.metagov.gateway.trace.Trace;

/**
 * A request with a {@code traceparent} of ours, so that the server's own spans are of the trace
 * that stands in our log.
 */
final class TracedRequest extends HttpServletRequestWrapper {
  private final String parent;

  TracedRequest(HttpServletRequest request, Trace trace) {
    super(request);
    parent = trace.parent();
  }

  @Override
  public String getHeader(String name) {
    return Trace.HEADER.equalsIgnoreCase(name) ? parent : super.getHeader(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return Trace.HEADER.equalsIgnoreCase(name)
        ? Collections.enumeration(Set.of(parent))
        : super.getHeaders(name);
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    Set<String> names = new LinkedHashSet<>(Collections.list(super.getHeaderNames()));
    names.removeIf(Trace.HEADER::equalsIgnoreCase);
    names.add(Trace.HEADER);
    return Collections.enumeration(names);
  }
}
