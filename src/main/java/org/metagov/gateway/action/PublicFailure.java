package org.metagov.gateway.action;

import java.util.Optional;
import java.util.function.Supplier;
import org.metagov.gateway.problem.ProblemException;

/**
 * What anybody is told of a failure: neither what the platform has said, nor where it is, nor how
 * it is set up. That is for drivers, and stands in the log.
 */
final class PublicFailure {
  private PublicFailure() {}

  /**
   * Does {@code work}.
   *
   * @throws ProblemException of the same kind as it does, and with the same Retry-After
   */
  static <T> T untold(String plugin, Supplier<T> work) {
    try {
      return work.get();
    } catch (ProblemException e) {
      throw told(plugin, e)
          .map(
              detail ->
                  e.retryAfter()
                      .map(wait -> ProblemException.passing(e.type(), detail, wait, e))
                      .orElseGet(() -> new ProblemException(e.type(), detail, e)))
          .orElse(e);
    }
  }

  private static Optional<String> told(String plugin, ProblemException failure) {
    return switch (failure.type()) {
      case PLATFORM_FAILED -> Optional.of("The platform of plugin '" + plugin + "' failed");
      case PLATFORM_TIMEOUT -> Optional.of("The platform of plugin '" + plugin + "' was too slow");
      case CONFLICT -> Optional.of("Plugin '" + plugin + "' cannot be used as it is set up");
      default -> Optional.empty();
    };
  }
}
