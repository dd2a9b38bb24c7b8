package org.metagov.gateway.webhook;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.metagov.gateway.store.InstantColumn;

/** That a process has still to take in a webhook, as the store keeps it. */
@Entity
@Table(name = "inbox_task")
public class InboxTask {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  @Column(name = "inbox_id", updatable = false)
  private long inboxId;

  @Column(name = "process_id", updatable = false)
  private long processId;

  @Column(updatable = false)
  private String plugin;

  @Convert(converter = InstantColumn.class)
  @Column(name = "due_at")
  private Instant dueAt;

  private int tries;

  @Column(name = "last_error")
  private String lastError;

  @Version private long version;

  public Long getId() {
    return id;
  }

  public long getInboxId() {
    return inboxId;
  }

  public void setInboxId(long inboxId) {
    this.inboxId = inboxId;
  }

  public long getProcessId() {
    return processId;
  }

  public void setProcessId(long processId) {
    this.processId = processId;
  }

  public String getPlugin() {
    return plugin;
  }

  public void setPlugin(String plugin) {
    this.plugin = plugin;
  }

  /** Returns when to work on it; null once too many tries have failed. */
  public Instant getDueAt() {
    return dueAt;
  }

  public void setDueAt(Instant dueAt) {
    this.dueAt = dueAt;
  }

  /** Returns how often it has failed. */
  public int getTries() {
    return tries;
  }

  public void setTries(int tries) {
    this.tries = tries;
  }

  public String getLastError() {
    return lastError;
  }

  public void setLastError(String lastError) {
    this.lastError = lastError;
  }
}
