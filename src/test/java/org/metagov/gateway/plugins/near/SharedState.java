package org.metagov.gateway.plugins.near;

import jakarta.json.JsonObject;
import java.util.Optional;
import java.util.function.Function;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.schema.RecordBinder;
import org.metagov.gateway.spi.PluginState;

/** The state of an instance that several nodes share: JSON, changed by one after another. */
final class SharedState {
  private JsonObject values = JsonObject.EMPTY_JSON_OBJECT;

  /** Returns the state as one node sees it, until {@code alive} is false. */
  PluginState of(Node<?> node) {
    return new PluginState() {
      @Override
      public <T> Optional<T> get(String key, Class<T> type) {
        node.requireAlive();
        synchronized (SharedState.this) {
          return Optional.ofNullable(values.get(key)).map(value -> RecordBinder.bind(value, type));
        }
      }

      @Override
      public <T> T update(String key, Class<T> type, Function<Optional<T>, T> change) {
        synchronized (SharedState.this) {
          node.requireAlive();
          // Twice, as a change may be: it has to be pure.
          T once = change.apply(get(key, type));
          T value = change.apply(get(key, type));
          if (!once.equals(value)) {
            throw new AssertionError("a change was not pure: " + once + ", " + value);
          }
          values = JsonText.object(values).add(key, RecordBinder.toJson(value)).build();
          return get(key, type).orElseThrow();
        }
      }

      @Override
      public void remove(String key) {
        synchronized (SharedState.this) {
          node.requireAlive();
          values = JsonText.object(values).remove(key).build();
        }
      }
    };
  }

  synchronized String text() {
    return values.toString();
  }
}
