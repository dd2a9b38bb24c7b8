package org.metagov.gateway.web;

import jakarta.ejb.EJB;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.metagov.gateway.access.RequestCaller;
import org.metagov.gateway.admission.AccessPolicy;
import org.metagov.gateway.admission.Side;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.community.CommunitySnapshot;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.describe.Audience;
import org.metagov.gateway.describe.Audience.Enabled;
import org.metagov.gateway.describe.Documents;
import org.metagov.gateway.describe.Documents.Kind;
import org.metagov.gateway.http.Doorkeeper;
import org.metagov.gateway.http.ErrorServlet;
import org.metagov.gateway.http.RequestTarget;
import org.metagov.gateway.key.Sight;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Version;

/**
 * The documents of the API. A servlet, since the server has one of its own at {@code /openapi/*},
 * which comes before JAX-RS whether it is switched off or not; an exact path comes before both.
 */
@WebServlet({
  "/openapi",
  "/openapi.json",
  "/openapi.yaml",
  "/asyncapi",
  "/asyncapi.json",
  "/asyncapi.yaml"
})
public class DocumentsServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";

  @Inject private transient Documents documents;
  @Inject private transient AccessPolicy policy;
  @Inject private transient Doorkeeper doorkeeper;
  @Inject private transient RequestCaller current;
  @Inject private transient Sight sight;
  @EJB private transient CommunityService communities;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<String> wrong = RequestTarget.wrongInQuery(request.getQueryString());
    if (wrong.isPresent()) {
      refuse(request, response, HttpServletResponse.SC_BAD_REQUEST, wrong.get());
      return;
    }
    String path = request.getServletPath();
    Kind kind = path.startsWith("/openapi") ? Kind.OPEN_API : Kind.ASYNC_API;
    try {
      boolean yaml = isYaml(path, request);
      byte[] document =
          documents.find(kind, audience(request), yaml, Version.of(getServletContext()));
      response.setContentType(yaml ? YAML : JSON);
      response.setCharacterEncoding("UTF-8");
      response.setContentLength(document.length);
      response.getOutputStream().write(document);
    } catch (ProblemException e) {
      e.retryAfter().ifPresent(wait -> request.setAttribute(ErrorServlet.RETRY_AFTER, wait));
      refuse(request, response, e.type().status(), e.getMessage());
    }
  }

  private Audience audience(HttpServletRequest request) {
    String community = request.getParameter("community");
    Optional<Enabled> enabled = Optional.empty();
    if (community != null && !community.isEmpty()) {
      // What a community has enabled is for its drivers.
      current.is(doorkeeper.internal(request));
      enabled =
          Optional.of(
              communities
                  .find(community)
                  .filter(found -> sight.of(found.name()))
                  .map(DocumentsServlet::enabled)
                  .orElseThrow(
                      () ->
                          new ProblemException(
                              ProblemType.NOT_FOUND, CommunityService.notFound(community))));
    }
    int port = request.getLocalPort();
    return new Audience(
        policy.serves(Side.INTERNAL, port),
        policy.serves(Side.PUBLIC, port),
        policy.isKeyless(),
        enabled);
  }

  private static Enabled enabled(CommunitySnapshot community) {
    return new Enabled(
        community.name(),
        community.plugins().stream().map(PluginSnapshot::plugin).collect(Collectors.toSet()));
  }

  private static boolean isYaml(String path, HttpServletRequest request) {
    String format = request.getParameter("format");
    if (format != null) {
      return format.equalsIgnoreCase("yaml");
    }
    if (path.indexOf('.') > 0) {
      return path.endsWith(".yaml");
    }
    String accepted = Optional.ofNullable(request.getHeader("Accept")).orElse("");
    return accepted.contains("yaml") && !accepted.contains("json");
  }

  private static void refuse(
      HttpServletRequest request, HttpServletResponse response, int status, String detail)
      throws IOException {
    request.setAttribute(ErrorServlet.DETAIL, detail);
    response.sendError(status);
  }
}
