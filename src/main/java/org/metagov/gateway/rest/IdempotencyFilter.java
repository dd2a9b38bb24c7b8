package org.metagov.gateway.rest;

import jakarta.annotation.Priority;
import jakarta.ejb.EJB;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.access.KeyedHash;
import org.metagov.gateway.access.ShownOnce;
import org.metagov.gateway.community.CommunityHeader;
import org.metagov.gateway.http.ProblemBody;
import org.metagov.gateway.idempotency.Answer;
import org.metagov.gateway.idempotency.CurrentRequest;
import org.metagov.gateway.idempotency.IdempotencyService;
import org.metagov.gateway.idempotency.KeyedRequest;
import org.metagov.gateway.idempotency.RunningKeys;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.Causes;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** Answers a repeated POST of a driver that carries an {@code Idempotency-Key} as the first one. */
@Priority(Priorities.USER)
public class IdempotencyFilter implements ContainerRequestFilter, ContainerResponseFilter {
  private static final Logger LOG = Logger.getLogger(IdempotencyFilter.class.getName());

  /** On an answer that was given before. */
  static final String REPLAYED = "Idempotency-Replayed";

  private static final int SERVER_ERROR = 500;
  private static final String REQUEST = "org.metagov.gateway.keyed-request";

  /** What a refusal counts as. */
  private static final Map<ProblemType, String> REFUSALS =
      Map.of(
          ProblemType.CONFLICT, "running",
          ProblemType.IDEMPOTENCY_KEY_REUSED, "other_body",
          ProblemType.OUTCOME_UNKNOWN, "outcome_unknown");

  @EJB private IdempotencyService keys;
  @Inject private RunningKeys running;
  @Inject private CurrentRequest current;
  @Inject private KeyedHash hash;
  @Inject private Meters meters;
  @Context private ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext request) {
    String key = request.getHeaderString("Idempotency-Key");
    if (key == null
        || AccessFilter.isAnybody(request)
        || !HttpMethod.POST.equals(request.getMethod())) {
      return;
    }
    byte[] body = (byte[]) request.getProperty(BodyFilter.BODY);
    KeyedRequest keyed =
        KeyedRequest.of(
            key,
            ((Caller) request.getProperty(AccessFilter.CALLER)).name(),
            request.getUriInfo().getPath(),
            about(request),
            hash.hex("idempotent-bodies", body),
            body);
    Optional<Answer> first = counted(keyed);
    if (first.isPresent()) {
      request.abortWith(response(first.get()));
    } else {
      request.setProperty(REQUEST, keyed);
      current.is(keyed);
    }
  }

  /** Which community, and of several instances of a plugin which one, where that is said. */
  private static String about(ContainerRequestContext request) {
    String community = request.getHeaderString(CommunityHeader.NAME);
    return PlatformIdParameter.of(
            request.getUriInfo().getQueryParameters().getFirst(PlatformIdParameter.NAME))
        .map(id -> community + "?" + id)
        .orElse(community);
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (!(request.getProperty(REQUEST) instanceof KeyedRequest keyed)) {
      return;
    }
    try {
      boolean passing =
          isProblem(response, ProblemType.BUSY) || isProblem(response, ProblemType.RATE_LIMITED);
      if (passing && response.getHeaderString("Location") == null) {
        // Nothing was done: nothing is to be seen of it.
        keys.forget(keyed);
      } else if (tells(keyed, response)) {
        keys.finish(keyed, answer(response));
      }
      // Else nobody knows what was done: a repetition sees to it, or hears so.
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING, "The answer to a request with a key could not be kept", Causes.brief(e));
    } finally {
      running.remove(keyed);
    }
  }

  /**
   * Returns whether an answer tells what became of its request. It does not where the store failed
   * in the middle; where it is none of ours, as of a server that is about to end; or where we have
   * failed, and it can be seen how far that has come.
   */
  private boolean tells(KeyedRequest keyed, ContainerResponseContext response) {
    if (response.getStatus() < SERVER_ERROR) {
      return true;
    }
    return response.getEntity() instanceof JsonValue
        && !isProblem(response, ProblemType.UNAVAILABLE)
        && !(isProblem(response, ProblemType.INTERNAL) && keys.leavesTraces(keyed));
  }

  private Optional<Answer> counted(KeyedRequest keyed) {
    try {
      Optional<Answer> first = begin(keyed);
      count(first.isPresent() ? "replayed" : "first");
      return first;
    } catch (ProblemException e) {
      Optional.ofNullable(REFUSALS.get(e.type())).ifPresent(this::count);
      throw e;
    }
  }

  private void count(String result) {
    meters.of(Metric.IDEMPOTENT).with(result).count();
  }

  private Optional<Answer> begin(KeyedRequest keyed) {
    boolean alone = running.add(keyed);
    Optional<Answer> answer = Optional.empty();
    boolean begun = false;
    try {
      answer = keys.begin(keyed, alone);
      begun = answer.isEmpty();
    } catch (RuntimeException e) {
      if (IdempotencyService.lostRace(e)) {
        throw IdempotencyService.stillRunning();
      }
      throw e;
    } finally {
      if (alone && !begun) {
        running.remove(keyed);
      }
    }
    return answer;
  }

  private static boolean isProblem(ContainerResponseContext response, ProblemType type) {
    return response.getStatus() == type.status() && ProblemBody.isOf(type, response.getEntity());
  }

  private Answer answer(ContainerResponseContext response) {
    return new Answer(
        response.getStatus(),
        Optional.ofNullable(response.getMediaType()).map(Object::toString),
        Optional.ofNullable(response.getHeaderString("Location")),
        response.getEntity() instanceof JsonValue json
            ? Optional.of(JsonText.write(keepable(json)))
            : Optional.empty());
  }

  /** What is shown once is not kept in clear to be shown again. */
  private JsonValue keepable(JsonValue answer) {
    ShownOnce shown = resource.getResourceMethod().getAnnotation(ShownOnce.class);
    if (shown == null || !(answer instanceof JsonObject object)) {
      return answer;
    }
    JsonObjectBuilder masked = JsonText.object(object);
    for (String member : shown.value()) {
      if (object.containsKey(member)) {
        masked.add(member, ShownOnce.MARK);
      }
    }
    return masked.build();
  }

  private static Response response(Answer answer) {
    Response.ResponseBuilder response = Response.status(answer.status()).header(REPLAYED, "true");
    answer.contentType().ifPresent(type -> response.header("Content-Type", type));
    answer.location().ifPresent(location -> response.header("Location", location));
    answer.body().map(JsonText::parse).ifPresent(response::entity);
    return response.build();
  }
}
