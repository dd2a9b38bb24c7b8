package org.metagov.gateway.rest;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/**
 * Lets the bodies of public requests arrive without a thread that waits for them: strangers may be
 * as many and as slow as they like. A body that is there already goes straight on.
 */
@WebFilter(
    urlPatterns = {ArrivalFilter.HOOKS + "*", "/api/action/*"},
    dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ASYNC},
    asyncSupported = true)
public class ArrivalFilter extends HttpFilter {
  static final String HOOKS = "/api/hooks/";

  /** The request attribute that is there when nobody has to wait for the body any more. */
  static final String ARRIVED = "org.metagov.gateway.arrived";

  private static final long serialVersionUID = 1L;

  @Inject private transient Settings settings;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getAttribute(ARRIVED) instanceof ArrivingBody body) {
      chain.doFilter(body.in(request), response);
    } else if (isThere(request)) {
      request.setAttribute(ARRIVED, true);
      chain.doFilter(request, response);
    } else {
      AsyncContext async = request.startAsync();
      ArrivingBody body =
          new ArrivingBody(async, most(request), settings.get(Setting.REQUEST_MAX_TIME));
      request.setAttribute(ARRIVED, body);
      body.await();
    }
  }

  private boolean isThere(HttpServletRequest request) throws IOException {
    long length = request.getContentLengthLong();
    if (length < 0) {
      return request.getHeader("Transfer-Encoding") == null;
    }
    // What is announced as too large is refused without being read.
    return length > most(request) || request.getInputStream().available() >= length;
  }

  private long most(HttpServletRequest request) {
    String path = request.getRequestURI();
    if (!path.startsWith(HOOKS)) {
      return settings.get(Setting.REQUEST_MAX_BODY);
    }
    String[] segments = path.substring(HOOKS.length()).split("/", -1);
    return settings.maxWebhookBody(segments[Math.min(1, segments.length - 1)]);
  }
}
