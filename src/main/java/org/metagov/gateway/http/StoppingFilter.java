package org.metagov.gateway.http;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.metagov.gateway.background.WorkInHand;

/**
 * Counts the requests that are being answered, so that a server that stops can wait for them, and
 * sends away those that come while it does.
 */
@WebFilter("/*")
public class StoppingFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final int RETRY_AFTER_SECONDS = 5;

  @Inject private transient WorkInHand hand;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!hand.enter()) {
      response.setIntHeader("Retry-After", RETRY_AFTER_SECONDS);
      response.setHeader("Connection", "close");
      request.setAttribute(ErrorServlet.DETAIL, "The server is stopping");
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      hand.leave();
    }
  }
}
