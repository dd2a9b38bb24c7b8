package org.example.harness.clock;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.metagov.gateway.background.WorkInHand;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.work.Queue;

/**
 * Moves the clock: {@code POST /test/clock?by=PT10M}; GET tells the time. What was just about to be
 * recorded is waited for, as no claim outlives an hour; what has become due is looked for at once.
 */
@WebServlet("/test/clock")
public class ClockServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private static final long PATIENCE_NANOS = Duration.ofMillis(200).toNanos();
  private static final long GLANCE_NANOS = Duration.ofMillis(2).toNanos();

  @Inject private transient StoreClock clock;
  @Inject private transient WorkInHand hand;
  @Inject @Any private transient Instance<Queue> queues;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getWriter().print(clock.now());
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response) {
    awaitQuiet();
    MovableClock.move(Duration.parse(request.getParameter("by")));
    queues.forEach(queue -> queue.bell().ring());
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }

  /** Waits until nothing is in hand but the request itself; what hangs is not waited for. */
  private void awaitQuiet() {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (hand.pieces() > 1 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(GLANCE_NANOS);
    }
  }
}
