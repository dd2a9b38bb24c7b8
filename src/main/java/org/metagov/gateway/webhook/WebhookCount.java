package org.metagov.gateway.webhook;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.metagov.gateway.database.InstantColumn;

/** What came in at one address, as the store keeps it. */
@Entity
@IdClass(WebhookCount.Key.class)
@Table(name = "instance_webhooks")
public class WebhookCount {
  @Id private String community;

  @Id private String plugin;

  @Id
  @Column(name = "instance_id")
  private long instanceId;

  private long accepted;

  private long repeated;

  private long refused;

  private long unmatched;

  @Convert(converter = InstantColumn.class)
  @Column(name = "last_seen_at")
  private Instant lastSeenAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "last_verified_at")
  private Instant lastVerifiedAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "last_refused_at")
  private Instant lastRefusedAt;

  @Column(name = "last_refusal")
  private String lastRefusal;

  /** An address. */
  public static class Key {
    private String community;
    private String plugin;
    private long instanceId;

    /** For JPA. */
    public Key() {}

    /** The address of an instance of {@code plugin} of {@code community}. */
    public Key(String community, String plugin, long instanceId) {
      this.community = community;
      this.plugin = plugin;
      this.instanceId = instanceId;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && community.equals(key.community)
          && plugin.equals(key.plugin)
          && instanceId == key.instanceId;
    }

    @Override
    public int hashCode() {
      return Objects.hash(community, plugin, instanceId);
    }
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

  /** Returns the instance; 0 where it is for all communities. */
  public long getInstanceId() {
    return instanceId;
  }

  public void setInstanceId(long instanceId) {
    this.instanceId = instanceId;
  }

  /** Adds what was counted. */
  public void add(Counted more) {
    accepted += more.accepted();
    repeated += more.repeated();
    refused += more.refused();
    unmatched += more.unmatched();
    lastSeenAt = later(lastSeenAt, more.lastSeen());
    lastVerifiedAt = later(lastVerifiedAt, more.lastVerified());
    Instant refusedBefore = lastRefusedAt;
    lastRefusedAt = later(lastRefusedAt, more.lastRefused());
    if (!Objects.equals(refusedBefore, lastRefusedAt)) {
      lastRefusal = more.lastRefusal().orElse(null);
    }
  }

  /** Another node may have written down what came in later. */
  private static Instant later(Instant known, Optional<Instant> more) {
    return more.filter(time -> known == null || time.isAfter(known)).orElse(known);
  }

  /** Returns how many were kept. */
  public long getAccepted() {
    return accepted;
  }

  /** Returns how many had come before. */
  public long getRepeated() {
    return repeated;
  }

  public long getRefused() {
    return refused;
  }

  /** Returns how many were verified, and for nobody we know. */
  public long getUnmatched() {
    return unmatched;
  }

  public Instant getLastSeenAt() {
    return lastSeenAt;
  }

  public Instant getLastVerifiedAt() {
    return lastVerifiedAt;
  }

  public Instant getLastRefusedAt() {
    return lastRefusedAt;
  }

  public String getLastRefusal() {
    return lastRefusal;
  }
}
