package org.metagov.gateway.key;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.metagov.gateway.database.InstantColumn;

/** A community that a key sees, as the store keeps it; lists of other rooms are cut by it. */
@Entity
@Table(name = "driver_key_community")
public class KeyCommunity {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  @Column(name = "key_id")
  private String keyId;

  private String community;

  @Convert(converter = InstantColumn.class)
  @Column(name = "born_at")
  private Instant since;

  @Convert(converter = InstantColumn.class)
  @Column(name = "gone_at")
  private Instant until;

  public Long getId() {
    return id;
  }

  public void setId(Long id) {
    this.id = id;
  }

  public String getKeyId() {
    return keyId;
  }

  public void setKeyId(String keyId) {
    this.keyId = keyId;
  }

  public String getCommunity() {
    return community;
  }

  public void setCommunity(String community) {
    this.community = community;
  }

  /** Returns when the community was created: another one of the name has another time. */
  public Instant getSince() {
    return since;
  }

  public void setSince(Instant since) {
    this.since = since;
  }

  /** Returns when the community was deleted; null while it is there. */
  public Instant getUntil() {
    return until;
  }

  public void setUntil(Instant until) {
    this.until = until;
  }
}
