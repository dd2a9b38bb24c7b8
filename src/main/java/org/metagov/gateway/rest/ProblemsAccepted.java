package org.metagov.gateway.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.metagov.gateway.http.ProblemBody;

/**
 * Who takes a problem for an answer takes one that is none: clients that are made of the document
 * name nothing else where only an error has a body.
 */
@PreMatching
public class ProblemsAccepted implements ContainerRequestFilter {
  private static final MediaType PROBLEM = MediaType.valueOf(ProblemBody.MEDIA_TYPE);

  @Override
  public void filter(ContainerRequestContext request) {
    boolean takesProblems =
        request.getAcceptableMediaTypes().stream()
            .anyMatch(type -> PROBLEM.isCompatible(type) && !type.isWildcardType());
    if (takesProblems) {
      // Behind whatever else is named, such as a stream.
      request.getHeaders().add(HttpHeaders.ACCEPT, "application/json;q=0.001");
    }
  }
}
