package org.metagov.gateway.lane;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.metagov.gateway.audit.AuditHead;
import org.metagov.gateway.catalog.Emitted;
import org.metagov.gateway.community.PluginUninstalled;
import org.metagov.gateway.event.EventLogService;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PlatformIdParameter;

/**
 * What the gateway itself has to tell drivers, written in the caller's transaction: to the log of
 * the community that it is about, or to the gateway's own. What fails while one of these is
 * delivered never begets another.
 */
@ApplicationScoped
public class SystemEvents {
  static final String DELIVERY_DEAD = "delivery_dead";
  static final String RECEIVER_DOWN = "receiver_down";
  static final String RECEIVER_UP = "receiver_up";
  static final String RECEIVER_GONE = "receiver_gone";
  static final String AUDIT_HEAD = "audit_head";
  static final String PLUGIN_UNINSTALLED = "plugin_uninstalled";

  /** All of their types. */
  public static final List<String> TYPES =
      List.of(
          DELIVERY_DEAD, RECEIVER_DOWN, RECEIVER_UP, RECEIVER_GONE, AUDIT_HEAD, PLUGIN_UNINSTALLED);

  @Inject private EventLogService log;
  @Inject private Event<SystemEventWritten> written;

  /** Tells that {@code message} is a dead letter. */
  public void dead(String community, LaneSnapshot lane, Message message, String cause) {
    if (begets(message)) {
      JsonObject data =
          JsonText.object()
              .add("destination", lane.destination())
              .add("stream", message.stream())
              .add("sequence", message.sequence())
              .add("message_id", message.id())
              .add("event_type", message.eventType())
              .add("cause", cause)
              .build();
      // The same whoever tells it, so that it is told once.
      String work = work(lane.destination() + " " + message.id() + " " + lane.replay());
      Emitted event = new Emitted(DELIVERY_DEAD, data, initiator());
      log.append(community, Message.GATEWAY, work, List.of(event));
      written.fire(new SystemEventWritten(DELIVERY_DEAD));
    }
  }

  /** Tells that {@code receiver} does not answer since {@code since}. */
  public void down(String receiver, Instant since, String error) {
    tell(RECEIVER_DOWN, receiver, since, JsonText.object().add("error", error));
  }

  /** Tells that {@code receiver}, of which {@link #down} was told, answers again. */
  public void up(String receiver, Instant downSince) {
    tell(RECEIVER_UP, receiver, downSince, JsonText.object());
  }

  /** Tells that {@code receiver} has answered 410. */
  public void gone(String receiver, Instant since) {
    tell(RECEIVER_GONE, receiver, since, JsonText.object());
  }

  /** Tells where the audit log ends, so that whoever keeps it can tell later whether it was cut. */
  void head(@Observes AuditHead head) {
    JsonObject data =
        JsonText.object()
            .add("seq", head.seq())
            .add("mac", head.mac())
            .add("at", head.at().toString())
            .build();
    log.appendOwn(work(AUDIT_HEAD + " " + head.seq()), new Emitted(AUDIT_HEAD, data, initiator()));
    written.fire(new SystemEventWritten(AUDIT_HEAD));
  }

  /** Tells that a community has a plugin no more because its platform says so. */
  void uninstalled(@Observes PluginUninstalled gone) {
    JsonObjectBuilder data =
        JsonText.object().add("plugin", gone.plugin()).add("reason", gone.reason());
    gone.platformId().ifPresent(called -> data.add(PlatformIdParameter.NAME, called));
    log.append(
        gone.community(),
        Message.GATEWAY,
        work(PLUGIN_UNINSTALLED + " " + gone.instanceId()),
        List.of(new Emitted(PLUGIN_UNINSTALLED, data.build(), initiator())));
    written.fire(new SystemEventWritten(PLUGIN_UNINSTALLED));
  }

  private void tell(String type, String receiver, Instant since, JsonObjectBuilder more) {
    JsonObject data =
        JsonText.object()
            .add("receiver", receiver)
            .add("since", since.toString())
            .addAll(more)
            .build();
    log.appendOwn(work(type + " " + receiver + " " + since), new Emitted(type, data, initiator()));
    written.fire(new SystemEventWritten(type));
  }

  /** Returns whether what becomes of {@code message} may be told of. */
  public static boolean begets(Message message) {
    return !message.source().equals(Message.GATEWAY);
  }

  /** Returns who causes the gateway's own events. */
  public static JsonValue initiator() {
    return JsonText.object()
        .add("user_id", Message.GATEWAY)
        .add("provider", Message.GATEWAY)
        .build();
  }

  private static String work(String what) {
    return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
