package org.metagov.gateway.receiver;

import jakarta.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.database.Sealed;
import org.metagov.gateway.database.SealedColumn;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.UnreadableException;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.store.JsonColumn;

/** A receiver, as the store keeps it. */
@Entity
@Table(name = "receiver")
public class Receiver {
  @Id private String name;

  @Column(name = "row_key", updatable = false)
  private String rowKey;

  @Convert(converter = SealedColumn.class)
  private Sealed url;

  @Convert(converter = SealedColumn.class)
  private Sealed secret;

  @Convert(converter = SealedColumn.class)
  @Column(name = "old_secret")
  private Sealed oldSecret;

  @Convert(converter = InstantColumn.class)
  @Column(name = "old_secret_until")
  private Instant oldSecretUntil;

  @Lob
  @Convert(converter = JsonColumn.class)
  private JsonObject filter;

  @Enumerated(EnumType.STRING)
  @Column(name = "event_format")
  private EventFormat format = EventFormat.METAGOV;

  @Lob
  @Convert(converter = SealedColumn.class)
  private Sealed headers;

  @Enumerated(EnumType.STRING)
  private ReceiverState state;

  @Enumerated(EnumType.STRING)
  private Origin origin;

  @Convert(converter = InstantColumn.class)
  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  @Column(name = "driver_key")
  private String driverKey;

  private long revision;

  /** What its address, headers and filter are, in bytes. */
  @Column(name = "held_bytes")
  private long heldBytes;

  @Version private long version;

  /** Where a receiver is kept. */
  public enum Origin {
    API,
    SETTINGS
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getUrl() {
    return Sealed.text(cell("url"), url);
  }

  public void setUrl(String url) {
    weigh(getUrl(), url);
    this.url = Sealed.of(cell("url"), url);
  }

  /** Returns the secret that messages are signed with; null: they are not signed. */
  public String getSecret() {
    return Sealed.text(cell("secret"), secret);
  }

  public void setSecret(String secret) {
    this.secret = Sealed.of(cell("secret"), secret);
  }

  /** Returns the secret before this one; may be null. */
  public String getOldSecret() {
    return Sealed.text(cell("old_secret"), oldSecret);
  }

  public void setOldSecret(String oldSecret) {
    this.oldSecret = Sealed.of(cell("old_secret"), oldSecret);
  }

  /** Returns how long messages are signed with the old secret, too. */
  public Instant getOldSecretUntil() {
    return oldSecretUntil;
  }

  public void setOldSecretUntil(Instant oldSecretUntil) {
    this.oldSecretUntil = oldSecretUntil;
  }

  /** Returns what it wants to hear, as {@link EventFilter} reads it. */
  public JsonObject getFilter() {
    return filter;
  }

  public void setFilter(JsonObject filter) {
    weigh(text(this.filter), text(filter));
    this.filter = filter;
  }

  public EventFormat getFormat() {
    return format;
  }

  public void setFormat(EventFormat format) {
    this.format = format;
  }

  /** Returns its own headers, as {@link ReceiverHeaders} reads them; null: it has none. */
  public JsonObject getHeaders() {
    return Sealed.json(cell("headers"), headers);
  }

  public void setHeaders(JsonObject headers) {
    weigh(text(getHeaders()), text(headers));
    this.headers = Sealed.of(cell("headers"), headers);
  }

  public ReceiverState getState() {
    return state;
  }

  public void setState(ReceiverState state) {
    this.state = state;
  }

  public Origin getOrigin() {
    return origin;
  }

  public void setOrigin(Origin origin) {
    this.origin = origin;
  }

  public Instant getCreatedAt() {
    return createdAt;
  }

  public void setCreatedAt(Instant createdAt) {
    this.createdAt = createdAt;
  }

  /** Returns the driver key that has made it; null: it was none. */
  public String getDriverKey() {
    return driverKey;
  }

  public void setDriverKey(String driverKey) {
    this.driverKey = driverKey;
  }

  /**
   * Returns which address, secret, headers and format it is called with: another number for each
   * change of them.
   */
  public long getRevision() {
    return revision;
  }

  public void setRevision(long revision) {
    this.revision = revision;
  }

  /** Returns a number for each change. */
  public long getVersion() {
    return version;
  }

  /** Returns how many bytes its address, headers and filter are. */
  public long getHeldBytes() {
    return heldBytes;
  }

  /**
   * Forgets what of it cannot be opened: whoever puts it has to say that anew.
   *
   * @return the columns
   */
  Set<String> forgetUnreadable() {
    Set<String> forgotten = new TreeSet<>();
    url = readable("url", url, forgotten);
    secret = readable("secret", secret, forgotten);
    oldSecret = readable("old_secret", oldSecret, forgotten);
    headers = readable("headers", headers, forgotten);
    if (!forgotten.isEmpty()) {
      heldBytes = bytes(getUrl()) + bytes(text(filter)) + bytes(text(getHeaders()));
    }
    return forgotten;
  }

  private Sealed readable(String column, Sealed value, Set<String> forgotten) {
    try {
      Sealed.text(cell(column), value);
      return value;
    } catch (UnreadableException e) {
      forgotten.add(column);
      return null;
    }
  }

  private void weigh(String before, String now) {
    heldBytes += bytes(now) - bytes(before);
  }

  private static String text(JsonObject json) {
    return json == null ? null : JsonText.write(json);
  }

  private static long bytes(String text) {
    return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
  }

  private Cell cell(String column) {
    if (rowKey == null) {
      rowKey = Sealed.newRow();
    }
    return Cell.of("receiver", rowKey, column);
  }
}
