package org.metagov.gateway.describe;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.operation.Route;

/** Who may call a route. */
final class Security {
  private static final String KEY = "key";

  private Security() {}

  /** Returns what a caller of {@code route} shows: nothing, or a key. */
  static JsonArray of(Route route, Audience audience) {
    var ways = JsonText.array();
    if (!route.open()) {
      var scopes = JsonText.array();
      route.scope().ifPresent(scopes::add);
      ways.add(JsonText.object().add(KEY, scopes));
      if (audience.keyless()) {
        ways.add(JsonText.object());
      }
    }
    return ways.build();
  }

  /** Returns the ways there are. */
  static JsonObject schemes() {
    return JsonText.object()
        .add(
            KEY,
            JsonText.object()
                .add("type", "http")
                .add("scheme", "bearer")
                .add(
                    "description",
                    "The key of the settings, or a driver key whose scope (`read`, `act`,"
                        + " `administer`) is the one that an operation names, or a wider one."))
        .build();
  }

  /** Returns the headers that answers share. */
  static JsonObject headers() {
    return JsonText.object()
        .add("Location", header("The path of the process.", "/api/internal/process/loomio.poll/7"))
        .add("RetryAfter", header("After how many seconds to come back.", "5"))
        .add("Authenticate", header("How to show who you are.", "Bearer"))
        .add(
            "IdempotencyReplayed",
            header("`true` where this is the answer to an earlier request.", "true"))
        .build();
  }

  /** Returns a reference to a component. */
  static JsonObject ref(String kind, String name) {
    return JsonText.object().add("$ref", "#/components/" + kind + "/" + name).build();
  }

  private static JsonObject header(String description, String example) {
    return JsonText.object()
        .add("description", description)
        .add("schema", JsonText.object().add("type", "string"))
        .add("example", example)
        .build();
  }
}
