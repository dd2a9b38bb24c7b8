package org.metagov.gateway.community;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.metagov.gateway.catalog.RecordBinder;
import org.metagov.gateway.json.JsonText;

/** The values under the keys of a plugin's state, as a plugin reads and writes them. */
final class StateValues {
  private StateValues() {}

  static <T> Optional<T> get(JsonObject state, String key, Class<T> type) {
    return Optional.ofNullable(state.get(key)).map(value -> RecordBinder.bind(value, type));
  }

  /** Returns the change of the whole state that {@code change} is for one key. */
  static <T> UnaryOperator<JsonObject> updating(
      String key, Class<T> type, Function<Optional<T>, T> change) {
    return state -> {
      T value = change.apply(get(state, key, type));
      if (value == null) {
        throw new IllegalArgumentException("a change of the state under '" + key + "' gave null");
      }
      JsonValue json = RecordBinder.toJson(value);
      return JsonText.object(state).add(key, json).build();
    };
  }

  static UnaryOperator<JsonObject> removing(String key) {
    return state -> JsonText.object(state).remove(key).build();
  }
}
