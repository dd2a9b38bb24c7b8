package org.metagov.gateway.receiver;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.json.JsonText;

/**
 * A receiver as it was when it was read.
 *
 * @param name its name in the URL
 * @param url where its messages go
 * @param secrets what they are signed with: none, the secret, or the secret and the one before
 * @param headers what it is sent besides
 * @param filter what it wants to hear
 * @param format in which form it is sent that
 * @param state whether it is sent anything
 * @param revision which address, secret, headers and format these are
 * @param fromSettings whether it is kept by the server's settings, not by drivers
 * @param driverKey the key that has made it, and whose communities it hears of
 * @param createdAt when it was first put
 */
public record ReceiverSnapshot(
    String name,
    String url,
    List<SigningSecret> secrets,
    ReceiverHeaders headers,
    EventFilter filter,
    EventFormat format,
    ReceiverState state,
    long revision,
    boolean fromSettings,
    Optional<String> driverKey,
    Instant createdAt) {
  private static final String DESTINATION = "receiver/";

  static ReceiverSnapshot of(Receiver receiver, Instant now) {
    boolean overlaps =
        receiver.getOldSecretUntil() != null && now.isBefore(receiver.getOldSecretUntil());
    return new ReceiverSnapshot(
        receiver.getName(),
        receiver.getUrl(),
        Stream.of(receiver.getSecret(), overlaps ? receiver.getOldSecret() : null)
            .flatMap(Stream::ofNullable)
            .map(SigningSecret::of)
            .toList(),
        ReceiverHeaders.of(receiver.getHeaders()),
        EventFilter.of(receiver.getFilter()),
        receiver.getFormat(),
        receiver.getState(),
        receiver.getRevision(),
        receiver.getOrigin() == Receiver.Origin.SETTINGS,
        Optional.ofNullable(receiver.getDriverKey()),
        receiver.getCreatedAt());
  }

  /** Returns the receiver as a driver sees it: without its secrets. */
  public JsonObject view() {
    return JsonText.object()
        .add("name", name)
        .add("url", url)
        .add("has_secret", !secrets.isEmpty())
        .add("secrets_in_use", secrets.size())
        .add(DesiredHeaders.MEMBER, headers.masked())
        .addAll(JsonText.object(filter.toJson()))
        .add(EventFormat.MEMBER, format.wireName())
        .add("enabled", state == ReceiverState.ACTIVE || state == ReceiverState.PAUSED)
        .add("state", state.wireName())
        .add("managed_by", fromSettings ? "settings" : "api")
        .add("driver_key", JsonText.string(driverKey.orElse(null)))
        .add("created_at", createdAt.toString())
        .build();
  }

  /** Returns the name under which the receiver {@code name} is a destination. */
  public static String destination(String name) {
    return DESTINATION + name;
  }

  /** Returns the name of the receiver that is {@code destination}; empty where none is. */
  public static Optional<String> ofDestination(String destination) {
    return destination.startsWith(DESTINATION)
        ? Optional.of(destination.substring(DESTINATION.length()))
        : Optional.empty();
  }
}
