package org.metagov.gateway.spi;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that has happened on a platform, for drivers to hear of.
 *
 * @param eventType its name, such as {@code post_created}: 1 to 200 characters, none of them a
 *     control character
 * @param data what a driver is told: a record or a {@code JsonObject}
 * @param initiator who has done it, where that is known
 * @param key what the platform knows it by: one of the same instance that has the same key is told
 *     once, for as long as the first is in the log
 * @param time when it happened, where that is known; empty: now
 */
public record PlatformEvent(
    String eventType,
    Object data,
    Optional<Initiator> initiator,
    Optional<String> key,
    Optional<Instant> time) {
  private static final int LONGEST_TYPE = 200;

  /**
   * Refuses what is no event.
   *
   * @throws InvalidParameterException for a type that no event can have: it may come from the
   *     platform, and then stays so
   */
  public PlatformEvent {
    if (eventType.isBlank() || eventType.length() > LONGEST_TYPE || hasOddCharacters(eventType)) {
      throw new InvalidParameterException(
          "An event type has 1 to " + LONGEST_TYPE + " characters, and no control characters");
    }
    if (!(data instanceof Record) && !(data instanceof JsonObject)) {
      throw new IllegalArgumentException("the data of an event is a record or a JsonObject");
    }
    Objects.requireNonNull(initiator, "initiator");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(time, "time");
  }

  /** An event that has no key, and happens now. */
  public PlatformEvent(String eventType, Object data, Optional<Initiator> initiator) {
    this(eventType, data, initiator, Optional.empty(), Optional.empty());
  }

  /** Returns the same, told once however often it is found under {@code key}. */
  public PlatformEvent key(String key) {
    return new PlatformEvent(eventType, data, initiator, Optional.of(key), time);
  }

  /** Returns the same, which happened at {@code time}. */
  public PlatformEvent at(Instant time) {
    return new PlatformEvent(eventType, data, initiator, key, Optional.of(time));
  }

  /** An event that nobody in particular has caused. */
  public PlatformEvent(String eventType, Object data) {
    this(eventType, data, Optional.empty());
  }

  /** An event that {@code initiator} has caused. */
  public PlatformEvent(String eventType, Object data, Initiator initiator) {
    this(eventType, data, Optional.of(initiator));
  }

  private static boolean hasOddCharacters(String text) {
    return text.codePoints().anyMatch(c -> Character.isISOControl(c) || isHalfAPair(c));
  }

  private static boolean isHalfAPair(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
  }
}
