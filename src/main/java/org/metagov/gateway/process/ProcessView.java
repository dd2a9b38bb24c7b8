package org.metagov.gateway.process;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.json.JsonText;

/** A governance process as drivers see it. */
final class ProcessView {
  private ProcessView() {}

  static JsonObject of(ProcessSnapshot process) {
    return JsonText.object()
        .add("id", process.id())
        .add("name", process.fullName())
        .add("community", process.community())
        .add("status", process.status().wireName())
        .add("url", JsonText.string(process.url().orElse(null)))
        .add("errors", process.errors())
        .add("outcome", process.outcome())
        .add("last_error", JsonText.string(process.lastError().orElse(null)))
        .add("next_check_at", time(process.nextCheckAt()))
        .add("created_at", time(Optional.of(process.createdAt())))
        .add("completed_at", time(process.completedAt()))
        .build();
  }

  private static jakarta.json.JsonValue time(Optional<Instant> time) {
    return JsonText.string(time.map(Instant::toString).orElse(null));
  }
}
