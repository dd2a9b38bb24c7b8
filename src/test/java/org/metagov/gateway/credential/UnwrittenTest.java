package org.metagov.gateway.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.credential.Unwritten.Given;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.Credential;

class UnwrittenTest {
  private static final Unwritten.Key ONE = new Unwritten.Key(1, "bot");
  private static final Unwritten.Key TWO = new Unwritten.Key(2, "bot");

  private final Map<Unwritten.Key, String> written = new LinkedHashMap<>();
  private final Set<Unwritten.Key> gone = new HashSet<>();
  private final Set<Unwritten.Key> away = new HashSet<>(Set.of(ONE, TWO));
  private final Unwritten unwritten = new Unwritten(this::write);

  private Credential write(Unwritten.Key key, Given given) {
    if (away.contains(key)) {
      throw new ProblemException(ProblemType.UNAVAILABLE, "The database is away");
    }
    if (gone.contains(key)) {
      throw new ProblemException(ProblemType.CONFLICT, "The plugin was disabled");
    }
    written.put(key, given.credential().token());
    return given.credential();
  }

  private void give(Unwritten.Key key, String token) {
    assertThatThrownBy(() -> unwritten.write(key, given(token))).hasMessage("The database is away");
  }

  private static Given given(String token) {
    return new Given(false, OptionalLong.of(1), new Credential(token));
  }

  @Test
  void whatCouldNotBeWrittenIsWrittenWithoutAnybodyAskingForIt() {
    give(ONE, "renewed");
    give(TWO, "first");
    give(TWO, "second");
    assertThatThrownBy(unwritten::flush).hasMessage("The database is away");
    away.remove(TWO);
    // One that still cannot be keeps no other from it.
    assertThatThrownBy(unwritten::flush).hasMessage("The database is away");
    assertThat(written).isEqualTo(Map.of(TWO, "second"));
    away.clear();
    unwritten.flush();
    assertThat(written).containsEntry(ONE, "renewed");
    written.clear();
    unwritten.flush();
    assertThat(written).isEmpty();
  }

  @Test
  void itIsWrittenBeforeAnybodyReads() {
    give(ONE, "renewed");
    away.clear();
    unwritten.settle(TWO);
    assertThat(written).isEmpty();
    unwritten.settle(ONE);
    assertThat(written).isEqualTo(Map.of(ONE, "renewed"));
  }

  @Test
  void whatIsWrittenLateDoesNotUndoWhatWasWrittenMeanwhile() {
    List<Given> tries = new ArrayList<>();
    AtomicBoolean isAway = new AtomicBoolean(true);
    Unwritten late =
        new Unwritten(
            (key, given) -> {
              tries.add(given);
              if (isAway.get()) {
                throw new ProblemException(ProblemType.UNAVAILABLE, "The database is away");
              }
              return given.credential();
            });
    Given kept = new Given(true, OptionalLong.of(7), new Credential("kept"));
    assertThatThrownBy(() -> late.write(ONE, kept)).hasMessage("The database is away");
    isAway.set(false);
    late.settle(ONE);
    late.flush();
    // At once in place of whatever is there; later of that alone that was there then.
    assertThat(tries)
        .containsExactly(kept, new Given(false, OptionalLong.of(7), new Credential("kept")));
  }

  @Test
  void whatIsOfAnInstanceThatIsGoneIsForgotten() {
    give(ONE, "renewed");
    away.clear();
    gone.add(ONE);
    unwritten.flush();
    gone.clear();
    unwritten.flush();
    assertThat(written).isEmpty();
  }
}
