package org.metagov.gateway.lane;

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
import java.time.Instant;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.driver.Attempt;
import org.metagov.gateway.store.JsonColumn;

/** One message on its way to one destination, as the store keeps it. */
@Entity
@Table(name = "delivery")
public class Delivery {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  @Column(name = "lane_id", updatable = false)
  private long laneId;

  @Column(updatable = false)
  private String destination;

  @Column(updatable = false)
  private String stream;

  @Column(name = "sequence_no", updatable = false)
  private long sequence;

  @Column(name = "message_id", updatable = false)
  private String messageId;

  @Column(updatable = false)
  private String replay;

  @Enumerated(EnumType.STRING)
  private DeliveryState state;

  private int tries;

  private int refusals;

  private long revision;

  @Lob
  @Convert(converter = JsonColumn.class)
  private JsonObject attempts;

  @Column(updatable = false)
  private String trace;

  @Convert(converter = InstantColumn.class)
  @Column(name = "first_at", updatable = false)
  private Instant firstAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "last_at")
  private Instant lastAt;

  @Version private long version;

  public Long getId() {
    return id;
  }

  public long getLaneId() {
    return laneId;
  }

  public void setLaneId(long laneId) {
    this.laneId = laneId;
  }

  public String getDestination() {
    return destination;
  }

  public void setDestination(String destination) {
    this.destination = destination;
  }

  public String getStream() {
    return stream;
  }

  public void setStream(String stream) {
    this.stream = stream;
  }

  public long getSequence() {
    return sequence;
  }

  public void setSequence(long sequence) {
    this.sequence = sequence;
  }

  public String getMessageId() {
    return messageId;
  }

  public void setMessageId(String messageId) {
    this.messageId = messageId;
  }

  public String getReplay() {
    return replay;
  }

  public void setReplay(String replay) {
    this.replay = replay;
  }

  public DeliveryState getState() {
    return state;
  }

  public void setState(DeliveryState state) {
    this.state = state;
  }

  /** Returns how often it was tried. */
  public int getTries() {
    return tries;
  }

  public void setTries(int tries) {
    this.tries = tries;
  }

  /**
   * Returns how often the driver has answered that it does not take it, since it is called in this
   * way.
   */
  public int getRefusals() {
    return refusals;
  }

  public void setRefusals(int refusals) {
    this.refusals = refusals;
  }

  /** Returns by which revision of the receiver it was refused. */
  public long getRevision() {
    return revision;
  }

  public void setRevision(long revision) {
    this.revision = revision;
  }

  /** Returns the last tries, as {@link Attempt} writes them. */
  public JsonObject getAttempts() {
    return attempts;
  }

  public void setAttempts(JsonObject attempts) {
    this.attempts = attempts;
  }

  /** Returns what its message belongs to; null for what an earlier version has written. */
  public String getTrace() {
    return trace;
  }

  public void setTrace(String trace) {
    this.trace = trace;
  }

  public Instant getFirstAt() {
    return firstAt;
  }

  public void setFirstAt(Instant firstAt) {
    this.firstAt = firstAt;
  }

  public Instant getLastAt() {
    return lastAt;
  }

  public void setLastAt(Instant lastAt) {
    this.lastAt = lastAt;
  }
}
