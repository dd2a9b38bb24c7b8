package org.metagov.gateway.process;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.MaskedConfig;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.problem.UnreadableException;

/** A governance process as drivers see it. */
@ApplicationScoped
public class ProcessView {
  @Inject private Catalog catalog;

  /** Returns it with all that is known of it, for a list. */
  public JsonObject whole(ProcessSnapshot process) {
    JsonObjectBuilder whole = JsonText.object(of(process));
    details(process).forEach(whole::add);
    return whole.build();
  }

  /** Returns what a callback, which its driver knows the process by, leaves out. */
  public JsonObject details(ProcessSnapshot process) {
    return JsonText.object()
        .add("parameters", parameters(process))
        .add("last_checked_at", time(process.checkedAt()))
        .build();
  }

  /** Returns null where they cannot be opened. */
  private JsonValue parameters(ProcessSnapshot process) {
    return UnreadableException.orNothing(() -> Optional.of(process.parameters().get()))
        .<JsonValue>map(parameters -> masked(process, parameters))
        .orElse(JsonValue.NULL);
  }

  /** Of a plugin that is not there any more nobody can tell what is secret. */
  private JsonObject masked(ProcessSnapshot process, JsonObject parameters) {
    return catalog
        .find(process.plugin())
        .flatMap(plugin -> Optional.ofNullable(plugin.processes().get(process.name())))
        .map(known -> MaskedConfig.mask(known.parameters(), parameters))
        .orElseGet(() -> MaskedConfig.maskAll(parameters));
  }

  public static JsonObject of(ProcessSnapshot process) {
    JsonObjectBuilder seen =
        JsonText.object()
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
            .add("completed_at", time(process.completedAt()));
    process.platformId().ifPresent(called -> seen.add(PlatformIdParameter.NAME, called));
    return seen.build();
  }

  private static JsonValue time(Optional<Instant> time) {
    return JsonText.string(time.map(Instant::toString).orElse(null));
  }
}
