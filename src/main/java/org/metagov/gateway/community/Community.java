package org.metagov.gateway.community;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.database.InstantColumn;

/** A community, as the store keeps it. */
@Entity
@Table(name = "community")
public class Community {
  @Id private String name;

  @Column(name = "readable_name")
  private String readableName;

  @Convert(converter = InstantColumn.class)
  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  @OneToMany(mappedBy = "community", cascade = CascadeType.ALL, orphanRemoval = true)
  private List<EnabledPlugin> plugins = new ArrayList<>();

  @Version private long version;

  /** Returns the name: the slug in every URL. */
  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  /** Returns the name for people; may be empty. */
  public String getReadableName() {
    return readableName;
  }

  public void setReadableName(String readableName) {
    this.readableName = readableName;
  }

  public Instant getCreatedAt() {
    return createdAt;
  }

  public void setCreatedAt(Instant createdAt) {
    this.createdAt = createdAt;
  }

  /** Returns the enabled plugins, in no order. */
  public List<EnabledPlugin> getPlugins() {
    return plugins;
  }

  /** Returns the instance {@code id}, if it is there. */
  public Optional<EnabledPlugin> plugin(long id) {
    return plugins.stream().filter(p -> p.getId() != null && p.getId() == id).findFirst();
  }
}
