package org.metagov.gateway.event;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.time.Instant;
import org.metagov.gateway.database.InstantColumn;

/** A message to drivers, as the store keeps it: written once, and never changed. */
@Entity
@Table(name = "message")
public class MessageEntity {
  @Id private String id;

  private String stream;

  @Column(name = "sequence_no")
  private long sequence;

  private String source;

  @Column(name = "event_type")
  private String eventType;

  @Lob private String body;

  @Convert(converter = InstantColumn.class)
  @Column(name = "written_at")
  private Instant writtenAt;

  private String trace;

  /** Returns the id by which a driver knows a message that it gets twice. */
  public String getId() {
    return id;
  }

  public String getStream() {
    return stream;
  }

  /** Returns its number in the stream: 1, 2, 3, ... */
  public long getSequence() {
    return sequence;
  }

  public String getSource() {
    return source;
  }

  public String getEventType() {
    return eventType;
  }

  /** Returns the JSON text that every driver gets, at every attempt. */
  public String getBody() {
    return body;
  }

  public Instant getWrittenAt() {
    return writtenAt;
  }

  /** Returns what it belongs to, as {@code Trace} keeps it. */
  public String getTrace() {
    return trace;
  }
}
