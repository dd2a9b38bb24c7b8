package org.metagov.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.instance.DraftState;
import org.metagov.gateway.invocation.Advance;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.secret.Vault;
import org.metagov.gateway.store.RowsOnDerby;

/** Processes by plain SQL. */
class ProcessRowsTest extends RowsOnDerby {
  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
  private static final JsonObject EMPTY = JsonValue.EMPTY_JSON_OBJECT;
  private static final JsonObject VOTES = JsonText.object().add("yes", 3).build();

  private long id;

  @BeforeEach
  void fill() {
    sql.write(
        "INSERT INTO community (name, readable_name, created_at, version)"
            + " VALUES ('garden', '', 1, 1)");
    long instance =
        sql.insert(
            "INSERT INTO plugin_instance (community, plugin, config, state, created_at, version)"
                + " VALUES ('garden', 'forum', 'c', 's', 1, 1)");
    id =
        sql.insert(
            "INSERT INTO governance_process (instance_id, community, plugin, name, status,"
                + " start_key, parameters, state, outcome, errors, correlation, next_check_at,"
                + " failures, created_at, version)"
                + " VALUES (?, 'garden', 'forum', 'poll', 'PENDING', 'k', ?, ?, ?, '{}', 'p7', ?,"
                + " 0, ?, 1)",
            instance,
            sealed("parameters", EMPTY),
            sealed("state", VOTES),
            JsonText.write(VOTES),
            NOON,
            NOON);
  }

  private static String sealed(String column, JsonObject json) {
    return Vault.get().seal(Cell.of("governance_process", "k", column), JsonText.write(json));
  }

  private ProcessSnapshot found() {
    return ProcessRows.find(sql, id).orElseThrow();
  }

  private static Advance.Pending pending(JsonObject outcome, Optional<String> correlation) {
    return new Advance.Pending(
        VOTES, outcome, Optional.empty(), correlation, Optional.empty(), Optional.empty());
  }

  private static Step step(Advance advance) {
    return new Step(advance, new DraftState(EMPTY), NOON, NOON.plusSeconds(30), Optional.empty());
  }

  @Test
  void aProcessIsReadAsItIs() {
    assertThat(found())
        .returns(id, ProcessSnapshot::id)
        .returns("forum.poll", ProcessSnapshot::fullName)
        .returns(ProcessStatus.PENDING, ProcessSnapshot::status)
        .returns(VOTES, process -> process.state().get())
        .returns(VOTES, ProcessSnapshot::outcome)
        .returns(EMPTY, ProcessSnapshot::errors)
        .returns(Optional.of(NOON), ProcessSnapshot::nextCheckAt)
        .returns(Optional.empty(), ProcessSnapshot::completedAt);
    assertThat(ProcessRows.find(sql, id + 1)).isEmpty();
  }

  @Test
  void ofAVoteOfThousandsFewerMomentsAreKept() {
    assertThat(HistoryRows.kept(0)).isEqualTo(200);
    assertThat(HistoryRows.kept(5_000)).isEqualTo(200);
    assertThat(HistoryRows.kept(100_000)).isEqualTo(10);
    assertThat(HistoryRows.kept(5_000_000)).isEqualTo(2);
  }

  @Test
  void aCheckThatFindsNothingNewOnlyGoesOn() {
    assertThat(ProcessRows.onlyGoesOn(found(), step(pending(VOTES, Optional.empty())))).isTrue();
  }

  @Test
  void whateverIsNewIsMoreThanGoingOn() {
    ProcessSnapshot process = found();
    assertThat(ProcessRows.onlyGoesOn(process, step(pending(EMPTY, Optional.empty())))).isFalse();
    assertThat(ProcessRows.onlyGoesOn(process, step(new Advance.Completed(VOTES)))).isFalse();
    DraftState remembered = new DraftState(EMPTY);
    remembered.update("count", Long.class, before -> 1L);
    assertThat(
            ProcessRows.onlyGoesOn(
                process,
                new Step(
                    pending(VOTES, Optional.empty()), remembered, NOON, NOON, Optional.empty())))
        .isFalse();
    sql.write("UPDATE governance_process SET failures = 1 WHERE id = ?", id);
    assertThat(ProcessRows.onlyGoesOn(found(), step(pending(VOTES, Optional.empty())))).isFalse();
  }

