package org.metagov.gateway.instance;

import jakarta.json.JsonValue;
import java.util.Optional;
import java.util.function.Supplier;
import org.metagov.gateway.schema.RecordBinder;
import org.metagov.gateway.store.Conflicts;

/**
 * Makes calls once for a piece of work, however often that is repeated. Work that is not repeated
 * by the gateway, such as an action, makes them each time.
 */
final class Once {
  private static final int LONGEST_NAME = 100;

  private final OnceService answers;
  private final long instance;
  private final Optional<DraftState> work;

  Once(OnceService answers, long instance, Optional<DraftState> work) {
    this.answers = answers;
    this.instance = instance;
    this.work = work.filter(draft -> draft.work().isPresent());
  }

  /** Calls of what is never repeated. */
  static Once never() {
    return new Once(null, 0, Optional.empty());
  }

  <T> T call(String name, Class<T> type, Supplier<T> call) {
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException("the name of a call has 1 to 100 characters");
    }
    return work.isPresent() ? call(work.get(), name, type, call) : call.get();
  }

  private <T> T call(DraftState draft, String name, Class<T> type, Supplier<T> call) {
    String key = draft.useOnce();
    Optional<JsonValue> known = answers.find(instance, key, name);
    if (known.isPresent()) {
      return RecordBinder.bind(known.get(), type);
    }
    T answer = call.get();
    JsonValue kept = RecordBinder.toJson(answer);
    Conflicts.run(() -> answers.keep(instance, key, name, kept));
    return answer;
  }
}
