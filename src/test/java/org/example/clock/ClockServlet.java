package org.example.clock;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.work.Queue;

/**
 * Moves the clock: {@code POST /test/clock?by=PT10M}; GET tells the time. What has become due by it
 * is looked for at once.
 */
@WebServlet("/test/clock")
public class ClockServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient StoreClock clock;
  @Inject @Any private transient Instance<Queue> queues;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getWriter().print(clock.now());
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response) {
    MovableClock.move(Duration.parse(request.getParameter("by")));
    queues.forEach(queue -> queue.bell().ring());
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}
