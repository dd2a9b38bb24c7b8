package org.metagov.gateway.audit;

import jakarta.json.JsonObject;
import java.util.Optional;
import org.metagov.gateway.json.JsonText;

/**
 * An entry at its place in the chain.
 *
 * @param seq its number: 1, 2, 3, ...
 * @param mac what chains it
 * @param body JSON text, as it is chained
 * @param column the community that it is found by
 */
public record ChainedEntry(long seq, String mac, String body, Optional<String> column) {
  /** Returns what was written, as it is chained. */
  AuditService.Entry written() {
    return AuditService.Entry.of(JsonText.parse(body).asJsonObject());
  }

  /** Returns it as an administrator sees it. */
  JsonObject view() {
    return JsonText.object()
        .add("seq", seq)
        .addAll(JsonText.object(JsonText.parse(body).asJsonObject()))
        .add("mac", mac)
        .build();
  }
}
