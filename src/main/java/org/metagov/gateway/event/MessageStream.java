package org.metagov.gateway.event;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.database.Sealed;
import org.metagov.gateway.database.SealedColumn;
import org.metagov.gateway.secret.Cell;

/** A numbered sequence of messages, as the store keeps it. */
@Entity
@Table(name = "message_stream")
public class MessageStream {
  @Id private String name;

  @Column(updatable = false)
  private String community;

  @Column(updatable = false)
  private String process;

  @Column(name = "row_key", updatable = false)
  private String rowKey;

  @Convert(converter = SealedColumn.class)
  @Column(name = "callback_url", updatable = false)
  private Sealed callbackUrl;

  @Column(name = "driver_key", updatable = false)
  private String driverKey;

  private long newest;

  private long purged;

  @Convert(converter = InstantColumn.class)
  @Column(name = "ended_at")
  private Instant endedAt;

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getCommunity() {
    return community;
  }

  public void setCommunity(String community) {
    this.community = community;
  }

  /** Returns {@code <plugin>.<process>}; null for the event log of a community. */
  public String getProcess() {
    return process;
  }

  public void setProcess(String process) {
    this.process = process;
  }

  /** Returns where the messages of a process go; null for the event log of a community. */
  public String getCallbackUrl() {
    return Sealed.text(cell(), callbackUrl);
  }

  public void setCallbackUrl(String callbackUrl) {
    this.callbackUrl = Sealed.of(cell(), callbackUrl);
  }

  /** Returns the driver key that the messages of a process are for; null: it has none. */
  public String getDriverKey() {
    return driverKey;
  }

  public void setDriverKey(String driverKey) {
    this.driverKey = driverKey;
  }

  /** Returns the number given last; 0 before the first message. */
  public long getNewest() {
    return newest;
  }

  public void setNewest(long newest) {
    this.newest = newest;
  }

  /** Returns the number of the last message that is no longer kept; 0 where all are. */
  public long getPurged() {
    return purged;
  }

  public void setPurged(long purged) {
    this.purged = purged;
  }

  /** Returns since when no further message comes; null while one may. */
  public Instant getEndedAt() {
    return endedAt;
  }

  public void setEndedAt(Instant endedAt) {
    this.endedAt = endedAt;
  }

  private Cell cell() {
    if (rowKey == null) {
      rowKey = Sealed.newRow();
    }
    return Cell.of("message_stream", rowKey, "callback_url");
  }
}
