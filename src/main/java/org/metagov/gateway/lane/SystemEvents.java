package org.metagov.gateway.lane;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.metagov.gateway.audit.AuditHead;
import org.metagov.gateway.community.PluginUninstalled;
import org.metagov.gateway.event.EventLogService;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.invocation.Emitted;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.lane.SystemEventType.AuditLogHead;
import org.metagov.gateway.lane.SystemEventType.DeliveryDead;
import org.metagov.gateway.lane.SystemEventType.ReceiverDown;
import org.metagov.gateway.lane.SystemEventType.ReceiverGone;
import org.metagov.gateway.lane.SystemEventType.ReceiverUp;
import org.metagov.gateway.lane.SystemEventType.UninstalledPlugin;
import org.metagov.gateway.schema.RecordBinder;

/**
 * What the gateway itself has to tell drivers, written in the caller's transaction: to the log of
 * the community that it is about, or to the gateway's own. What fails while one of these is
 * delivered never begets another.
 */
@ApplicationScoped
public class SystemEvents {
  @EJB private EventLogService log;
  @Inject private Event<SystemEventWritten> written;

  /** Tells that {@code message} is a dead letter. */
  public void dead(String community, LaneSnapshot lane, Message message, String cause) {
    if (begets(message)) {
      // The same whoever tells it, so that it is told once.
      String work = work(lane.destination() + " " + message.id() + " " + lane.replay());
      tell(
          community,
          work,
          SystemEventType.DELIVERY_DEAD,
          new DeliveryDead(
              lane.destination(),
              message.stream(),
              message.sequence(),
              message.id(),
              message.eventType(),
              cause));
    }
  }

  /** Tells that {@code receiver} does not answer since {@code since}. */
  public void down(String receiver, Instant since, String error) {
    tell(SystemEventType.RECEIVER_DOWN, receiver, since, new ReceiverDown(receiver, since, error));
  }

  /** Tells that {@code receiver}, of which {@link #down} was told, answers again. */
  public void up(String receiver, Instant downSince) {
    tell(SystemEventType.RECEIVER_UP, receiver, downSince, new ReceiverUp(receiver, downSince));
  }

  /** Tells that {@code receiver} has answered 410. */
  public void gone(String receiver, Instant since) {
    tell(SystemEventType.RECEIVER_GONE, receiver, since, new ReceiverGone(receiver, since));
  }

  /** Tells where the audit log ends, so that whoever keeps it can tell later whether it was cut. */
  void head(@Observes AuditHead head) {
    tell(
        work(SystemEventType.AUDIT_HEAD.wireName() + " " + head.seq()),
        SystemEventType.AUDIT_HEAD,
        new AuditLogHead(head.seq(), head.mac(), head.at()));
  }

  /** Tells that a community has a plugin no more because its platform says so. */
  void uninstalled(@Observes PluginUninstalled gone) {
    tell(
        gone.community(),
        work(SystemEventType.PLUGIN_UNINSTALLED.wireName() + " " + gone.instanceId()),
        SystemEventType.PLUGIN_UNINSTALLED,
        new UninstalledPlugin(gone.plugin(), gone.reason(), gone.platformId()));
  }

  private void tell(SystemEventType type, String receiver, Instant since, Record data) {
    tell(work(type.wireName() + " " + receiver + " " + since), type, data);
  }

  /** To the gateway's own log. */
  private void tell(String work, SystemEventType type, Record data) {
    log.appendOwn(work, emitted(type, data));
    written.fire(new SystemEventWritten(type));
  }

  private void tell(String community, String work, SystemEventType type, Record data) {
    log.append(community, Message.GATEWAY, work, List.of(emitted(type, data)));
    written.fire(new SystemEventWritten(type));
  }

  private static Emitted emitted(SystemEventType type, Record data) {
    return new Emitted(type.wireName(), RecordBinder.toJson(data).asJsonObject(), initiator());
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
