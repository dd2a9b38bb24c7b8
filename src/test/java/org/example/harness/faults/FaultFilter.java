package org.example.harness.faults;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Optional;

/**
 * Makes a unit of each request, {@code <method> <path> <community>}. Where it is abandoned its
 * driver gets no answer: some 5xx, which stands for a lost connection.
 */
@WebFilter("/api/*")
public class FaultFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String community =
        Optional.ofNullable(request.getHeader("X-Metagov-Community"))
            .map(name -> " " + name)
            .orElse("");
    Unit.begin(request.getMethod() + " " + request.getRequestURI() + community);
    try {
      chain.doFilter(request, new LostResponse(response));
    } finally {
      Unit.end();
    }
  }

  /** Tells of no success of work that was abandoned. */
  private static final class LostResponse extends HttpServletResponseWrapper {
    LostResponse(HttpServletResponse response) {
      super(response);
    }

    @Override
    public void setStatus(int status) {
      super.setStatus(Unit.isAbandoned() ? SC_INTERNAL_SERVER_ERROR : status);
    }
  }
}