  @Test
  void whatGoesOnIsLookedAtLater() {
    Instant later = NOON.plusSeconds(30);
    assertThat(ProcessRows.goOn(sql, found(), step(pending(VOTES, Optional.of("p7"))))).isTrue();
    assertThat(found().nextCheckAt()).contains(later);
    assertThat(found().checkedAt()).contains(NOON);
  }

  @Test
  void whatWasWokenMeanwhileDoesNotOnlyGoOn() {
    ProcessSnapshot asked = found();
    sql.write(
        "UPDATE governance_process SET next_check_at = ? WHERE id = ?", NOON.minusSeconds(1), id);
    assertThat(ProcessRows.goOn(sql, asked, step(pending(VOTES, Optional.of("p7"))))).isFalse();
  }

  private Instant woken(Instant next, Instant now) {
    sql.write("UPDATE governance_process SET next_check_at = ? WHERE id = ?", next, id);
    ProcessSnapshot asked = found();
    ProcessRows.wake(sql, asked.instanceId(), "p7", now);
    assertThat(ProcessRows.goOn(sql, asked, step(pending(VOTES, Optional.of("p7"))))).isFalse();
    return found().nextCheckAt().orElseThrow();
  }

  @Test
  void whatIsWokenIsLookedAtNow() {
    assertThat(woken(NOON.plusSeconds(1), NOON)).isEqualTo(NOON);
  }

  @Test
  void whatIsWokenWhileItIsLookedAtAsItWasDueIsLookedAtOnceMore() {
    assertThat(woken(NOON, NOON.plusSeconds(1))).isEqualTo(NOON.plusNanos(1_000));
  }

  @Test
  void whatHasAnotherNameIsNotWoken() {
    ProcessRows.wake(sql, found().instanceId(), "p8", NOON.minusSeconds(1));
    assertThat(found().nextCheckAt()).contains(NOON);
  }

  @Test
  void anotherCorrelationIsMoreThanGoingOn() {
    assertThat(ProcessRows.goOn(sql, found(), step(pending(VOTES, Optional.of("p8"))))).isFalse();
  }

  @Test
  void aCompletedProcessDoesNotGoOn() {
    sql.write("UPDATE governance_process SET status = 'COMPLETED' WHERE id = ?", id);
    assertThat(ProcessRows.goOn(sql, found(), step(pending(VOTES, Optional.empty())))).isFalse();
  }

  private void note(String outcome, Instant now) {
    sql.write("UPDATE governance_process SET outcome = ? WHERE id = ?", outcome, id);
    HistoryRows.note(sql, found(), now);
  }

  @Test
  void howItCameToWhereItIsIsNotedOnceAMinuteAndInTheEnd() {
    note("{\"yes\":1}", NOON);
    note("{\"yes\":2}", NOON.plusSeconds(59));
    note("{\"yes\":3}", NOON.plusSeconds(60));
    sql.write("UPDATE governance_process SET status = 'COMPLETED' WHERE id = ?", id);
    note("{\"yes\":4}", NOON.plusSeconds(61));
    assertThat(HistoryRows.of(sql, id))
        .extracting(moment -> moment.getJsonObject("outcome").getInt("yes"))
        .containsExactly(1, 3, 4);
  }

  @Test
  void theLastMomentsAreKept() {
    for (int i = 0; i < 205; i++) {
      note("{\"yes\":" + i + "}", NOON.plusSeconds(60L * i));
    }
    assertThat(HistoryRows.of(sql, id))
        .hasSize(200)
        .first()
        .satisfies(
            moment -> assertThat(moment.getJsonObject("outcome").getInt("yes")).isEqualTo(5));
  }
}
