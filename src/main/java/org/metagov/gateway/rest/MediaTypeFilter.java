package org.metagov.gateway.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Refuses headers that are no media types. Jersey does so, too, but before any mapper of errors and
 * without a word.
 */
@WebFilter("/*")
public class MediaTypeFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final Pattern COMMA = Pattern.compile(",");

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (isReadable(request.getHeader("Content-Type")) && isReadable(request.getHeader("Accept"))) {
      chain.doFilter(request, response);
    } else {
      request.setAttribute(
          ErrorServlet.DETAIL, "The header Content-Type or Accept is not a media type");
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
    }
  }

  private static boolean isReadable(String header) {
    if (header == null || header.isBlank()) {
      return true;
    }
    try {
      return COMMA.splitAsStream(header).allMatch(type -> MediaType.valueOf(type.strip()) != null);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
