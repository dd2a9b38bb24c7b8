package org.metagov.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonValue;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.inbox.AtOnce;
import org.metagov.gateway.inbox.InboxAtOnceService.NotWrittenException;
import org.metagov.gateway.inbox.NewWebhook;

class AtOnceWriterTest {
  private static final PluginSnapshot GARDEN =
      new PluginSnapshot(3, "garden", "tally", JsonValue.EMPTY_JSON_OBJECT);

  /** The lanes of what was written together, call by call. */
  private final List<List<String>> calls = new ArrayList<>();

  private final List<String> written = new ArrayList<>();

  /** Lanes in which something waits. */
  private final Set<String> open = new TreeSet<>();

  /** Lanes whose webhooks nothing can be written with. */
  private final Set<String> poisoned = new TreeSet<>();

  private RuntimeException failure = new NotWrittenException(new IllegalStateException("poison"));

  private final AtOnceWriter writer =
      new AtOnceWriter(this::keep, webhook -> written.add(webhook.lane()));

  private List<Optional<List<NewWebhook>>> keep(List<List<NewWebhook>> submissions) {
    calls.add(submissions.stream().flatMap(List::stream).map(NewWebhook::lane).toList());
    if (calls.get(calls.size() - 1).stream().anyMatch(poisoned::contains)) {
      throw failure;
    }
    return submissions.stream()
        .map(
            all ->
                Optional.of(all)
                    .filter(these -> these.stream().noneMatch(one -> open.contains(one.lane()))))
        .toList();
  }

  private static Submission webhook(String lane, boolean atOnce) {
    Optional<AtOnce> means =
        Optional.of(new AtOnce(List.of(), Optional.empty())).filter(any -> atOnce);
    return new Submission(
        List.of(new NewWebhook(GARDEN, lane, Optional.empty(), null, null, null, means)));
  }

  private static Submission atOnce(String lane) {
    return webhook(lane, true);
  }

  private static Submission later(String lane) {
    return webhook(lane, false);
  }

  @Test
  void whatCameTogetherIsWrittenTogether() {
    List<Submission> batch = List.of(atOnce("a"), atOnce("b"), atOnce("a"));
    assertThat(writer.write(batch)).isEmpty();
    assertThat(calls).containsExactly(List.of("a", "b", "a"));
    assertThat(written).containsExactly("a", "b", "a");
    assertThat(batch).allSatisfy(one -> assertThat(one.kept().join().fresh()).isEqualTo(1));
    assertThat(batch).noneMatch(Submission::isWaiting);
  }

  @Test
  void whatIsToBeWorkedOffLaterHoldsWhatCameAfterItInItsLane() {
    Submission first = atOnce("a");
    Submission slow = later("a");
    Submission behind = atOnce("a");
    Submission beside = atOnce("b");
    assertThat(writer.write(List.of(first, slow, behind, beside))).containsExactly(slow, behind);
    assertThat(calls).containsExactly(List.of("a", "b"));
  }

  @Test
  void whatIsBehindSomethingThatWaitsIsKeptInItsOrder() {
    open.add("a");
    Submission one = atOnce("a");
    Submission other = atOnce("a");
    assertThat(writer.write(List.of(one, atOnce("b"), other))).containsExactly(one, other);
    assertThat(written).containsExactly("b");
  }

  @Test
  void whereNothingIsForThisNothingIsAsked() {
    assertThat(writer.write(List.of(later("a")))).hasSize(1);
    assertThat(calls).isEmpty();
  }

  @Test
  void oneThatCannotBeWrittenIsKeptWithWhatIsBehindIt() {
    poisoned.add("p");
    Submission poison = atOnce("p");
    Submission behind = atOnce("p");
    assertThat(writer.write(List.of(atOnce("a"), poison, behind, atOnce("b"))))
        .containsExactly(poison, behind);
    assertThat(calls)
        .containsExactly(List.of("a", "p", "p", "b"), List.of("a"), List.of("p"), List.of("b"));
    assertThat(written).containsExactly("a", "b");
  }

  @Test
  void aConflictIsMetAgainOneByOne() {
    failure = new NotWrittenException(new IllegalStateException(new SQLException("", "40001")));
    poisoned.add("a");
    Submission one = atOnce("a");
    writer.write(List.of(one, atOnce("b")));
    // Five times, as every transaction that loses against another one.
    assertThat(calls.stream().filter(List.of("a")::equals)).hasSize(5);
    assertThat(written).containsExactly("b");
    assertThatThrownBy(one.kept()::join).hasRootCauseInstanceOf(SQLException.class);
  }

  @Test
  void aStoreThatIsAwayIsAskedOnceAndToldOf() {
    failure = new NotWrittenException(new IllegalStateException(new SQLException("", "08006")));
    poisoned.add("a");
    assertFailed(atOnce("a"), atOnce("b"));
  }

  @Test
  void whatMayBeWrittenOrNotIsNotWrittenAgain() {
    failure = new IllegalStateException("nobody knows whether it was committed");
    poisoned.add("a");
    assertFailed(atOnce("a"), atOnce("b"));
  }

  private void assertFailed(Submission... batch) {
    assertThat(writer.write(List.of(batch))).isEmpty();
    assertThat(calls).hasSize(1);
    assertThat(Stream.of(batch)).allMatch(one -> one.kept().isCompletedExceptionally());
  }

  @Test
  void whoHasGivenUpIsNotWrittenForOneByOne() {
    poisoned.add("p");
    Submission given = atOnce("a");
    given.kept().cancel(false);
    writer.write(List.of(given, atOnce("p")));
    assertThat(calls).containsExactly(List.of("a", "p"), List.of("p"));
  }
}
