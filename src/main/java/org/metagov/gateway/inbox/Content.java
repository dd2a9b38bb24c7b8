package org.metagov.gateway.inbox;

import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.store.TimeOrderedKey;

/** What came in, as the inbox keeps it: sealed when that is first needed. */
public final class Content {
  private final String key = TimeOrderedKey.next();
  private final WebhookRequest request;
  private Sealed sealed;

  /** The text of {@link RequestColumn}, and how many bytes it has in UTF-8. */
  private record Sealed(String text, int bytes) {}

  Content(WebhookRequest request) {
    this.request = request;
  }

  /** Returns what the row is known by, and the ids of its events are made of. */
  public String key() {
    return key;
  }

  /** Returns the text of {@link RequestColumn}. */
  String text() {
    return seal().text();
  }

  /** Returns how many bytes the text has in UTF-8. */
  int bytes() {
    return seal().bytes();
  }

  /** Does now what whoever reads it would wait for: once. */
  synchronized Sealed seal() {
    if (sealed == null) {
      String text = RequestColumn.write(key, request);
      sealed = new Sealed(text, bytes(text));
    }
    return sealed;
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
