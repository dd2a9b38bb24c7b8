package org.metagov.gateway.rest;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.http.ProblemBody;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.Causes;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.store.StoreUnavailable;

/**
 * Answers every failure in one shape: {@code application/problem+json} of RFC 9457. The {@code
 * instance} is also in the log; a caller's mistake stands there as one line, ours with its cause.
 */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = Logger.getLogger(ProblemMapper.class.getName());
  private static final int SERVER_ERROR = 500;

  /** As it was sent: a webhook was led to another method. */
  @Context private HttpServletRequest request;

  @Inject private Meters meters;

  @Override
  public Response toResponse(Throwable thrown) {
    if (thrown instanceof WebApplicationException http) {
      return ofHttp(http);
    }
    ProblemException problem =
        findProblem(thrown)
            .or(() -> StoreUnavailable.in(thrown))
            .orElseGet(
                () ->
                    new ProblemException(
                        ProblemType.INTERNAL, "Something went wrong here", thrown));
    return response(problem, problem.type().status(), problem.type().title(), null);
  }

  private Response ofHttp(WebApplicationException thrown) {
    Response original = thrown.getResponse();
    if (original.getStatusInfo().getFamily() == Response.Status.Family.REDIRECTION) {
      return original;
    }
    int status = original.getStatus();
    ProblemType type = ProblemType.ofStatus(status);
    String title =
        type == ProblemType.HTTP ? original.getStatusInfo().getReasonPhrase() : type.title();
    String detail = ProblemBody.detail(type, request.getMethod(), title);
    return response(
        new ProblemException(type, detail, thrown),
        status,
        title,
        original.getHeaderString(HttpHeaders.ALLOW));
  }

  private Response response(ProblemException problem, int status, String title, String allow) {
    String instance = ProblemBody.newInstance();
    log(problem, status, instance);
    meters.of(Metric.PROBLEMS).with(problem.type().metricName()).count();
    Response.ResponseBuilder response =
        Response.status(status)
            .header(HttpHeaders.CONTENT_TYPE, ProblemBody.MEDIA_TYPE)
            .entity(ProblemBody.of(problem, status, title, instance));
    problem
        .retryAfter()
        .ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, ProblemBody.seconds(wait)));
    problem.location().ifPresent(where -> response.header(HttpHeaders.LOCATION, where));
    if (status == ProblemType.UNAUTHORIZED.status()) {
      response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    if (problem.type() == ProblemType.TOO_LARGE) {
      // The rest of the body is still on its way, and nobody will read it.
      response.header("Connection", "close");
    }
    if (allow != null) {
      response.header(HttpHeaders.ALLOW, allow);
    }
    return response.build();
  }

  private void log(ProblemException problem, int status, String instance) {
    // The method only, not the path: a webhook's path is a secret between two servers.
    String line =
        Causes.line(
            "%s %d to a %s: %s".formatted(instance, status, request.getMethod(), said(problem)));
    boolean ours = status == SERVER_ERROR;
    if (ours) {
      LOG.log(Level.SEVERE, line, Causes.brief(problem.getCause()));
    } else {
      LOG.info(line);
    }
  }

  /**
   * What the caller hears, and what only the operator does: why the store is not available, or what
   * a platform has said that strangers are not told.
   */
  private static String said(ProblemException problem) {
    return Optional.ofNullable(problem.getCause())
        .flatMap(cause -> unsaid(problem.type(), cause))
        .map(reason -> problem.getMessage() + ": " + reason)
        .orElse(problem.getMessage());
  }

  private static Optional<String> unsaid(ProblemType type, Throwable cause) {
    if (cause instanceof ProblemException inner) {
      return Optional.of(inner.getMessage());
    }
    return type == ProblemType.UNAVAILABLE ? StoreUnavailable.reason(cause) : Optional.empty();
  }

  private static Optional<ProblemException> findProblem(Throwable thrown) {
    return Causes.of(thrown)
        .filter(ProblemException.class::isInstance)
        .map(ProblemException.class::cast)
        .findFirst();
  }
}
