package org.metagov.gateway.receiver;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.problem.ProblemType;

/**
 * What a driver wants a receiver to be.
 *
 * @param name its name in the URL
 * @param url where its messages go: http or https
 * @param secret what they are signed with; absent: as before
 * @param headers what it is sent besides; absent: as before
 * @param filter what it wants to hear
 * @param format in which form it wants it
 * @param enabled whether it is sent anything
 * @param driverKey whose it is to be; absent: of whoever creates it, or as before
 */
public record DesiredReceiver(
    String name,
    String url,
    Optional<SigningSecret> secret,
    Optional<DesiredHeaders> headers,
    EventFilter filter,
    EventFormat format,
    boolean enabled,
    Optional<String> driverKey) {
  private static final int LONGEST_PATTERN = 200;
  private static final int MOST_PATTERNS = 1_000;

  /**
   * Reads the body of a PUT.
   *
   * @throws ProblemException 400 with every member that is wrong
   */
  public static DesiredReceiver of(String name, JsonObject body) {
    if (!name.matches("[-a-zA-Z0-9_]{1,50}")) {
      throw new ProblemException(
          ProblemType.INVALID, "A receiver's name has 1 to 50 letters, digits, - and _");
    }
    return new Reader(body).read(name);
  }

  /**
   * Reads a secret.
   *
   * @throws ProblemException 400 where it is none
   */
  public static Optional<SigningSecret> secret(JsonObject body) {
    Reader reader = new Reader(body);
    Optional<SigningSecret> secret = reader.secret();
    reader.refuseErrors();
    return secret;
  }

  /** Reads a body, and collects what is wrong. */
  private static final class Reader {
    private final JsonObject body;
    private final List<FieldError> errors = new ArrayList<>();

    Reader(JsonObject body) {
      this.body = body;
    }

    DesiredReceiver read(String name) {
      String url = url();
      Optional<SigningSecret> secret = secret();
      Optional<DesiredHeaders> headers = DesiredHeaders.read(member(DesiredHeaders.MEMBER), errors);
      EventFilter filter =
          new EventFilter(
              patterns(EventFilter.COMMUNITIES),
              patterns(EventFilter.SOURCES),
              patterns(EventFilter.EVENT_TYPES),
              flag(EventFilter.SYSTEM_EVENTS, false));
      EventFormat format = format();
      boolean enabled = flag("enabled", true);
      Optional<String> driverKey = driverKey();
      refuseErrors();
      return new DesiredReceiver(name, url, secret, headers, filter, format, enabled, driverKey);
    }

    void refuseErrors() {
      if (!errors.isEmpty()) {
        throw ProblemException.invalid(
            String.join("; ", errors.stream().map(e -> e.pointer() + " " + e.detail()).toList()),
            errors);
      }
    }

    private String url() {
      try {
        if (member("url") instanceof JsonString text) {
          HttpUrl.of(text.getString());
          return text.getString();
        }
        errors.add(new FieldError("/url", "must be a string"));
      } catch (IllegalArgumentException e) {
        errors.add(new FieldError("/url", e.getMessage()));
      }
      return "";
    }

    Optional<SigningSecret> secret() {
      JsonValue value = member("secret");
      if (value == JsonValue.NULL) {
        return Optional.empty();
      }
      try {
        if (value instanceof JsonString text) {
          return Optional.of(SigningSecret.of(text.getString()));
        }
      } catch (IllegalArgumentException e) {
        errors.add(new FieldError("/secret", e.getMessage()));
        return Optional.empty();
      }
      errors.add(new FieldError("/secret", "must be a string"));
      return Optional.empty();
    }

    private EventFormat format() {
      JsonValue value = member(EventFormat.MEMBER);
      if (value == JsonValue.NULL) {
        return EventFormat.METAGOV;
      }
      Optional<EventFormat> format =
          value instanceof JsonString text ? EventFormat.named(text.getString()) : Optional.empty();
      if (format.isEmpty()) {
        errors.add(
            new FieldError(
                "/" + EventFormat.MEMBER,
                "must be one of "
                    + Stream.of(EventFormat.values())
                        .map(EventFormat::wireName)
                        .collect(Collectors.joining(", "))));
      }
      return format.orElse(EventFormat.METAGOV);
    }

    private Optional<String> driverKey() {
      JsonValue value = member("driver_key");
      if (value instanceof JsonString text) {
        return Optional.of(text.getString());
      }
      if (value != JsonValue.NULL) {
        errors.add(new FieldError("/driver_key", "must be the id of a driver key"));
      }
      return Optional.empty();
    }

    private Optional<List<String>> patterns(String name) {
      JsonValue value = member(name);
      if (value == JsonValue.NULL) {
        return Optional.empty();
      }
      if (value instanceof JsonArray array
          && array.size() <= MOST_PATTERNS
          && array.stream().allMatch(Reader::isPattern)) {
        return Optional.of(array.getValuesAs(JsonString::getString));
      }
      errors.add(
          new FieldError(
              "/" + name,
              "must be a list of at most %d strings of 1 to %d characters"
                  .formatted(MOST_PATTERNS, LONGEST_PATTERN)));
      return Optional.empty();
    }

    private static boolean isPattern(JsonValue value) {
      return value instanceof JsonString text
          && !text.getString().isEmpty()
          && text.getString().length() <= LONGEST_PATTERN;
    }

    private boolean flag(String name, boolean absent) {
      JsonValue value = member(name);
      if (value == JsonValue.NULL) {
        return absent;
      }
      if (value != JsonValue.TRUE && value != JsonValue.FALSE) {
        errors.add(new FieldError("/" + name, "must be true or false"));
      }
      return value == JsonValue.TRUE;
    }

    private JsonValue member(String name) {
      return body.getOrDefault(name, JsonValue.NULL);
    }
  }

  /** Returns the filter as it is kept. */
  JsonObject filterJson() {
    return JsonText.object(filter.toJson()).build();
  }
}
