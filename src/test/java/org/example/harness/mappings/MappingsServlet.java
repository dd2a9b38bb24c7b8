package org.example.harness.mappings;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Tells to which paths the server has servlets, its own ones included: a line for each. */
@WebServlet(MappingsServlet.PATH)
public class MappingsServlet extends HttpServlet {
  /** Where it is. */
  public static final String PATH = "/test/mappings";

  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    getServletContext()
        .getServletRegistrations()
        .values()
        .forEach(
            servlet ->
                servlet.getMappings().forEach(mapping -> lines.append(mapping).append('\n')));
    response.getWriter().print(lines);
  }
}
