package org.metagov.gateway.lane;

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
import org.metagov.gateway.database.InstantColumn;

/** The way of one stream to one destination, as the store keeps it. */
@Entity
@Table(name = "lane")
public class Lane {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  @Column(updatable = false)
  private String stream;

  @Column(updatable = false)
  private String destination;

  @Column(updatable = false)
  private String replay;

  @Column(name = "until_no", updatable = false)
  private Long until;

  @Enumerated(EnumType.STRING)
  @Column(updatable = false)
  private Picks picks;

  @Convert(converter = InstantColumn.class)
  @Column(name = "began_at", updatable = false)
  private Instant beganAt;

  @Enumerated(EnumType.STRING)
  private Hold hold;

  private long newest;

  private long reached;

  private long sent;

  @Convert(converter = InstantColumn.class)
  @Column(name = "due_at")
  private Instant dueAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "refused_until")
  private Instant refusedUntil;

  @Column(name = "delivery_id")
  private Long deliveryId;

  @Version private long version;

  /** Why the callbacks of one process are not sent. */
  public enum Hold {
    /** A driver or an operator wants them to wait. */
    PAUSED,
    /** The driver has answered 410: it wants no more of them. */
    GONE
  }

  /** Which messages of its range a replay is about. */
  public enum Picks {
    /** Those that are dead letters. */
    DEAD
  }

  public Long getId() {
    return id;
  }

  public String getStream() {
    return stream;
  }

  public void setStream(String stream) {
    this.stream = stream;
  }

  /** Returns {@code receiver/<name>}, or {@code callback/} and the origin of the URL. */
  public String getDestination() {
    return destination;
  }

  public void setDestination(String destination) {
    this.destination = destination;
  }

  /** Returns the id of the replay that this is; empty for the lane itself. */
  public String getReplay() {
    return replay;
  }

  public void setReplay(String replay) {
    this.replay = replay;
  }

  /** Returns the last message of a replay; null for the lane itself, which has no end. */
  public Long getUntil() {
    return until;
  }

  public void setUntil(Long until) {
    this.until = until;
  }

  /** Returns which messages a replay is about; null: all of its range. */
  public Picks getPicks() {
    return picks;
  }

  public void setPicks(Picks picks) {
    this.picks = picks;
  }

  /** Returns when a replay was asked for; null for the lane itself. */
  public Instant getBeganAt() {
    return beganAt;
  }

  public void setBeganAt(Instant beganAt) {
    this.beganAt = beganAt;
  }

  public Hold getHold() {
    return hold;
  }

  public void setHold(Hold hold) {
    this.hold = hold;
  }

  /** Returns the last message that there is for this lane. */
  public long getNewest() {
    return newest;
  }

  public void setNewest(long newest) {
    this.newest = newest;
  }

  /** Returns the last message that is done with. */
  public long getReached() {
    return reached;
  }

  public void setReached(long reached) {
    this.reached = reached;
  }

  /** Returns the last message that was sent; what a filter holds back is not. */
  public long getSent() {
    return sent;
  }

  public void setSent(long sent) {
    this.sent = sent;
  }

  /** Returns when to work on it; null while there is nothing to do. */
  public Instant getDueAt() {
    return dueAt;
  }

  public void setDueAt(Instant dueAt) {
    this.dueAt = dueAt;
  }

  /** Returns until when it waits because its message was refused; null where that is not why. */
  public Instant getRefusedUntil() {
    return refusedUntil;
  }

  public void setRefusedUntil(Instant refusedUntil) {
    this.refusedUntil = refusedUntil;
  }

  /** Returns the delivery that the lane waits for; null where it waits for none. */
  public Long getDeliveryId() {
    return deliveryId;
  }

  public void setDeliveryId(Long deliveryId) {
    this.deliveryId = deliveryId;
  }
}
