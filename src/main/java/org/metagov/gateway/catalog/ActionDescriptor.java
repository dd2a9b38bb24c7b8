package org.metagov.gateway.catalog;

import jakarta.json.JsonObject;
import java.lang.reflect.Method;
import java.util.Optional;
import org.metagov.gateway.schema.InputSchema;

/**
 * An action of a plugin.
 *
 * @param name its name
 * @param description what it does
 * @param isPublic whether anybody may call it
 * @param parameterType the record type or {@code JsonObject} its method takes, if it takes one
 * @param parameters the schema of the parameters; absent: any object
 * @param response the schema of the result; absent: any object
 * @param method the method
 */
public record ActionDescriptor(
    String name,
    String description,
    boolean isPublic,
    Optional<Class<?>> parameterType,
    Optional<InputSchema> parameters,
    Optional<InputSchema> response,
    Method method) {

  /** Returns the schema of the parameters as it is shown to drivers. */
  public Optional<JsonObject> parametersSchema() {
    return parameters.map(InputSchema::source);
  }

  /** Returns the schema of the result as it is shown to drivers. */
  public Optional<JsonObject> responseSchema() {
    return response.map(InputSchema::source);
  }
}
