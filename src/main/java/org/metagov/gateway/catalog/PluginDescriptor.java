package org.metagov.gateway.catalog;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.schema.InputSchema;
import org.metagov.gateway.schema.RecordBinder;
import org.metagov.gateway.spi.AuthType;
import org.metagov.gateway.spi.NumericId;
import org.metagov.gateway.spi.OAuthPlugin;
import org.metagov.gateway.spi.Plugin;

/**
 * What a plugin declares, read from its class once and found to be sound.
 *
 * @param name its name in every URL
 * @param plugin the object to call
 * @param type its class, which is not the object's: that is a proxy
 * @param auth how communities let the gateway in
 * @param config the record type of the config
 * @param configSchema the schema of the config
 * @param settings the record of the settings that the server has for it
 * @param platformId the name of the config's member that names the community on its platform
 * @param actions by name
 * @param processes by name
 * @param events in the order of their declaration
 * @param polls whether it asks its platform what is new
 * @param hooks whether it takes webhooks for one community
 * @param hooksForAll whether it takes webhooks for all communities at one URL
 * @param takes in which ways it takes those for one community
 * @param takesForAll in which ways it takes those for all
 * @param unsigned whether nobody signs the webhooks for one community
 * @param exclusive whether what names a community on its platform belongs to one community
 */
public record PluginDescriptor(
    String name,
    Plugin<?> plugin,
    Class<?> type,
    AuthType auth,
    Class<? extends Record> config,
    InputSchema configSchema,
    Optional<Class<? extends Record>> settings,
    Optional<String> platformId,
    Map<String, ActionDescriptor> actions,
    Map<String, ProcessDescriptor> processes,
    List<EventDescriptor> events,
    boolean polls,
    boolean hooks,
    boolean hooksForAll,
    Taking takes,
    Taking takesForAll,
    boolean unsigned,
    boolean exclusive) {

  /** Returns how people let it in by OAuth; empty where they do not. */
  public Optional<OAuthPlugin<?>> oauth() {
    return plugin instanceof OAuthPlugin<?> oauth ? Optional.of(oauth) : Optional.empty();
  }

  /**
   * Returns what a community with {@code config}, in which defaults are filled in or not, is called
   * on the platform; empty: nothing.
   *
   * @throws ProblemException 400 where it is neither a text nor such an id
   */
  public Optional<String> platformId(JsonObject config) {
    return platformId()
        .flatMap(member -> given(config.get(member)).or(() -> byDefault(member)))
        .map(
            id ->
                id instanceof JsonString text
                    ? text.getString()
                    : RecordBinder.bind(id, NumericId.class).digits())
        .filter(name -> !name.isEmpty());
  }

  private Optional<JsonValue> byDefault(String member) {
    JsonObject members = configSchema.source().getJsonObject("properties");
    return given(members.getJsonObject(member).get("default"));
  }

  private static Optional<JsonValue> given(JsonValue value) {
    return Optional.ofNullable(value).filter(it -> it != JsonValue.NULL);
  }

  /** Returns whether webhooks come for it, to an instance or to all. */
  public boolean takesWebhooks() {
    return hooks || hooksForAll;
  }

  /** Returns whether it can ask its platform for something, only to see whether that lets it in. */
  public boolean probes() {
    return Stream.of(type.getMethods())
        .anyMatch(m -> m.getName().equals("probe") && m.getDeclaringClass() != Plugin.class);
  }

  /**
   * Returns what people are told of it: where its class has an {@code about.json} beside it, that.
   */
  public Optional<JsonObject> about() {
    return About.of(type);
  }

  /**
   * An event type.
   *
   * @param eventType its name
   * @param schema the schema of its data, where it is declared
   */
  public record EventDescriptor(String eventType, Optional<JsonObject> schema) {}
}
