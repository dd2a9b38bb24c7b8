package org.metagov.gateway.web;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The console: files that a browser runs, and that do all they do by the API. They hold no data, so
 * nobody is asked for a key here; where there are two listeners, only that for drivers serves them.
 * Their policy lets nothing through but themselves: neither another host, nor a script or a style
 * sheet that stands in a page.
 */
@WebServlet({"/console", "/console/*"})
public class ConsoleServlet extends HttpServlet {
  /** Where all of it is. */
  static final String ROOT = "/console/";

  /** What a browser may do with it. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src"
          + " 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final long serialVersionUID = 1L;
  private static final String FILES = "/WEB-INF/console/";
  private static final String FIRST = "index.html";
  private static final int LONGEST_NAME = 200;

  /** Files, each below folders: nothing else is looked for. */
  private static final Pattern NAME = Pattern.compile("(?:[\\w-]+/)*[\\w-]+(?:\\.[\\w-]+)+");

  /** A page of the console, which its script makes: what there is a file for has an ending. */
  private static final Pattern PLACE = Pattern.compile("(?:.*/)?[^./]*");

  /** Its address is another one when it has changed, so it need not be asked for again. */
  private static final Pattern VERSIONED = Pattern.compile("v=[\\w.-]+");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html;charset=UTF-8",
          "css", "text/css;charset=UTF-8",
          "js", "text/javascript;charset=UTF-8",
          "mjs", "text/javascript;charset=UTF-8",
          "json", "application/json",
          "webmanifest", "application/manifest+json",
          "svg", "image/svg+xml;charset=UTF-8",
          "png", "image/png",
          "ico", "image/x-icon",
          "woff2", "font/woff2");

  /** They are in the WAR, and stay what they are. */
  private final transient Map<String, WebFile> known = new ConcurrentHashMap<>();

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getRequestURI();
    if (path.length() < ROOT.length()) {
      response.setStatus(HttpServletResponse.SC_MOVED_PERMANENTLY);
      response.setHeader("Location", ROOT);
      return;
    }
    String name = path.substring(ROOT.length());
    Optional<WebFile> file = find(PLACE.matcher(name).matches() ? FIRST : name);
    if (file.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cache-Control", isVersioned(request) ? WebFile.FOR_EVER : "no-cache");
    file.get()
        .send(
            response,
            Optional.ofNullable(request.getHeader("If-None-Match")),
            Collections.list(request.getHeaders("Accept-Encoding")));
  }

  private Optional<WebFile> find(String name) throws IOException {
    WebFile there = known.get(name);
    if (there != null) {
      return Optional.of(there);
    }
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null || name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    try (InputStream in = getServletContext().getResourceAsStream(FILES + name)) {
      if (in == null) {
        return Optional.empty();
      }
      WebFile read = WebFile.of(in.readAllBytes(), type);
      known.put(name, read);
      return Optional.of(read);
    }
  }

  private static boolean isVersioned(HttpServletRequest request) {
    String query = request.getQueryString();
    return query != null && VERSIONED.matcher(query).matches();
  }
}
