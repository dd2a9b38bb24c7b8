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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.credential.CredentialRows.Kept;
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

  private Kept write(Unwritten.Key key, Given given) {
    if (away.contains(key)) {
      throw new ProblemException(ProblemType.UNAVAILABLE, "The database is away");
    }
    if (gone.contains(key)) {
      throw new ProblemException(ProblemType.CONFLICT, "The plugin was disabled");
    }
    written.put(key, given.credential().token());
    return new Kept(given.credential(), 2);
  }

  private void give(Unwritten.Key key, String token) {
    assertThatThrownBy(() -> unwritten.write(key, given(token))).hasMessage("The database is away");
  }

  private static Given given(String token) {
    return Given.renewed(OptionalLong.of(1), new Credential(token));
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
              return new Kept(given.credential(), 8);
            });
    Given kept = Given.kept(OptionalLong.of(7), new Credential("kept"));
    assertThatThrownBy(() -> late.write(ONE, kept)).hasMessage("The database is away");
    isAway.set(false);
    late.settle(ONE);
    late.flush();
    // At once in place of whatever is there; later of that alone that was there then.
    assertThat(tries)
        .containsExactly(kept, Given.renewed(OptionalLong.of(7), new Credential("kept")));
  }

  /** As {@code CredentialService} does it, with one row. */
  private static final class Row {
    private Kept row = new Kept(new Credential("old"), 7);
    private boolean isAway = true;

    Kept write(Given given) {
      if (isAway) {
        throw new ProblemException(ProblemType.UNAVAILABLE, "The database is away");
      }
      if (given.whatever() || given.before().equals(OptionalLong.of(row.version()))) {
        row = new Kept(given.credential(), row.version() + 1);
      }
      return row;
    }

    String token() {
      return row.credential().token();
    }
  }

  @Test
  void whatWasKeptWhileNobodyCouldLookIsNotDropped() {
    Row row = new Row();
    Unwritten blind = new Unwritten((key, given) -> row.write(given));
    assertThatThrownBy(() -> blind.write(ONE, Given.blind(new Credential("kept"))))
        .hasMessage("The database is away");
    row.isAway = false;
    blind.flush();
    assertThat(row.token()).isEqualTo("kept");
    blind.flush();
    assertThat(row.row.version()).isEqualTo(8);
  }

  @Test
  void ofTwoThatAreKeptTheLaterOneIsThereInTheEnd() {
    Row row = new Row();
    AtomicBoolean isBetween = new AtomicBoolean();
    AtomicReference<Unwritten> both = new AtomicReference<>();
    both.set(
        new Unwritten(
            (key, given) -> {
              if (isBetween.compareAndSet(true, false)) {
                // The older one is just being written, and this one sees what was there before.
                row.isAway = true;
                assertThatThrownBy(() -> both.get().write(ONE, kept("newer")))
                    .hasMessage("The database is away");
                row.isAway = false;
              }
              return row.write(given);
            }));
    assertThatThrownBy(() -> both.get().write(ONE, kept("older")))
        .hasMessage("The database is away");
    row.isAway = false;
    isBetween.set(true);
    both.get().flush();
    assertThat(row.token()).isEqualTo("older");
    both.get().flush();
    assertThat(row.token()).isEqualTo("newer");
  }

  private static Given kept(String token) {
    return Given.kept(OptionalLong.of(7), new Credential(token));
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
