package org.metagov.gateway.poll;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.metagov.gateway.database.InstantColumn;

/** When a plugin instance asks its platform for news, as the store keeps it. */
@Entity
@Table(name = "plugin_poll")
public class PluginPoll {
  @Id
  @Column(name = "instance_id")
  private Long instanceId;

  @Column(updatable = false)
  private String plugin;

  @Column(name = "poll_key", updatable = false)
  private String key;

  private long run;

  @Convert(converter = InstantColumn.class)
  @Column(name = "next_poll_at")
  private Instant nextPollAt;

  /** When it was last asked, with whatever success. */
  @Convert(converter = InstantColumn.class)
  @Column(name = "polled_at")
  private Instant polledAt;

  private int failures;

  @Column(name = "last_error")
  private String lastError;

  public Long getInstanceId() {
    return instanceId;
  }

  public void setInstanceId(Long instanceId) {
    this.instanceId = instanceId;
  }

  public String getPlugin() {
    return plugin;
  }

  public void setPlugin(String plugin) {
    this.plugin = plugin;
  }

  /** Returns what the ids of its events are made of. */
  public String getKey() {
    return key;
  }

  public void setKey(String key) {
    this.key = key;
  }

  /** Returns how often it was asked with success. */
  public long getRun() {
    return run;
  }

  public void setRun(long run) {
    this.run = run;
  }

  public Instant getNextPollAt() {
    return nextPollAt;
  }

  public void setNextPollAt(Instant nextPollAt) {
    this.nextPollAt = nextPollAt;
  }

  public void setPolledAt(Instant polledAt) {
    this.polledAt = polledAt;
  }

  /** Returns how often in a row it has failed. */
  public int getFailures() {
    return failures;
  }

  public void setFailures(int failures) {
    this.failures = failures;
  }

  /** Returns why it failed last; null where it did not. */
  public String getLastError() {
    return lastError;
  }

  public void setLastError(String lastError) {
    this.lastError = lastError;
  }
}
