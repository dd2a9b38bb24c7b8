package org.metagov.gateway.http;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;
import org.metagov.gateway.admission.AccessPolicy;
import org.metagov.gateway.admission.Side;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.store.StoreUnavailable;
import org.metagov.gateway.trace.CurrentTrace;
import org.metagov.gateway.trace.Trace;

/**
 * The first to see a request, whatever path it is for, those of the server itself included ({@code
 * /health}, {@code /metrics}). What could be understood in two ways comes no further, and what
 * fails behind it is answered in the one shape. {@code web.xml} puts it before all other filters.
 */
public class FrontDoor extends HttpFilter {
  /** The request attribute that holds what the request belongs to. */
  static final String TRACE = "org.metagov.gateway.trace";

  /** The request attribute that holds the request itself: see {@link #request}. */
  private static final String REQUEST = "org.metagov.gateway.request";

  private static final long serialVersionUID = 1L;

  /** Whether the server was told to make spans (MicroProfile Telemetry). */
  private boolean spans;

  @Inject private transient RequestMeter meter;
  @Inject private transient AccessPolicy policy;

  @Override
  public void init() {
    spans =
        ConfigProvider.getConfig()
            .getOptionalValue("otel.sdk.disabled", Boolean.class)
            .filter(disabled -> !disabled)
            .isPresent();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    long began = System.nanoTime();
    Optional<Trace> given = Trace.of(Collections.list(request.getHeaders(Trace.HEADER)));
    // One that the server's own spans are to be of is kept by whoever collects those.
    Trace trace = given.orElseGet(() -> new Trace(Trace.begin().id(), spans));
    request.setAttribute(TRACE, trace);
    CurrentTrace.enter(trace);
    try {
      letIn(
          spans && given.isEmpty() ? new TracedRequest(request, trace) : request, response, chain);
    } finally {
      CurrentTrace.leave();
      meter.answered(request, response, System.nanoTime() - began);
    }
  }

  private void letIn(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    AnswerHeaders.addTo(response);
    Optional<Refusal> framing = RequestFraming.wrongIn(request);
    if (framing.isPresent()) {
      refuse(framing.get(), request, response);
      return;
    }
    if (RequestFraming.isLast(request)) {
      close(response);
    }
    HttpServletRequest filled = FilledHeaders.of(request);
    request.setAttribute(REQUEST, filled);
    Optional<Refusal> wrong =
        RequestTarget.isCanonical(request.getRequestURI())
            ? wrongListener(request).or(() -> MediaTypes.wrongIn(filled))
            : Optional.of(Refusal.notFound());
    if (wrong.isPresent()) {
      refuse(wrong.get(), request, response);
    } else {
      pass(filled, response, chain);
    }
  }

  /** Of the server's own paths, too; there is one way to write each, and so no way round this. */
  private Optional<Refusal> wrongListener(HttpServletRequest request) {
    Optional<Side> side = Side.of(request.getRequestURI());
    return policy.serves(side.orElse(Side.INTERNAL), request.getLocalPort())
        ? Optional.empty()
        : side.map(Refusal::elsewhere).or(() -> Optional.of(Refusal.notFound()));
  }

  private static void pass(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      chain.doFilter(request, response);
    } catch (ServletException | RuntimeException | Error e) {
      if (response.isCommitted()) {
        // What is missing of the answer must not look like its end.
        throw e;
      }
      fail(e, request, response);
    }
  }

  /** As JAX-RS would have it answered, by whichever filter or servlet it comes. */
  private static void fail(
      Throwable failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<ProblemException> away = StoreUnavailable.in(failure);
    if (away.isEmpty()) {
      request.setAttribute(ErrorServlet.FAILURE, failure);
      response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
      return;
    }
    away.get().retryAfter().ifPresent(wait -> request.setAttribute(ErrorServlet.RETRY_AFTER, wait));
    StoreUnavailable.reason(failure)
        .ifPresent(reason -> request.setAttribute(ErrorServlet.REASON, reason));
    request.setAttribute(ErrorServlet.DETAIL, away.get().getMessage());
    response.sendError(away.get().type().status());
  }

  /**
   * Returns the request behind {@code request}. What the server injects for it is a proxy, which
   * looks it up at each call.
   */
  public static HttpServletRequest request(ContainerRequestContext request) {
    return (HttpServletRequest) request.getProperty(REQUEST);
  }

  private static void refuse(
      Refusal refusal, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    request.setAttribute(ErrorServlet.DETAIL, refusal.detail());
    if (refusal.last()) {
      request.setAttribute(ErrorServlet.LAST, true);
    }
    response.sendError(refusal.status());
  }

  static void close(HttpServletResponse response) {
    response.setHeader("Connection", "close");
  }
}
