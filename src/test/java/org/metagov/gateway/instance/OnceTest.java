package org.metagov.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Calls that are made once. */
class OnceTest {
  private final Kept kept = new Kept();
  private final AtomicLong calls = new AtomicLong();
  private final DraftState draft = new DraftState(JsonValue.EMPTY_JSON_OBJECT);

  /** Keeps answers in memory. */
  private static final class Kept extends OnceService {
    private final Map<List<Object>, JsonValue> answers = new HashMap<>();

    @Override
    public Optional<JsonValue> find(long instance, String work, String name) {
      return Optional.ofNullable(answers.get(List.<Object>of(instance, work, name)));
    }

    @Override
    public void keep(long instance, String work, String name, JsonValue answer) {
      answers.put(List.of(instance, work, name), answer);
    }
  }

  private long call(DraftState state) {
    return new Once(kept, 1, Optional.of(state)).call("c", Long.class, calls::incrementAndGet);
  }

  @Test
  void aRepetitionIsGivenWhatWasAnswered() {
    assertThat(call(draft.forWork("w1"))).isEqualTo(1);
    assertThat(call(new DraftState(JsonValue.EMPTY_JSON_OBJECT).forWork("w1"))).isEqualTo(1);
    assertThat(calls).hasValue(1);
  }

  @Test
  void onePieceOfWorkAfterAnotherMakesItsOwnCalls() {
    Once once = new Once(kept, 1, Optional.of(draft.forWork("w1")));
    assertThat(once.call("c", Long.class, calls::incrementAndGet)).isEqualTo(1);
    draft.forWork("w2");
    assertThat(once.call("c", Long.class, calls::incrementAndGet)).isEqualTo(2);
    assertThat(draft.usedOnce()).containsExactlyInAnyOrder("w1", "w2");
  }

  @Test
  void workThatMakesNoSuchCallHasNothingToForget() {
    assertThat(call(draft.forWork("w1"))).isEqualTo(1);
    assertThat(draft.forWork("w2").usedOnce()).containsExactly("w1");
  }
}
