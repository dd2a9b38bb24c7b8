package org.metagov.gateway.testing.plugin;

import jakarta.json.JsonObject;
import java.util.List;
import org.metagov.gateway.json.JsonText;

/**
 * How an action is called.
 *
 * @param action its name
 * @param parameters with which it succeeds on a {@link FakePlatform} that feels well
 * @param bad parameters that are refused before the platform hears of them
 */
public record ActionExample(String action, JsonObject parameters, List<JsonObject> bad) {
  /** An example in JSON texts. */
  public static ActionExample of(String action, String parameters, String... bad) {
    return new ActionExample(
        action,
        JsonText.parse(parameters).asJsonObject(),
        List.of(bad).stream().map(text -> JsonText.parse(text).asJsonObject()).toList());
  }
}
