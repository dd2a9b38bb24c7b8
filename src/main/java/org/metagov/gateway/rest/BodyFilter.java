package org.metagov.gateway.rest;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/** Reads the body whole, and refuses one that is too large without reading on. */
@Priority(Priorities.ENTITY_CODER)
public class BodyFilter implements ContainerRequestFilter {
  /** The request property that holds the body, a {@code byte[]}. */
  static final String BODY = "org.metagov.gateway.body";

  @Inject private Settings settings;

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    int most = Math.toIntExact(settings.get(Setting.REQUEST_MAX_BODY));
    if (request.getLength() > most) {
      throw tooLarge(most);
    }
    byte[] body = request.getEntityStream().readNBytes(most + 1);
    if (body.length > most) {
      throw tooLarge(most);
    }
    request.setProperty(BODY, body);
    request.setEntityStream(new ByteArrayInputStream(body));
  }

  private static ProblemException tooLarge(int most) {
    return new ProblemException(
        ProblemType.TOO_LARGE, "The body is larger than " + most + " bytes");
  }
}
