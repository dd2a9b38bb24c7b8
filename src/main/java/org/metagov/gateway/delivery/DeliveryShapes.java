package org.metagov.gateway.delivery;

import jakarta.json.JsonObject;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.lane.DeliveryState;
import org.metagov.gateway.receiver.EventFormat;
import org.metagov.gateway.receiver.ReceiverState;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.Secret;

/** What stands in requests and answers about events, their receivers and their deliveries. */
final class DeliveryShapes {
  private DeliveryShapes() {}

  /** Who keeps a receiver. */
  enum ManagedBy {
    SETTINGS,
    API
  }

  /** How a lane stands. */
  enum LaneState {
    IDLE,
    DUE,
    BLOCKED,
    HELD,
    PAUSED,
    GONE
  }

  record Event(
      @Doc("The same at every attempt and for every receiver") String id,
      @Doc("The community; null for what is of none") Optional<String> community,
      @Doc("The plugin; `metagov` for the gateway's own events") String source,
      @Doc("What happened") String eventType,
      @Doc("When it was written, in seconds since the epoch with decimals") String timestamp,
      @Doc("What the plugin tells of it") JsonObject data,
      @Doc("Who has caused it: `{\"user_id\",\"provider\",...}`") Optional<JsonObject> initiator,
      @Doc("Its number in the log of the community, which has no gaps") long sequence,
      @Doc("What the plugin's instance is told apart by, where it is called something")
          Optional<String> communityPlatformId) {}

  record EventPage(
      @Doc("In their order") List<Event> events,
      @Doc("The `after` of the next page, or of the next look") long next,
      @Doc("The sequence of the newest event there is") long newest) {}

  record FoundPage(
      @Doc("The newest first") List<Event> events,
      @Doc(
              "The `after` of the next page, which may have some even where this one has none; null on"
                  + " the last one")
          Optional<Long> next) {}

  record Hour(@Doc("When it begins") Instant at, @Doc("How many there were") long events) {}

  record Timeline(
      @Doc("The community") String community,
      @Doc("The oldest first; the last one is not over") List<Hour> hours,
      @Doc("How many there were in all of them") long total) {}

  record FoundEvent(
      @Doc("The event, as receivers get it") Event event,
      @Doc("At receivers that are there: at most 200, by id") List<DeliveryAt> deliveries) {}

  record DeliveryAt(
      @Doc("A number") long id,
      @Doc("The header `webhook-id`") String messageId,
      @Doc("The log that the message stands in") String stream,
      @Doc("Its number there") long sequence,
      @Doc("Whether it was sent again at somebody's wish") boolean replay,
      @Doc("What has become of it") DeliveryState state,
      @Doc("How often it was tried") int tries,
      @Doc("When it was first tried") Instant firstAt,
      @Doc("When it was last tried") Instant lastAt,
      @Doc("The last tries, at most 20") List<Attempt> attempts,
      @Doc("The trace id of all that the message belongs to, as in the log") Optional<String> trace,
      @Doc("The receiver") String receiver) {}

  record Receiver(
      @Doc("What stands in its URL") String name,
      @Doc("Where its messages go") String url,
      @Doc("Whether its messages are signed") boolean hasSecret,
      @Doc("2 for a day after a rotation, else 1 or 0") int secretsInUse,
      @Doc("What it is sent besides; the values are masked") Map<String, String> headers,
      @Doc("Patterns of communities; null: all") Optional<List<String>> communities,
      @Doc("Patterns of plugins; null: all") Optional<List<String>> sources,
      @Doc("Patterns of event types; null: all") Optional<List<String>> eventTypes,
      @Doc("Whether it hears of the gateway's own events") boolean systemEvents,
      @Doc("In which form it is sent events") EventFormat format,
      @Doc("Whether it was put so that it is sent something") boolean enabled,
      @Doc("Whether it is sent anything now") ReceiverState state,
      @Doc("Who may change it") ManagedBy managedBy,
      @Doc("The driver key that has made it, and whose communities it hears of; null: none")
          Optional<String> driverKey,
      @Doc("When it was first put") Instant createdAt,
      @Doc("Since when and why it does not answer; null where it does") Optional<Down> down) {}

  record Down(
      @Doc("Since when") Instant since,
      @Doc("How often it was tried since") long failures,
      @Doc("When it is tried again") Instant nextProbeAt,
      @Doc("What went wrong last") String lastError) {}

