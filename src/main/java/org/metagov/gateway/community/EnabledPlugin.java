package org.metagov.gateway.community;

import jakarta.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Lob;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.database.Sealed;
import org.metagov.gateway.database.SealedColumn;
import org.metagov.gateway.secret.Cell;

/** A plugin that a community has enabled, with its config and what the plugin remembers. */
@Entity
@Table(name = "plugin_instance")
public class EnabledPlugin {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  @ManyToOne(optional = false, fetch = FetchType.LAZY)
  @JoinColumn(name = "community", updatable = false)
  private Community community;

  @Column(updatable = false)
  private String plugin;

  @Column(name = "row_key", updatable = false)
  private String rowKey;

  @Column(name = "platform_id")
  private String platformId;

  private String called;

  @Lob
  @Convert(converter = SealedColumn.class)
  private Sealed config;

  @Lob
  @Convert(converter = SealedColumn.class)
  private Sealed state;

  @Convert(converter = InstantColumn.class)
  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  @Version private long version;

  /** Returns the id, which no other instance ever has. */
  public Long getId() {
    return id;
  }

  public Community getCommunity() {
    return community;
  }

  public void setCommunity(Community community) {
    this.community = community;
  }

  /** Returns the plugin's name. */
  public String getPlugin() {
    return plugin;
  }

  public void setPlugin(String plugin) {
    this.plugin = plugin;
  }

  /** Returns what names the community on its platform; null where the plugin has no such thing. */
  public String getPlatformId() {
    return platformId;
  }

  public void setPlatformId(String platformId) {
    this.platformId = platformId;
  }

  public void setCalled(String called) {
    this.called = called;
  }

  /** Returns what it is told apart by from others of its plugin in the community. */
  Optional<String> platformId() {
    return named(called);
  }

  /** Returns what {@code called} says, which a query has read. */
  static Optional<String> named(String called) {
    return Optional.of(called).filter(text -> !text.isEmpty());
  }

  /** Returns the config, with defaults filled in. */
  public JsonObject getConfig() {
    return Sealed.json(cell("config"), config);
  }

  public void setConfig(JsonObject config) {
    this.config = Sealed.of(cell("config"), config);
  }

  /** Returns what the plugin remembers: values under keys. */
  public JsonObject getState() {
    return Sealed.json(cell("state"), state);
  }

  public void setState(JsonObject state) {
    this.state = Sealed.of(cell("state"), state);
  }

  public Instant getCreatedAt() {
    return createdAt;
  }

  public void setCreatedAt(Instant createdAt) {
    this.createdAt = createdAt;
  }

  /** Returns the config that a query has read from the row {@code rowKey}. */
  static JsonObject config(String rowKey, Sealed config) {
    return Sealed.json(cell(rowKey, "config"), config);
  }

  private Cell cell(String column) {
    if (rowKey == null) {
      rowKey = Sealed.newRow();
    }
    return cell(rowKey, column);
  }

  /** Returns where {@code column} of the row {@code rowKey} stands. */
  static Cell cell(String rowKey, String column) {
    return Cell.of("plugin_instance", rowKey, column);
  }
}
