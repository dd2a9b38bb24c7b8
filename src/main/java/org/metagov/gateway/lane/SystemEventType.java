package org.metagov.gateway.lane;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.metagov.gateway.spi.Doc;

/** What the gateway tells drivers of itself, and the record that the {@code data} of each is. */
public enum SystemEventType {
  /** A message has become a dead letter. */
  DELIVERY_DEAD(DeliveryDead.class),

  /** A receiver does not answer. */
  RECEIVER_DOWN(ReceiverDown.class),

  /** A receiver that was down answers again. */
  RECEIVER_UP(ReceiverUp.class),

  /** A receiver has answered 410. */
  RECEIVER_GONE(ReceiverGone.class),

  /** Where the audit log ends. */
  AUDIT_HEAD(AuditLogHead.class),

  /** A community has a plugin no more because its platform says so. */
  PLUGIN_UNINSTALLED(UninstalledPlugin.class);

  private final Class<? extends Record> data;

  SystemEventType(Class<? extends Record> data) {
    this.data = data;
  }

  /** Returns the {@code event_type}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns what an event of this type tells. */
  public Class<? extends Record> data() {
    return data;
  }

  /** Tells of a dead letter. */
  public record DeliveryDead(
      @Doc("Who was to have it: a receiver or a process") String destination,
      @Doc("The log that the message stands in") String stream,
      @Doc("Its place in that log") long sequence,
      String messageId,
      String eventType,
      @Doc("Why it was given up") String cause) {}

  /** Tells of a receiver that does not answer. */
  public record ReceiverDown(
      String receiver,
      @Doc("When the first of the tries has failed") Instant since,
      @Doc("What the last of them came to") String error) {}

  /** Tells of a receiver that answers again. */
  public record ReceiverUp(String receiver, @Doc("When it went down") Instant since) {}

  /** Tells of a receiver that wants nothing more. */
  public record ReceiverGone(String receiver, @Doc("When it has said so") Instant since) {}

  /** Tells where the audit log ends, for whoever looks later whether it was cut. */
  public record AuditLogHead(
      @Doc("The number of the last entry") long seq,
      @Doc("What that entry is chained by") String mac,
      @Doc("When this was told") Instant at) {}

  /** Tells of a plugin that was taken out on its platform. */
  public record UninstalledPlugin(
      String plugin,
      @Doc("What the platform has said") String reason,
      @Doc("What the instance was called, if it was called something")
          Optional<String> communityPlatformId) {}
}