  record ReceiverPage(
      @Doc("By name") List<Receiver> receivers,
      @Doc("Names of those on this page that cannot be opened in the database")
          List<String> unreadable,
      @Doc("The `after` of the next page; null on the last one") Optional<String> next) {}

  record ReceiverBody(
      @Doc("Where messages go: http or https") @Size(max = 2_000) String url,
      @Doc("`whsec_` and 24 to 64 bytes in Base64; absent: as before") @Secret
          Optional<String> secret,
      @Doc("What is sent besides, at most 20 headers; absent: as before. `********` keeps a value")
          Optional<Map<String, String>> headers,
      @Doc("Patterns of communities, with `*` for any text; absent: all")
          Optional<List<String>> communities,
      @Doc("Patterns of plugins; absent: all") Optional<List<String>> sources,
      @Doc("Patterns of event types; absent: all") Optional<List<String>> eventTypes,
      @Doc("Whether it hears of the gateway's own events") @Default("false") boolean systemEvents,
      @Doc("In which form it is sent events: as they stand in the log, or by CloudEvents 1.0")
          @Default("metagov")
          EventFormat format,
      @Doc("Whether it is sent anything") @Default("true") boolean enabled,
      @Doc("The driver key that it is to be of, where all communities are yours; absent: yours")
          Optional<String> driverKey) {}

  record SecretBody(@Doc("The new secret; absent: one is made") @Secret Optional<String> secret) {}

  record NewSecret(@Doc("The new secret, shown this once") String secret) {}

  record ReplayBody(
      @Doc("Whose events; needed with `from`, for a receiver") Optional<String> community,
      @Doc("The first sequence") @Min(1) Optional<Long> from,
      @Doc("The last sequence; absent: the first one alone") @Min(1) Optional<Long> to,
      @Doc("All that was written at that time or later") Optional<OffsetDateTime> since,
      @Doc("All that was given up") Optional<Boolean> deadLetters) {}

  record Replay(
      @Doc("The replay's id") String replay, @Doc("Over how many lanes it goes") int lanes) {}

  record Attempt(
      @Doc("When it was sent") Instant at,
      @Doc("What the driver answered; null: nothing") Optional<Integer> status,
      @Doc("What went wrong") Optional<String> error,
      @Doc("How many milliseconds it took") long ms,
      @Doc("How the body of a refusal begins; null: it has none, or the message was taken")
          Optional<String> answer) {}

  record Tested(@Doc("Whether the driver has taken it") boolean delivered) {}

  record Delivery(
      @Doc("A number") long id,
      @Doc("The header `webhook-id`") String messageId,
      @Doc("The log that the message stands in") String stream,
      @Doc("Its number there") long sequence,
      @Doc("Whether it was sent again at somebody's wish") boolean replay,
      @Doc("What has become of it") DeliveryState state,
      @Doc("How often it was tried") int tries,
      @Doc("When it was first tried") Instant firstAt,
      @Doc("When it was last tried") Instant lastAt,
      @Doc("The last tries, at most 20") List<Attempt> attempts,
      @Doc(
              "The trace id of all that the message belongs to, as in the log; null where an"
                  + " earlier version has first tried it")
          Optional<String> trace) {}

  record DeliveryPage(
      @Doc("By id") List<Delivery> deliveries,
      @Doc("The `after` of the next page; null on the last one") Optional<Long> next) {}

  record Lane(
      @Doc("A number") long id,
      @Doc("The log that it follows") String stream,
      @Doc("How it stands") LaneState state,
      @Doc("The newest message of its log") long newest,
      @Doc("The last message that is done with") long reached,
      @Doc("How many messages wait") long waiting,
      @Doc("When it is worked next") Optional<Instant> nextAttemptAt,
      @Doc("The replay that it belongs to, if it does") Optional<String> replay,
      @Doc("What it waits for") Optional<Delivery> blockedBy) {}

  record LanePage(
      @Doc("By id") List<Lane> lanes,
      @Doc("The `after` of the next page; null on the last one") Optional<Long> next) {}

  record CallbackLane(
      @Doc("Where the callbacks go") String destination,
      @Doc("Since when and why it does not answer; null where it does") Optional<Down> down) {}
}
