package org.metagov.gateway.process;

import jakarta.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.database.Sealed;
import org.metagov.gateway.database.SealedColumn;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.store.JsonColumn;
import org.metagov.gateway.store.Opening;
import org.metagov.gateway.store.Statements;

/** A governance process, as the store keeps it. */
@Entity
@Table(name = "governance_process")
public class ProcessEntity {
  private static final int LONGEST_CORRELATION = 500;
  private static final SealedColumn SEALED = new SealedColumn();

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  @Column(name = "instance_id", updatable = false)
  private long instanceId;

  @Column(updatable = false)
  private String community;

  @Column(updatable = false)
  private String plugin;

  @Column(updatable = false)
  private String name;

  /** What its instance is called, or nothing; where that changes it is written by plain SQL. */
  @Column(updatable = false)
  private String called;

  @Enumerated(EnumType.STRING)
  private ProcessStatus status;

  @Column(name = "start_key", updatable = false)
  private String startKey;

  @Column(name = "request_id", updatable = false)
  private String requestId;

  @Column(name = "driver_key", updatable = false)
  private String driverKey;

  @Lob
  @Convert(converter = SealedColumn.class)
  @Column(updatable = false)
  private Sealed parameters;

  @Lob
  @Convert(converter = SealedColumn.class)
  private Sealed state;

  @Lob
  @Convert(converter = JsonColumn.class)
  private JsonObject outcome;

  @Lob
  @Convert(converter = JsonColumn.class)
  private JsonObject errors;

  private String url;

  private String correlation;

  @Convert(converter = SealedColumn.class)
  @Column(name = "callback_url", updatable = false)
  private Sealed callbackUrl;

  @Convert(converter = InstantColumn.class)
  @Column(name = "next_check_at")
  private Instant nextCheckAt;

  /** When its platform was last asked, with whatever success. */
  @Convert(converter = InstantColumn.class)
  @Column(name = "checked_at")
  private Instant checkedAt;

  /** What it was started with and has come to, in bytes; it counts until it is completed. */
  @Column(name = "held_bytes")
  private long heldBytes;

  private int failures;

  @Convert(converter = InstantColumn.class)
  @Column(name = "gone_since")
  private Instant goneSince;

  @Column(name = "last_error")
  private String lastError;

