package org.metagov.gateway.webhook;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.metagov.gateway.store.InstantColumn;

/**
 * A webhook for one plugin instance, as the store keeps it; without what came in, which is large
 * and read only where it is worked on or shown.
 */
@Entity
@Table(name = "inbox")
public class InboxEntry {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  @Column(name = "instance_id", updatable = false)
  private long instanceId;

  @Column(updatable = false)
  private String community;

  @Column(updatable = false)
  private String plugin;

  @Column(name = "delivery_id", updatable = false)
  private String deliveryId;

  @Column(name = "work_key", updatable = false)
  private String key;

  @Convert(converter = InstantColumn.class)
  @Column(name = "received_at", updatable = false)
  private Instant receivedAt;

  @Enumerated(EnumType.STRING)
  private InboxState state;

  @Convert(converter = InstantColumn.class)
  @Column(name = "due_at")
  private Instant dueAt;

  private int tries;

  @Column(name = "last_error")
  private String lastError;

  @Convert(converter = InstantColumn.class)
  @Column(name = "ended_at")
  private Instant endedAt;

  @Version private long version;

  public Long getId() {
    return id;
  }

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

  /** Returns what the platform knows the delivery by; may be null. */
  public String getDeliveryId() {
    return deliveryId;
  }

  public void setDeliveryId(String deliveryId) {
    this.deliveryId = deliveryId;
  }

  /** Returns what the ids of its events are made of. */
  public String getKey() {
    return key;
  }

  public void setKey(String key) {
    this.key = key;
  }

  public Instant getReceivedAt() {
    return receivedAt;
  }

  public void setReceivedAt(Instant receivedAt) {
    this.receivedAt = receivedAt;
  }

  public InboxState getState() {
    return state;
  }

  public void setState(InboxState state) {
    this.state = state;
  }

  /** Returns when to work on it; null unless it waits. */
  public Instant getDueAt() {
    return dueAt;
  }

  public void setDueAt(Instant dueAt) {
    this.dueAt = dueAt;
  }

  /** Returns how often the plugin has failed at it. */
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

  /** Returns since when it is done or discarded; null where it is neither. */
  public Instant getEndedAt() {
    return endedAt;
  }

  public void setEndedAt(Instant endedAt) {
    this.endedAt = endedAt;
  }
}
