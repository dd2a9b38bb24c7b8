package org.metagov.gateway.http;

import jakarta.servlet.http.HttpServletResponse;

/**
 * What every answer carries: it may hold a community's data, it is what it says it is, and no page
 * of anybody's is made of it.
 */
final class AnswerHeaders {
  private AnswerHeaders() {}

  static void addTo(HttpServletResponse response) {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader("Referrer-Policy", "no-referrer");
  }
}
