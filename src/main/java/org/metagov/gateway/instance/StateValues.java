package org.metagov.gateway.instance;

import jakarta.json.JsonObject;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.schema.RecordBinder;

/** The values under the keys of a plugin's state, as a plugin reads and writes them. */
final class StateValues {
  private static final int LARGEST = 1 << 20;

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
      JsonObject changed = JsonText.object(state).add(key, RecordBinder.toJson(value)).build();
      if (JsonText.write(changed).length() > LARGEST) {
        throw new ProblemException(
            ProblemType.CONFLICT, "The plugin remembers too much: over 1 MiB for one community");
      }
      return changed;
    };
  }

  static UnaryOperator<JsonObject> removing(String key) {
    return state -> JsonText.object(state).remove(key).build();
  }
}
