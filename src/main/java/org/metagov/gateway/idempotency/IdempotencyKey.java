package org.metagov.gateway.idempotency;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.time.Instant;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.database.Sealed;
import org.metagov.gateway.database.SealedColumn;
import org.metagov.gateway.secret.Cell;

/** A request that carried a key, and what was answered. */
@Entity
@Table(name = "idempotency_key")
public class IdempotencyKey {
  @Id private String id;

  @Column(name = "body_hash", updatable = false)
  private String bodyHash;

  @Enumerated(EnumType.STRING)
  private State state;

  private String node;

  @Convert(converter = InstantColumn.class)
  @Column(name = "started_at")
  private Instant startedAt;

  private Integer status;

  @Column(name = "content_type")
  private String contentType;

  private String location;

  @Column(name = "row_key", updatable = false)
  private String rowKey;

  @Lob
  @Convert(converter = SealedColumn.class)
  private Sealed body;

  /** How far the request has come. */
  public enum State {
    /** It is at work, or was when its server crashed. */
    RUNNING,
    /** It was answered. */
    DONE
  }

  /** Returns the digest of caller, route, community and key. */
  public String getId() {
    return id;
  }

  /** It gets its name here, since the row is written long before there is an answer. */
  public void setId(String id) {
    this.id = id;
    if (rowKey == null) {
      rowKey = Sealed.newRow();
    }
  }

  /** Returns the digest of the request's body. */
  public String getBodyHash() {
    return bodyHash;
  }

  public void setBodyHash(String bodyHash) {
    this.bodyHash = bodyHash;
  }

  public State getState() {
    return state;
  }

  public void setState(State state) {
    this.state = state;
  }

  /** Returns the run of the server that works on it. */
  public String getNode() {
    return node;
  }

  public void setNode(String node) {
    this.node = node;
  }

  public Instant getStartedAt() {
    return startedAt;
  }

  public void setStartedAt(Instant startedAt) {
    this.startedAt = startedAt;
  }

  /** Returns the HTTP status of the answer; null while there is none. */
  public Integer getStatus() {
    return status;
  }

  public void setStatus(Integer status) {
    this.status = status;
  }

  public String getContentType() {
    return contentType;
  }

  public void setContentType(String contentType) {
    this.contentType = contentType;
  }

  /** Returns the answer's {@code Location}; null where it had none. */
  public String getLocation() {
    return location;
  }

  public void setLocation(String location) {
    this.location = location;
  }

  /** Returns the answer's body; null where it had none. */
  public String getBody() {
    return Sealed.text(cell(), body);
  }

  public void setBody(String body) {
    this.body = Sealed.of(cell(), body);
  }

  private Cell cell() {
    return Cell.of("idempotency_key", rowKey, "body");
  }
}
