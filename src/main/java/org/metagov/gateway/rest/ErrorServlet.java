package org.metagov.gateway.rest;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** Answers what the container refuses before JAX-RS sees it, in place of the container's page. */
@WebServlet("/error")
public class ErrorServlet extends HttpServlet {
  /** The request attribute that holds the detail, where a filter of ours refuses the request. */
  static final String DETAIL = "org.metagov.gateway.detail";

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = Logger.getLogger(ErrorServlet.class.getName());

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int status = status(request);
    ProblemType type = ProblemType.ofStatus(status);
    Response.Status known = Response.Status.fromStatusCode(status);
    String title =
        type != ProblemType.HTTP
            ? type.title()
            : known == null ? "HTTP " + status : known.getReasonPhrase();
    String instance = ProblemBody.newInstance();
    LOG.log(
        Level.INFO,
        instance + " " + status + " by the container",
        (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION));
    String detail =
        request.getAttribute(DETAIL) instanceof String ours
            ? ours
            : ProblemBody.detail(type, request.getMethod(), title);
    ProblemException problem = new ProblemException(type, detail);
    response.setStatus(status);
    response.setContentType(ProblemBody.MEDIA_TYPE);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response
        .getOutputStream()
        .write(
            JsonText.write(ProblemBody.of(problem, status, title, instance))
                .getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the status of the error; whoever asks for this path from outside finds nothing. */
  private static int status(HttpServletRequest request) {
    return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status
        ? status
        : HttpServletResponse.SC_NOT_FOUND;
  }
}
