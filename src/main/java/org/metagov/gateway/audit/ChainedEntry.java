package org.metagov.gateway.audit;

import jakarta.json.JsonObject;
import org.metagov.gateway.json.JsonText;

/**
 * An entry at its place in the chain.
 *
 * @param seq its number: 1, 2, 3, ...
 * @param mac what chains it
 * @param body JSON text, as it is chained
 */
public record ChainedEntry(long seq, String mac, String body) {
  /** Returns it as an administrator sees it. */
  JsonObject view() {
    return JsonText.object()
        .add("seq", seq)
        .addAll(JsonText.object(JsonText.parse(body).asJsonObject()))
        .add("mac", mac)
        .build();
  }
}
