package org.metagov.gateway.lane;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.metagov.gateway.database.InstantColumn;

/** That a destination is down, as the store keeps it. */
@Entity
@Table(name = "destination_down")
public class DestinationDown {
  @Id private String name;

  @Convert(converter = InstantColumn.class)
  private Instant since;

  @Convert(converter = InstantColumn.class)
  @Column(name = "next_probe_at")
  private Instant nextProbeAt;

  private int failures;

  @Column(name = "last_error")
  private String lastError;

  @Convert(converter = InstantColumn.class)
  @Column(name = "told_at")
  private Instant toldAt;

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public Instant getSince() {
    return since;
  }

  public void setSince(Instant since) {
    this.since = since;
  }

  /** Returns when one of its lanes may try again. */
  public Instant getNextProbeAt() {
    return nextProbeAt;
  }

  public void setNextProbeAt(Instant nextProbeAt) {
    this.nextProbeAt = nextProbeAt;
  }

  /** Returns how many tries in a row have found it down, since somebody wanted it to be tried. */
  public int getFailures() {
    return failures;
  }

  public void setFailures(int failures) {
    this.failures = failures;
  }

  public String getLastError() {
    return lastError;
  }

  public void setLastError(String lastError) {
    this.lastError = lastError;
  }

  /** Returns when drivers were told of it; null where they were not. */
  public Instant getToldAt() {
    return toldAt;
  }

  public void setToldAt(Instant toldAt) {
    this.toldAt = toldAt;
  }
}