  @Convert(converter = InstantColumn.class)
  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "completed_at")
  private Instant completedAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "closing_since")
  private Instant closingSince;

  @Convert(converter = InstantColumn.class)
  @Column(name = "over_since")
  private Instant overSince;

  /** As {@link Ending} has it; written by plain SQL. */
  @Convert(converter = InstantColumn.class)
  @Column(name = "late_from", insertable = false, updatable = false)
  private Instant lateFrom;

  @Convert(converter = InstantColumn.class)
  @Column(name = "late_until", insertable = false, updatable = false)
  private Instant lateUntil;

  /** What it belongs to, as {@code Trace} keeps it. */
  @Column(updatable = false)
  private String trace;

  @Version private long version;

  /** Returns the id in its URL. */
  public Long getId() {
    return id;
  }

  void setId(long id) {
    this.id = id;
  }

  /** Returns the plugin instance that it belongs to. */
  public long getInstanceId() {
    return instanceId;
  }

  public void setInstanceId(long instanceId) {
    this.instanceId = instanceId;
  }

  public String getCommunity() {
    return community;
  }

  public void setCommunity(String community) {
    this.community = community;
  }

  public String getPlugin() {
    return plugin;
  }

  public void setPlugin(String plugin) {
    this.plugin = plugin;
  }

  /** Returns the name without the plugin's. */
  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  /** Returns what its instance is told apart by from others of the plugin. */
  Optional<String> getPlatformId() {
    return Optional.of(called).filter(text -> !text.isEmpty());
  }

  public void setCalled(String called) {
    this.called = called;
  }

  public ProcessStatus getStatus() {
    return status;
  }

  public void setStatus(ProcessStatus status) {
    this.status = status;
  }

  /** Returns what the platform may know the start by. */
  public String getStartKey() {
    return startKey;
  }

  public void setStartKey(String startKey) {
    this.startKey = startKey;
  }

  /** Returns the driver key that has started it; null: it was none. */
  public String getDriverKey() {
    return driverKey;
  }

  public void setDriverKey(String driverKey) {
    this.driverKey = driverKey;
  }

  /** Returns the keyed request that started it; may be null. */
  public String getRequestId() {
    return requestId;
  }

  public void setRequestId(String requestId) {
    this.requestId = requestId;
  }

  public String getTrace() {
    return trace;
  }

  public void setTrace(String trace) {
    this.trace = trace;
  }

  public JsonObject getParameters() {
    return Sealed.json(cell("parameters"), parameters);
  }

  /** Returns the parameters as they are now, opened when they are needed. */
  Opening<JsonObject> openParameters() {
    return opening("parameters", parameters);
  }

  public void setParameters(JsonObject parameters) {
    weigh(getParameters(), parameters);
    this.parameters = Sealed.of(cell("parameters"), parameters);
  }

  /** Returns what the plugin remembers. */
  public JsonObject getState() {
    return Sealed.json(cell("state"), state);
  }

  /** Returns the state as it is now, opened when it is needed. */
  Opening<JsonObject> openState() {
    return opening("state", state);
  }

  private Opening<JsonObject> opening(String column, Sealed value) {
    Cell cell = cell(column);
    return new Opening<>(() -> Sealed.json(cell, value));
  }

  public void setState(JsonObject state) {
    weigh(getState(), state);
    this.state = Sealed.of(cell("state"), state);
  }

  public JsonObject getOutcome() {
    return outcome;
  }

  public void setOutcome(JsonObject outcome) {
    weigh(this.outcome, outcome);
    this.outcome = outcome;
  }

  public JsonObject getErrors() {
    return errors;
  }

  public void setErrors(JsonObject errors) {
    weigh(this.errors, errors);
    this.errors = errors;
  }

  /** Returns how many bytes its parameters, state, outcome and errors are. */
  public long getHeldBytes() {
    return heldBytes;
  }

  private void weigh(JsonObject before, JsonObject now) {
    if (!now.equals(before)) {
      heldBytes += bytes(now) - (before == null ? 0 : bytes(before));
    }
  }

  private static int bytes(JsonObject json) {
    return JsonText.write(json).getBytes(StandardCharsets.UTF_8).length;
  }

  /** Returns where people take part; may be null. */
  public String getUrl() {
    return url;
  }

  public void setUrl(String url) {
    this.url = url;
  }

  /** Returns what a webhook names it by; may be null. */
  public String getCorrelation() {
    return correlation;
  }

  public void setCorrelation(String correlation) {
    this.correlation = correlation;
  }

  /** Returns where its driver wants to hear of it; may be null. */
  public String getCallbackUrl() {
    return Sealed.text(cell("callback_url"), callbackUrl);
  }

  public void setCallbackUrl(String callbackUrl) {
    this.callbackUrl = Sealed.of(cell("callback_url"), callbackUrl);
  }

  /** Returns when to look at it again; null once it is completed. */
  public Instant getNextCheckAt() {
    return nextCheckAt;
  }

  public void setNextCheckAt(Instant nextCheckAt) {
    this.nextCheckAt = nextCheckAt;
  }

  /** Returns how many checks have failed in a row. */
  public Instant getCheckedAt() {
    return checkedAt;
  }

  public void setCheckedAt(Instant checkedAt) {
    this.checkedAt = checkedAt;
  }

  public int getFailures() {
    return failures;
  }

  public void setFailures(int failures) {
    this.failures = failures;
  }

  /** Returns since when its platform says that it is not there; null where it is. */
  public Instant getGoneSince() {
    return goneSince;
  }

  public void setGoneSince(Instant goneSince) {
    this.goneSince = goneSince;
  }

  /** Returns why the last check failed, or how the end was missed; null where all is well. */
  public String getLastError() {
    return lastError;
  }

  public void setLastError(String lastError) {
    this.lastError = lastError;
  }

  public Instant getCreatedAt() {
    return createdAt;
  }

  public void setCreatedAt(Instant createdAt) {
    this.createdAt = createdAt;
  }

  public Instant getCompletedAt() {
    return completedAt;
  }

  public void setCompletedAt(Instant completedAt) {
    this.completedAt = completedAt;
  }

  /** Returns how it comes to its end. */
  Ending getEnding() {
    return new Ending(
        Optional.ofNullable(closingSince),
        Optional.ofNullable(overSince),
        Optional.ofNullable(lateFrom),
        Optional.ofNullable(lateUntil));
  }

  public void setOverSince(Instant overSince) {
    this.overSince = overSince;
  }

  /** Returns a name that a webhook may name a process by, as it is kept and asked for. */
  static String kept(String correlation) {
    return Texts.key(correlation, LONGEST_CORRELATION);
  }

  /** Returns what is written of it once, when it is begun, by column. */
  Map<String, Object> begun() {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("instance_id", instanceId);
    columns.put("community", community);
    columns.put("plugin", plugin);
    columns.put("called", called);
    columns.put("name", name);
    columns.put("start_key", startKey);
    columns.put("request_id", requestId);
    columns.put("driver_key", driverKey);
    columns.put("parameters", parameters);
    columns.put("callback_url", callbackUrl);
    columns.put("created_at", createdAt);
    columns.put("trace", trace);
    return columns;
  }

  /** Returns what changes as it goes on, by column. */
  Map<String, Object> changing() {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("status", status.name());
    columns.put("state", state);
    columns.put("outcome", outcome);
    columns.put("errors", errors);
    columns.put("url", url);
    columns.put("correlation", correlation);
    columns.put("next_check_at", nextCheckAt);
    columns.put("checked_at", checkedAt);
    columns.put("held_bytes", heldBytes);
    columns.put("failures", failures);
    columns.put("gone_since", goneSince);
    columns.put("last_error", lastError);
    columns.put("completed_at", completedAt);
    columns.put("closing_since", closingSince);
    columns.put("over_since", overSince);
    return columns;
  }

  /** Returns the one in {@code row}, which has all its columns. */
  static ProcessEntity read(ResultSet row) throws SQLException {
    ProcessEntity process = new ProcessEntity();
    process.id = row.getLong("id");
    process.instanceId = row.getLong("instance_id");
    process.community = row.getString("community");
    process.plugin = row.getString("plugin");
    process.called = row.getString("called");
    process.name = row.getString("name");
    process.startKey = row.getString("start_key");
    process.requestId = row.getString("request_id");
    process.driverKey = row.getString("driver_key");
    process.parameters = SEALED.convertToEntityAttribute(row.getString("parameters"));
    process.callbackUrl = SEALED.convertToEntityAttribute(row.getString("callback_url"));
    process.createdAt = time(row, "created_at");
    process.trace = row.getString("trace");
    process.status = ProcessStatus.valueOf(row.getString("status"));
    process.state = SEALED.convertToEntityAttribute(row.getString("state"));
    process.outcome = JsonText.parse(row.getString("outcome")).asJsonObject();
    process.errors = JsonText.parse(row.getString("errors")).asJsonObject();
    process.url = row.getString("url");
    process.correlation = row.getString("correlation");
    process.nextCheckAt = time(row, "next_check_at");
    process.checkedAt = time(row, "checked_at");
    process.heldBytes = row.getLong("held_bytes");
    process.failures = row.getInt("failures");
    process.goneSince = time(row, "gone_since");
    process.lastError = row.getString("last_error");
    process.completedAt = time(row, "completed_at");
    process.closingSince = time(row, "closing_since");
    process.overSince = time(row, "over_since");
    process.lateFrom = time(row, "late_from");
    process.lateUntil = time(row, "late_until");
    return process;
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return Statements.time(row, column).orElse(null);
  }

  /** Ends it at {@code now}, for good. */
  public void complete(Instant now) {
    setStatus(ProcessStatus.COMPLETED);
    setNextCheckAt(null);
    setCompletedAt(now);
    closingSince = null;
    overSince = null;
  }

  private Cell cell(String column) {
    return Cell.of("governance_process", startKey, column);
  }
}
