package org.example.harness.faults;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * Arms a fault: {@code POST /test/faults?point=ProcessService.record&moment=AFTER}, in work whose
 * name matches the pattern {@code unit}, the {@code reach}-th time; with {@code hold=true} the work
 * is held there until {@code DELETE}. {@code GET} says whether it has come.
 */
@WebServlet("/test/faults")
public class FaultServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response) {
    Fault.arm(
        request.getParameter("point"),
        Moment.valueOf(request.getParameter("moment")),
        Optional.ofNullable(request.getParameter("unit")).orElse(".*"),
        Optional.ofNullable(request.getParameter("reach")).map(Integer::parseInt).orElse(1),
        Boolean.parseBoolean(request.getParameter("hold")));
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }

  @Override
  protected void doDelete(HttpServletRequest request, HttpServletResponse response) {
    Fault.release();
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("application/json");
    response.getWriter().write("{\"fired\":" + Fault.hasFired() + "}");
  }
}
