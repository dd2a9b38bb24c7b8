package org.metagov.gateway.inbox;

import java.util.UUID;
import org.metagov.gateway.spi.WebhookRequest;

/** What came in, as the inbox keeps it: sealed when that is first needed. */
public final class Content {
  private final String key = UUID.randomUUID().toString();
  private final WebhookRequest request;
  private String text;

  Content(WebhookRequest request) {
    this.request = request;
  }

  /** Returns what the row is known by, and the ids of its events are made of. */
  public String key() {
    return key;
  }

  /** Returns the text of {@link RequestColumn}. */
  synchronized String text() {
    if (text == null) {
      text = RequestColumn.write(key, request);
    }
    return text;
  }

  /** Returns how many bytes the text has in UTF-8. */
  int bytes() {
    return bytes(text());
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
