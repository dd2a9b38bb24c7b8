package org.metagov.gateway.web;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.metagov.gateway.admission.AccessPolicy;
import org.metagov.gateway.admission.Side;
import org.metagov.gateway.settings.Version;

/**
 * The pages for people: where to begin, and two viewers of the OpenAPI document. All that they load
 * comes from here, and their policy lets nothing else through; the viewers' scripts make style
 * sheets as they go, and evaluate no text.
 */
@WebServlet({"", "/swagger", "/swagger/*", "/redoc", "/redoc/*"})
public class PagesServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String HTML = "text/html";
  private static final String SCRIPT = "text/javascript";

  /** What only the listener for drivers serves, where there is one. */
  private static final Pattern INTERNAL =
      Pattern.compile("<!--internal-->.*?<!--/internal-->\\n?", Pattern.DOTALL);

  private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);

  private static final String OF_VIEWERS =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
          + " data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
          + " 'none'";

  private static final Map<String, Page> PAGES =
      Map.of(
          "/", new Page("/WEB-INF/pages/index.html", HTML),
          "/swagger/", new Page("/WEB-INF/pages/swagger.html", HTML),
          "/swagger/start.js", new Page("/WEB-INF/pages/start.js", SCRIPT),
          "/swagger/swagger-ui-bundle.js",
              new Page("/WEB-INF/viewers/swagger-ui-bundle.js", SCRIPT),
          "/swagger/swagger-ui.css", new Page("/WEB-INF/viewers/swagger-ui.css", "text/css"),
          "/redoc/", new Page("/WEB-INF/pages/redoc.html", HTML),
          "/redoc/rapidoc-min.js", new Page("/WEB-INF/viewers/rapidoc-min.js", SCRIPT));

  @Inject private transient AccessPolicy policy;

  /** A file of the WAR, and what is in it. */
  private record Page(String file, String type) {}

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getRequestURI();
    if (path.equals("/swagger") || path.equals("/redoc")) {
      response.setStatus(HttpServletResponse.SC_MOVED_PERMANENTLY);
      response.setHeader("Location", path + "/");
      return;
    }
    Page page = PAGES.get(path);
    byte[] content = page == null ? null : read(page.file());
    if (content == null) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    response.setContentType(page.type());
    response.setCharacterEncoding("UTF-8");
    if (path.equals("/")) {
      content = welcome(content, request, response);
    } else {
      response.setHeader("Content-Security-Policy", OF_VIEWERS);
    }
    send(request, response, content);
  }

  /** Returns the first page, whose one style sheet is let through by what it is. */
  private byte[] welcome(byte[] page, HttpServletRequest request, HttpServletResponse response) {
    String text =
        new String(page, StandardCharsets.UTF_8)
            .replace("{{version}}", Version.of(getServletContext()));
    if (!policy.serves(Side.INTERNAL, request.getLocalPort())) {
      text = INTERNAL.matcher(text).replaceAll("");
    }
    Matcher style = STYLE.matcher(text);
    String hash =
        style.find()
            ? " 'sha256-"
                + Base64.getEncoder()
                    .encodeToString(digest(style.group(1).getBytes(StandardCharsets.UTF_8)))
                + "'"
            : " 'none'";
    response.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; style-src"
            + hash
            + "; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A browser that has the file already is not sent it again. */
  private static void send(HttpServletRequest request, HttpServletResponse response, byte[] content)
      throws IOException {
    String tag =
        '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(digest(content)) + '"';
    response.setHeader("ETag", tag);
    response.setHeader("Cache-Control", "no-cache");
    if (tag.equals(request.getHeader("If-None-Match"))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentLength(content.length);
    response.getOutputStream().write(content);
  }

  private byte[] read(String file) throws IOException {
    try (InputStream in = getServletContext().getResourceAsStream(file)) {
      return in == null ? null : in.readAllBytes();
    }
  }

  private static byte[] digest(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
