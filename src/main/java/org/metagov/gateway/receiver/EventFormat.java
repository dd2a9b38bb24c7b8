package org.metagov.gateway.receiver;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** In which form a receiver is sent events. */
public enum EventFormat {
  /** As they stand in the log. */
  METAGOV,
  /** By CloudEvents 1.0: as they stand in the log, and the attributes as headers. */
  CLOUDEVENTS_BINARY,
  /** By CloudEvents 1.0: the attributes and what stands in the log as one JSON object. */
  CLOUDEVENTS_STRUCTURED;

  /** Its name in the body of a receiver. */
  static final String MEMBER = "format";

  /** Returns the name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the format of that name on the wire, if there is one. */
  static Optional<EventFormat> named(String wireName) {
    return Stream.of(values()).filter(format -> format.wireName().equals(wireName)).findFirst();
  }
}
