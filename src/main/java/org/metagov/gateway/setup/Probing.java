package org.metagov.gateway.setup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.credential.Credentials;
import org.metagov.gateway.instance.DraftState;
import org.metagov.gateway.instance.Instances;
import org.metagov.gateway.instance.Siblings;
import org.metagov.gateway.invocation.Invocation;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.setup.CommunityShapes.ProbeResult;
import org.metagov.gateway.spi.PlatformException;

/**
 * Tries configs on their platforms, for whoever fills them in. Nothing is kept of it: a state is
 * thrown away, and so is the config.
 */
@ApplicationScoped
public class Probing {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  /** A server that hangs holds a thread for each: whose it is anybody may say. */
  private static final int MOST_AT_ONCE = 8;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  @Inject private Instances instances;
  @Inject private Credentials credentials;

  /**
   * Returns {@code {"result","detail","ms"}} of what {@code community} wants.
   *
   * @throws ProblemException 503 where many are at it just now
   */
  JsonObject of(String community, DesiredPlugin wanted) {
    if (!wanted.plugin().probes()) {
      return told(ProbeResult.UNTESTED, "The plugin has nothing harmless to ask for", 0);
    }
    if (!places.tryAcquire()) {
      throw ProblemException.passing(
          ProblemType.BUSY, "Others are trying their connections just now", RETRY_AFTER);
    }
    try {
      return probe(community, wanted);
    } finally {
      places.release();
    }
  }

  private JsonObject probe(String community, DesiredPlugin wanted) {
    long began = System.nanoTime();
    try {
      String found = ask(community, wanted);
      return told(ProbeResult.OK, found, System.nanoTime() - began);
    } catch (ProblemException e) {
      if (e.type() == ProblemType.INTERNAL || e.type() == ProblemType.UNAVAILABLE) {
        throw e;
      }
      return told(result(e), e.getMessage(), System.nanoTime() - began);
    }
  }

  private String ask(String community, DesiredPlugin wanted) {
    PluginDescriptor plugin = wanted.plugin();
    return Invocation.probe(
        plugin,
        instances.draft(
            plugin,
            Siblings.none(community),
            wanted.config(),
            new DraftState(JsonValue.EMPTY_JSON_OBJECT),
            // Not those of the community: the config may lead them to another server.
            credentials.draft(Map.of()),
            () -> {}),
        Secrets.of(plugin, wanted.config()));
  }

  private static ProbeResult result(ProblemException e) {
    if (e.type() == ProblemType.INVALID) {
      return ProbeResult.REFUSED;
    }
    if (!(e.getCause() instanceof PlatformException cause)) {
      return ProbeResult.FAILED;
    }
    if (cause.status() == UNAUTHORIZED || cause.status() == FORBIDDEN) {
      return ProbeResult.REFUSED;
    }
    return isUnanswered(cause) ? ProbeResult.UNREACHABLE : ProbeResult.FAILED;
  }

  /** What was never answered has the failure of its connection behind it. */
  private static boolean isUnanswered(PlatformException e) {
    return e.isTimeout()
        || Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
            .anyMatch(IOException.class::isInstance);
  }

  private static JsonObject told(ProbeResult result, String detail, long nanos) {
    return JsonText.object()
        .add("result", result.name().toLowerCase(Locale.ROOT))
        .add("detail", detail)
        .add("ms", Duration.ofNanos(nanos).toMillis())
        .build();
  }
}
