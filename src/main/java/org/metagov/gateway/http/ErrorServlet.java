package org.metagov.gateway.http;

import jakarta.inject.Inject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.Causes;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.trace.CurrentTrace;
import org.metagov.gateway.trace.Trace;

/** Answers what the container refuses before JAX-RS sees it, in place of the container's page. */
@WebServlet("/error")
public class ErrorServlet extends HttpServlet {
  /** The request attribute that holds the detail, where a filter of ours refuses the request. */
  public static final String DETAIL = "org.metagov.gateway.detail";

  /** The request attribute that holds what has failed, where a filter of ours has caught it. */
  static final String FAILURE = "org.metagov.gateway.failure";

  /** The request attribute that says why, for the log alone. */
  static final String REASON = "org.metagov.gateway.reason";

  /** The request attribute that says how long to wait, where the problem may be gone then. */
  public static final String RETRY_AFTER = "org.metagov.gateway.retry-after";

  /** The request attribute that is set where no other request may follow on the connection. */
  static final String LAST = "org.metagov.gateway.last";

  /** What the methods of all resources are, which a 405 has to tell. */
  private static final String METHODS = "GET, HEAD, POST, PUT, DELETE, OPTIONS";

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = Logger.getLogger(ErrorServlet.class.getName());

  @Inject private transient Meters meters;

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
    String detail =
        request.getAttribute(DETAIL) instanceof String ours
            ? ours
            : ProblemBody.detail(type, request.getMethod(), title);
    String reason = request.getAttribute(REASON) instanceof String why ? ": " + why : "";
    log(request, instance + " " + status + " by the container: " + detail + reason);
    ProblemException problem = new ProblemException(type, detail);
    meters.of(Metric.PROBLEMS).with(type.metricName()).count();
    AnswerHeaders.addTo(response);
    response.setStatus(status);
    response.setContentType(ProblemBody.MEDIA_TYPE);
    if (request.getAttribute(LAST) != null) {
      FrontDoor.close(response);
    }
    if (request.getAttribute(RETRY_AFTER) instanceof Duration wait) {
      response.setHeader("Retry-After", ProblemBody.seconds(wait));
    }
    if (status == HttpServletResponse.SC_UNAUTHORIZED) {
      response.setHeader("WWW-Authenticate", "Bearer");
    }
    if (status == HttpServletResponse.SC_METHOD_NOT_ALLOWED) {
      response.setHeader("Allow", METHODS);
    }
    response
        .getOutputStream()
        .write(
            JsonText.write(ProblemBody.of(problem, status, title, instance))
                .getBytes(StandardCharsets.UTF_8));
  }

  private static void log(HttpServletRequest request, String line) {
    Throwable failure =
        Stream.of(FAILURE, RequestDispatcher.ERROR_EXCEPTION)
            .map(request::getAttribute)
            .filter(Throwable.class::isInstance)
            .map(Throwable.class::cast)
            .findFirst()
            .orElse(null);
    Runnable writing =
        () ->
            LOG.log(
                failure == null ? Level.INFO : Level.SEVERE,
                Causes.line(line),
                Causes.brief(failure));
    if (request.getAttribute(FrontDoor.TRACE) instanceof Trace trace) {
      // The front door has left it by now.
      CurrentTrace.run(trace, writing);
    } else {
      writing.run();
    }
  }

  /** Returns the status of the error; whoever asks for this path from outside finds nothing. */
  private static int status(HttpServletRequest request) {
    if (!(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status)) {
      return HttpServletResponse.SC_NOT_FOUND;
    }
    // What servlets say of an odd method, as if something were missing here.
    return status == HttpServletResponse.SC_NOT_IMPLEMENTED
        ? HttpServletResponse.SC_METHOD_NOT_ALLOWED
        : status;
  }
}
