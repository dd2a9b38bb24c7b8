package org.example.clock;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.metagov.gateway.store.StoreClock;

/** Moves the clock: {@code POST /test/clock?by=PT10M}; GET tells the time. */
@WebServlet("/test/clock")
public class ClockServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient StoreClock clock;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getWriter().print(clock.now());
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response) {
    MovableClock.move(Duration.parse(request.getParameter("by")));
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}
