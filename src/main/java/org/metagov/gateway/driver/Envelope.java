package org.metagov.gateway.driver;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.receiver.EventFormat;

/**
 * What of a message stands in a request besides who has sent it: the same at every attempt. By
 * CloudEvents 1.0 the data of an event is what stands in the log, so that nothing is lost and the
 * attributes say nothing that is not in it.
 *
 * @param headers with the type of the body
 * @param body JSON text
 */
record Envelope(Map<String, String> headers, String body) {
  private static final String CONTENT_TYPE = "Content-Type";
  private static final String JSON = "application/json";
  private static final String STRUCTURED = "application/cloudevents+json; charset=UTF-8";
  private static final String DATA_TYPE = "datacontenttype";

  /** Returns {@code message} in {@code format}. */
  static Envelope of(EventFormat format, Message message) {
    return switch (format) {
      case METAGOV -> new Envelope(Map.of(CONTENT_TYPE, JSON), message.body());
      case CLOUDEVENTS_BINARY -> binary(message);
      case CLOUDEVENTS_STRUCTURED -> structured(message);
    };
  }

  private static Envelope binary(Message message) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(CONTENT_TYPE, JSON);
    attributes(message).forEach((name, value) -> headers.put("ce-" + name, escaped(value)));
    return new Envelope(headers, message.body());
  }

  private static Envelope structured(Message message) {
    var attributes = JsonText.object();
    attributes(message).forEach(attributes::add);
    String text = JsonText.write(attributes.add(DATA_TYPE, JSON).build());
    // The text of the log as it is: read and written again, a number might look different.
    String body = text.substring(0, text.length() - 1) + ",\"data\":" + message.body() + "}";
    return new Envelope(Map.of(CONTENT_TYPE, STRUCTURED), body);
  }

  private static Map<String, String> attributes(Message message) {
    String stream = message.stream().isEmpty() ? StreamSnapshot.GATEWAY : message.stream();
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("specversion", "1.0");
    attributes.put("id", message.id());
    attributes.put("source", "urn:metagov:" + stream.replace('/', ':') + ":" + message.source());
    attributes.put("type", "org.metagov." + message.source() + "." + message.eventType());
    attributes.put("time", message.writtenAt().toString());
    return attributes;
  }

  /** Returns {@code value} as a header has it: what is not visible ASCII as bytes of UTF-8. */
  private static String escaped(String value) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 0x7f && b != '"' && b != '%') {
        escaped.append((char) b);
      } else {
        escaped.append('%').append("%02X".formatted(b & 0xff));
      }
    }
    return escaped.toString();
  }
}
