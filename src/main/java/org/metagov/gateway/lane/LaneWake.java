package org.metagov.gateway.lane;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** That lanes of a destination are to go on now, as the store keeps it until they do. */
@Entity
@Table(name = "lane_wake")
public class LaneWake {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  @Column(updatable = false)
  private String destination;

  @Column(updatable = false)
  @Enumerated(EnumType.STRING)
  private Scope scope;

  @Column(name = "reached_id")
  private long reachedId;

  /** Which lanes go on. */
  public enum Scope {
    ALL,
    /**
     * Not those that wait because the driver has refused a message: they would lose their tries.
     */
    WELL;

    boolean covers(Scope other) {
      return this == ALL || other == WELL;
    }
  }

  public Long getId() {
    return id;
  }

  public String getDestination() {
    return destination;
  }

  public void setDestination(String destination) {
    this.destination = destination;
  }

  public Scope getScope() {
    return scope;
  }

  public void setScope(Scope scope) {
    this.scope = scope;
  }

  /** Returns up to which id the lanes go on already. */
  public long getReachedId() {
    return reachedId;
  }

  public void setReachedId(long reachedId) {
    this.reachedId = reachedId;
  }
}
