package org.metagov.gateway.rest;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.metagov.gateway.http.FrontDoor;
import org.metagov.gateway.http.RequestFraming;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.webhook.BodyLimit;
import org.metagov.gateway.webhook.HooksResource;

/**
 * Reads the body whole, and refuses one that is too large without reading on. Strangers whose
 * bodies trickle in cannot take all threads: a bounded number of them is read at once, for a
 * bounded time, and whoever takes longest makes way for others.
 */
@Priority(Priorities.ENTITY_CODER)
public class BodyFilter implements ContainerRequestFilter {
  /** The request property that holds the body, a {@code byte[]}. */
  static final String BODY = "org.metagov.gateway.body";

  private static final int STRANGERS_AT_ONCE = 64;
  private static final byte[] NONE = {};
  private static final int CHUNK = 8_192;
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final Duration GRACE = Duration.ofMillis(500);
  private static final ReadingPlaces STRANGERS = new ReadingPlaces(STRANGERS_AT_ONCE, GRACE);

  @Inject private Settings settings;
  @Inject private BodyLimit webhooks;
  @Inject private Meters meters;
  @Context private ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext request) {
    HttpServletRequest servletRequest = FrontDoor.request(request);
    int most = Math.toIntExact(most(request));
    long length = servletRequest.getContentLengthLong();
    if (length > most) {
      throw tooLarge(most);
    }
    request.setProperty(BODY, NONE);
    if (RequestFraming.isUpgrade(servletRequest)) {
      // It has no body; the server would read whatever comes on the connection.
      request.setEntityStream(InputStream.nullInputStream());
      return;
    }
    byte[] body =
        AccessFilter.isAnybody(request)
            ? stranger(request.getEntityStream(), chunk(length), most)
            : read(request.getEntityStream(), chunk(length), most, () -> false);
    request.setProperty(BODY, body);
    request.setEntityStream(new ByteArrayInputStream(body));
  }

  private long most(ContainerRequestContext request) {
    return resource.getResourceClass() == HooksResource.class
        ? webhooks.of(request.getUriInfo().getPathParameters().getFirst("plugin"))
        : settings.get(Setting.REQUEST_MAX_BODY);
  }

  private byte[] stranger(InputStream in, int chunk, int most) {
    Optional<ReadingPlaces.Place> taken = STRANGERS.enter();
    boolean lost = taken.isEmpty();
    try (ReadingPlaces.Place place = taken.orElseThrow(BodyFilter::busy)) {
      try {
        return read(in, chunk, most, place::isLost);
      } finally {
        lost = place.isLost();
      }
    } finally {
      if (lost) {
        meters.of(Metric.LIMITS_REFUSED).with("reading").count();
      }
    }
  }

  private static ProblemException busy() {
    return ProblemException.passing(
        ProblemType.BUSY, "Too many requests are being read", RETRY_AFTER);
  }

  private static byte[] read(InputStream in, int size, int most, BooleanSupplier lost) {
    long start = System.nanoTime();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] chunk = new byte[size];
    try {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        body.write(chunk, 0, count);
        if (body.size() > most) {
          throw tooLarge(most);
        }
        if (lost.getAsBoolean()) {
          throw busy();
        }
        if (System.nanoTime() - start > LONGEST.toNanos()) {
          throw new ProblemException(ProblemType.INVALID, "The body came too slowly");
        }
      }
      return body.toByteArray();
    } catch (IOException e) {
      throw lost.getAsBoolean()
          ? busy()
          : new ProblemException(ProblemType.INVALID, "The body did not come to its end", e);
    }
  }

  /** Returns how much is read at once of a body of {@code length}, which is -1 where unknown. */
  private static int chunk(long length) {
    return length < 0 ? CHUNK : (int) Math.max(1, Math.min(length, CHUNK));
  }

  private static ProblemException tooLarge(int most) {
    return new ProblemException(
        ProblemType.TOO_LARGE, "The body is larger than " + most + " bytes");
  }
}
