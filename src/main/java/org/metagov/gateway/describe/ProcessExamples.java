package org.metagov.gateway.describe;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.json.JsonText;

/**
 * Processes as drivers see them: for each kind one under way and one that is completed, as tests of
 * its plugin have seen it. What all processes have besides is what a test of the gateway was
 * answered.
 */
final class ProcessExamples {
  private static final String PENDING = "pending";
  private static final String COMPLETED = "completed";

  private final Map<String, JsonValue> pending = new TreeMap<>();
  private final Map<String, JsonValue> completed = new TreeMap<>();

  private ProcessExamples() {}

  /** Returns those of {@code plugins} that {@code audience} hears of. */
  static ProcessExamples of(
      Examples gateway, Collection<PluginDescriptor> plugins, Audience audience) {
    ProcessExamples all = new ProcessExamples();
    for (PluginDescriptor plugin : plugins) {
      if (audience.hearsOf(plugin.name())) {
        Examples own = Examples.of(plugin.type());
        for (String process : plugin.processes().keySet()) {
          String name = plugin.name() + "." + process;
          own.find("processes", process, PENDING)
              .flatMap(
                  seen ->
                      told(gateway.find("operations", "getProcess", "answers", "200"), name, seen))
              .ifPresent(told -> all.pending.put(name, told));
          own.find("processes", process, COMPLETED)
              .flatMap(seen -> told(gateway.find("messages", "callback"), name, seen))
              .ifPresent(told -> all.completed.put(name, told));
        }
      }
    }
    return all;
  }

  private static Optional<JsonValue> told(Optional<JsonValue> shape, String name, JsonValue seen) {
    return shape.map(
        process ->
            JsonText.object(process.asJsonObject())
                .add("name", name)
                .add("errors", JsonValue.EMPTY_JSON_OBJECT)
                .add("url", seen.asJsonObject().get("url"))
                .add("outcome", seen.asJsonObject().get("outcome"))
                .build());
  }

  /** Returns whether there is none. */
  boolean isEmpty() {
    return pending.isEmpty() && completed.isEmpty();
  }

  /** Returns those that are completed, by their names. */
  Map<String, JsonValue> completed() {
    return completed;
  }

  /** Returns what GET answers, as the {@code examples} of an OpenAPI document. */
  JsonObject answers() {
    JsonObjectBuilder examples = JsonText.object();
    add(examples, pending, PENDING);
    add(examples, completed, COMPLETED);
    return examples.build();
  }

  /** Returns what callbacks tell, in the same way. */
  JsonObject callbacks() {
    JsonObjectBuilder examples = JsonText.object();
    add(examples, completed, COMPLETED);
    return examples.build();
  }

  private static void add(
      JsonObjectBuilder examples, Map<String, JsonValue> processes, String status) {
    processes.forEach(
        (name, process) ->
            examples.add(
                name + "." + status,
                JsonText.object().add("summary", name + ", " + status).add("value", process)));
  }
}
