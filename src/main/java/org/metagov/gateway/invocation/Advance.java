package org.metagov.gateway.invocation;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.spi.Progress;

/** How a governance process stands, as {@link Progress} says it, with the state as JSON. */
public sealed interface Advance {
  /** It goes on; see {@link Progress.Pending}. */
  record Pending(
      JsonObject state,
      JsonObject outcome,
      Optional<String> url,
      Optional<String> correlation,
      Optional<Instant> checkAt,
      Optional<Instant> endsAt)
      implements Advance {}

  /** It came to its end. */
  record Completed(JsonObject outcome) implements Advance {}

  /** It ended without a result. */
  record Failed(JsonObject errors) implements Advance {}
}
