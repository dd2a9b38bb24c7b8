package org.metagov.gateway.loss;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.loss.CreationOutcome.Start;
import org.metagov.gateway.loss.Violation.Kind;

/** Starts that are as they have to be, and ones that are not. */
class CreationChecksTest {
  private static final RemoteCreation SEARCHABLE = new OnPaper(true);
  private static final RemoteCreation UNSEARCHABLE = new OnPaper(false);

  /** A platform of which only this counts. */
  private record OnPaper(boolean isSearchable) implements RemoteCreation {
    @Override
    public Path war() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String plugin() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String config(String community) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String process() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String input(String title) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int asked() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int made(String title) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<String> clues(String title) {
      return isSearchable ? List.of() : List.of("http://127.0.0.1:1", title);
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }

  private static Start start(int id, int made, String status, String errors) {
    JsonObject process =
        JsonText.parse(
                "{\"id\":%d,\"status\":\"%s\",\"url\":\"http://127.0.0.1:1/%d\",\"errors\":{%s}}"
                    .formatted(id, status, id, errors))
            .asJsonObject();
    return new Start("q" + id, made, Optional.of(process));
  }

  private static Start pending(int id, int made) {
    return start(id, made, "pending", "");
  }

  private static Start unknown(int id, int made, String error) {
    return start(id, made, "completed", "\"start_unknown\":\"%s\"".formatted(error));
  }

  private static List<Kind> kinds(RemoteCreation remote, Start... starts) {
    return CreationChecks.of(remote, List.of(starts)).stream().map(Violation::kind).toList();
  }

  @Test
  void anObjectForEachStartIsAsItHasToBe() {
    assertThat(kinds(SEARCHABLE, pending(1, 1), pending(2, 1))).isEmpty();
  }

  @Test
  void aStartThatCameToNothingMayBeUnknown() {
    assertThat(kinds(SEARCHABLE, unknown(1, 0, "Nobody knows"))).isEmpty();
  }

  @Test
  void twoObjectsAreDoubleWhereverTheyAre() {
    assertThat(kinds(SEARCHABLE, pending(1, 2))).contains(Kind.DOUBLE);
    assertThat(kinds(UNSEARCHABLE, unknown(1, 2, "See q1 at http://127.0.0.1:1")))
        .containsExactly(Kind.DOUBLE);
  }

  @Test
  void anObjectMayBeUnknownOnlyWhereItCannotBeSearchedFor() {
    Start start = unknown(1, 1, "See q1 at http://127.0.0.1:1");
    assertThat(kinds(SEARCHABLE, start)).containsExactly(Kind.DISAGREEMENT);
    assertThat(kinds(UNSEARCHABLE, start)).isEmpty();
  }

  @Test
  void anErrorHasToSayWhatToLookAt() {
    assertThat(kinds(UNSEARCHABLE, unknown(1, 0, "See http://127.0.0.1:1")))
        .containsExactly(Kind.DISAGREEMENT);
  }

  @Test
  void aProcessWithoutItsObjectDisagrees() {
    assertThat(kinds(UNSEARCHABLE, pending(1, 0))).containsExactly(Kind.DISAGREEMENT);
  }

  @Test
  void anObjectWhoseProcessHasFailedDisagrees() {
    assertThat(kinds(SEARCHABLE, start(1, 1, "completed", "\"gone\":\"It is gone\"")))
        .containsExactly(Kind.DISAGREEMENT);
  }

  @Test
  void aStartThatStaysUndecidedIsFound() {
    assertThat(kinds(SEARCHABLE, start(1, 1, "created", ""))).containsExactly(Kind.UNENDED);
  }

  @Test
  void aStartThatWasNeverAcceptedIsFound() {
    assertThat(kinds(SEARCHABLE, new Start("q1", 0, Optional.empty())))
        .containsExactly(Kind.NEVER_ACCEPTED);
  }

  @Test
  void twoStartsHaveNoProcessAndNoObjectInCommon() {
    Start one = pending(1, 1);
    assertThat(kinds(SEARCHABLE, one, new Start("q2", 1, one.process())))
        .containsExactly(Kind.DISAGREEMENT, Kind.DISAGREEMENT);
  }
}
