package org.metagov.gateway.inbox;

import java.util.UUID;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * What came in, as the inbox keeps it.
 *
 * @param key what the row is known by, and the ids of its events are made of
 * @param text the text of {@link RequestColumn}
 * @param bytes how many bytes the text has in UTF-8
 */
public record Content(String key, String text, int bytes) {
  static Content of(WebhookRequest request) {
    String key = UUID.randomUUID().toString();
    String text = RequestColumn.write(key, request);
    return new Content(key, text, bytes(text));
  }

  /** Counted, not encoded: it may be large. */
  static int bytes(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0x7FF && !Character.isSurrogate(c)) {
        bytes += 2;
      } else if (c > 0x7F) {
        bytes++;
      }
    }
    return bytes;
  }
}
