package org.example.clock;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;

/** Moves the clock: {@code POST /test/clock?by=PT10M}. */
@WebServlet("/test/clock")
public class ClockServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response) {
    MovableClock.move(Duration.parse(request.getParameter("by")));
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}
