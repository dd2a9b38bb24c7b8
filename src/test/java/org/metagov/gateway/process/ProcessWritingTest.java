package org.metagov.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.persistence.Column;
import java.lang.reflect.Field;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.store.RowsOnDerby;

/** Processes as transactions write them. */
class ProcessWritingTest extends RowsOnDerby {
  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
  private static final JsonObject VOTES = JsonText.object().add("yes", 3).build();

  private long instance;

  @BeforeEach
  void fill() {
    sql.write(
        "INSERT INTO community (name, readable_name, created_at, version)"
            + " VALUES ('garden', '', 1, 1)");
    instance =
        sql.insert(
            "INSERT INTO plugin_instance (community, plugin, config, state, created_at, version)"
                + " VALUES ('garden', 'forum', 'c', 's', 1, 1)");
  }

  private ProcessEntity begun() {
    ProcessEntity process = new ProcessEntity();
    process.setInstanceId(instance);
    process.setCommunity("garden");
    process.setPlugin("forum");
    process.setCalled("");
    process.setName("poll");
    process.setStatus(ProcessStatus.CREATED);
    process.setStartKey("k");
    process.setDriverKey("key-7");
    process.setParameters(VOTES);
    process.setState(JsonValue.EMPTY_JSON_OBJECT);
    process.setOutcome(JsonValue.EMPTY_JSON_OBJECT);
    process.setErrors(JsonValue.EMPTY_JSON_OBJECT);
    process.setCallbackUrl("https://driver.example/cb");
    process.setCreatedAt(NOON);
    process.setNextCheckAt(NOON.plusSeconds(10));
    ProcessWriting.begin(sql, process);
    return process;
  }

  private ProcessWriting locked(long id) {
    return ProcessWriting.lock(sql, UnaryOperator.identity(), id).orElseThrow();
  }

  private long version(long id) {
    return sql.first(
            "SELECT version FROM governance_process WHERE id = ?", row -> row.getLong(1), id)
        .orElseThrow();
  }

  @Test
  void aProcessThatIsBegunIsReadAsItWasWritten() {
    ProcessEntity process = begun();
    ProcessEntity read = locked(process.getId()).process();
    assertThat(read)
        .returns(process.getId(), ProcessEntity::getId)
        .returns(instance, ProcessEntity::getInstanceId)
        .returns(ProcessStatus.CREATED, ProcessEntity::getStatus)
        .returns("key-7", ProcessEntity::getDriverKey)
        .returns(null, ProcessEntity::getRequestId)
        .returns(VOTES, ProcessEntity::getParameters)
        .returns(JsonValue.EMPTY_JSON_OBJECT, ProcessEntity::getState)
        .returns("https://driver.example/cb", ProcessEntity::getCallbackUrl)
        .returns(NOON, ProcessEntity::getCreatedAt)
        .returns(NOON.plusSeconds(10), ProcessEntity::getNextCheckAt)
        .returns(process.getHeldBytes(), ProcessEntity::getHeldBytes);
    assertThat(ProcessWriting.lock(sql, UnaryOperator.identity(), process.getId() + 1)).isEmpty();
  }

  @Test
  void whatIsChangedIsWrittenAndNothingElse() {
    long id = begun().getId();
    ProcessWriting row = locked(id);
    // By somebody who does not wait for the row: it must not be taken back.
    sql.write("UPDATE governance_process SET last_error = 'of another' WHERE id = ?", id);
    row.process().setState(VOTES);
    row.process().setOutcome(VOTES);
    row.process().setUrl("https://forum.example/7");
    row.process().complete(NOON);
    row.write(sql);
    assertThat(locked(id).process())
        .returns(ProcessStatus.COMPLETED, ProcessEntity::getStatus)
        .returns(VOTES, ProcessEntity::getState)
        .returns(VOTES, ProcessEntity::getOutcome)
        .returns("https://forum.example/7", ProcessEntity::getUrl)
        .returns(NOON, ProcessEntity::getCompletedAt)
        .returns(null, ProcessEntity::getNextCheckAt)
        .returns("of another", ProcessEntity::getLastError);
    assertThat(version(id)).isEqualTo(2);
  }

  @Test
  void whatIsAsItWasIsNotWritten() {
    long id = begun().getId();
    ProcessWriting row = locked(id);
    row.process().setState(row.process().getState());
    row.process().setFailures(0);
    row.write(sql);
    assertThat(version(id)).isEqualTo(1);
  }

  @Test
  void noColumnIsForgotten() {
    ProcessEntity process = begun();
    Set<String> written = new HashSet<>(process.begun().keySet());
    written.addAll(process.changing().keySet());
    List<String> columns =
        Stream.of(ProcessEntity.class.getDeclaredFields())
            .filter(field -> !java.lang.reflect.Modifier.isStatic(field.getModifiers()))
            .map(ProcessWritingTest::column)
            .filter(column -> !Set.of("id", "version", "late_from", "late_until").contains(column))
            .toList();
    assertThat(written).containsExactlyInAnyOrderElementsOf(columns);
  }

  private static String column(Field field) {
    Column column = field.getAnnotation(Column.class);
    return column == null || column.name().isEmpty()
        ? field.getName().toLowerCase(Locale.ROOT)
        : column.name();
  }
}
