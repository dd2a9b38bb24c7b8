package org.metagov.gateway.key;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.database.InstantColumn;

/** A driver key, as the store keeps it: without its secret. */
@Entity
@Table(name = "driver_key")
public class DriverKey {
  @Id private String id;

  private String name;

  @Column(updatable = false)
  private String hash;

  @Enumerated(EnumType.STRING)
  private Scope scope;

  @Enumerated(EnumType.STRING)
  private Reach reach;

  @Column(name = "created_by", updatable = false)
  private String createdBy;

  @Convert(converter = InstantColumn.class)
  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "expires_at")
  private Instant expiresAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "revoked_at")
  private Instant revokedAt;

  /** Written without this entity: to be used is no change of a key. */
  @Convert(converter = InstantColumn.class)
  @Column(name = "last_used_at", insertable = false, updatable = false)
  private Instant lastUsedAt;

  @Version private long version;

  /** Which communities a key sees. */
  public enum Reach {
    ALL,
    LISTED
  }

  public String getId() {
    return id;
  }

  public void setId(String id) {
    this.id = id;
  }

  /** Returns what people call it. */
  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  /** Returns the keyed hash of the whole key. */
  public String getHash() {
    return hash;
  }

  public void setHash(String hash) {
    this.hash = hash;
  }

  public Scope getScope() {
    return scope;
  }

  public void setScope(Scope scope) {
    this.scope = scope;
  }

  public Reach getReach() {
    return reach;
  }

  public void setReach(Reach reach) {
    this.reach = reach;
  }

  /** Returns the {@link Caller#name()} of its maker. */
  public String getCreatedBy() {
    return createdBy;
  }

  public void setCreatedBy(String createdBy) {
    this.createdBy = createdBy;
  }

  public Instant getCreatedAt() {
    return createdAt;
  }

  public void setCreatedAt(Instant createdAt) {
    this.createdAt = createdAt;
  }

  /** Returns when it ends; null: it does not. */
  public Instant getExpiresAt() {
    return expiresAt;
  }

  public void setExpiresAt(Instant expiresAt) {
    this.expiresAt = expiresAt;
  }

  /** Returns when it was revoked; null: it was not. */
  public Instant getRevokedAt() {
    return revokedAt;
  }

  public void setRevokedAt(Instant revokedAt) {
    this.revokedAt = revokedAt;
  }

  /** Returns about when it was used last; null: it was not. */
  public Instant getLastUsedAt() {
    return lastUsedAt;
  }
}
