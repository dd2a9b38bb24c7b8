package org.metagov.gateway.receiver;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;

/** The headers that a driver wants its receiver to be sent; some of them as they are kept. */
final class DesiredHeaders {
  static final String MEMBER = "headers";

  private static final int MOST = 20;
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_ALL = 8 * 1024;

  /** A token of RFC 9110, section 5.6.2. */
  private static final Pattern NAME =
      Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]{1," + LONGEST_NAME + "}");

  /** What every server reads in the same way: no control character, and nothing beyond ASCII. */
  private static final Pattern VALUE = Pattern.compile("[!-~]([ -~]*[!-~])?");

  /** What the gateway itself says of a message, or means for the connection. */
  private static final Set<String> RESERVED =
      Set.of(
          "cdn-loop",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "te",
          "traceparent",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent");

  private static final String ANEW = "must be given anew, since the url leads to another server";

  private static final List<String> RESERVED_BEGINNINGS = List.of("metagov-", "proxy-", "webhook-");

  private final Map<String, String> values;

  private DesiredHeaders(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads the member {@code headers}: {@code {<name>: <value>}}.
   *
   * @param errors takes what is wrong
   */
  static Optional<DesiredHeaders> read(JsonValue member, List<FieldError> errors) {
    if (member == JsonValue.NULL) {
      return Optional.empty();
    }
    if (!(member instanceof JsonObject object) || object.size() > MOST) {
      errors.add(
          new FieldError("/" + MEMBER, "must be an object of at most %d headers".formatted(MOST)));
      return Optional.empty();
    }
    List<FieldError> own = new ArrayList<>();
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Map<String, String> values = new LinkedHashMap<>();
    int length = 0;
    for (Map.Entry<String, JsonValue> header : object.entrySet()) {
      String name = header.getKey();
      String value = header.getValue() instanceof JsonString text ? text.getString() : "";
      values.put(name, value);
      length += name.length() + value.length();
      fault(name, value, names.add(name))
          .ifPresent(fault -> own.add(new FieldError(pointer(name), fault)));
    }
    if (length > LONGEST_ALL) {
      own.add(
          new FieldError("/" + MEMBER, "must not be longer than " + LONGEST_ALL + " characters"));
    }
    errors.addAll(own);
    return own.isEmpty() ? Optional.of(new DesiredHeaders(values)) : Optional.empty();
  }

  /** Returns what is wrong, without the value. */
  private static Optional<String> fault(String name, String value, boolean isNew) {
    if (!NAME.matcher(name).matches()) {
      return Optional.of(
          "must have a name of 1 to %d letters, digits and -".formatted(LONGEST_NAME));
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (RESERVED.contains(lower) || RESERVED_BEGINNINGS.stream().anyMatch(lower::startsWith)) {
      return Optional.of("is a header that the gateway itself sends, or must not send");
    }
    if (!isNew) {
      return Optional.of("is there twice");
    }
    return VALUE.matcher(value).matches()
        ? Optional.empty()
        : Optional.of("must be a string of visible ASCII characters, with blanks only between");
  }

  /**
   * Returns the headers to keep from now on.
   *
   * @param kept what is kept so far: what the mark stands for
   * @throws ProblemException 400 where it stands for nothing
   */
  ReceiverHeaders onto(ReceiverHeaders kept) {
    Map<String, String> all = new LinkedHashMap<>();
    values.forEach(
        (name, value) ->
            all.put(
                name,
                value.equals(ReceiverHeaders.MARK)
                    ? kept.find(name).orElseThrow(() -> nothingKept(name))
                    : value));
    return ReceiverHeaders.of(all);
  }

  /**
   * Refuses headers that would be kept while the receiver moves to another server, which must not
   * be sent what was meant for this one.
   *
   * @param desired absent: all are to be kept
   * @throws ProblemException 400 naming each one
   */
  static void requireAnew(Optional<DesiredHeaders> desired, ReceiverHeaders kept) {
    List<FieldError> errors =
        desired.map(it -> it.values).orElse(kept.values()).entrySet().stream()
            .filter(header -> desired.isEmpty() || header.getValue().equals(ReceiverHeaders.MARK))
            .map(header -> new FieldError(pointer(header.getKey()), ANEW))
            .toList();
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors.get(0).pointer() + " " + ANEW, errors);
    }
  }

  private static ProblemException nothingKept(String name) {
    String detail = "has no value yet that could stay";
    return ProblemException.invalid(
        pointer(name) + " " + detail, List.of(new FieldError(pointer(name), detail)));
  }

  /** As a JSON Pointer (RFC 6901) writes it. */
  private static String pointer(String name) {
    return "/" + MEMBER + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DesiredHeaders headers && values.equals(headers.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** Does not tell the values. */
  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
