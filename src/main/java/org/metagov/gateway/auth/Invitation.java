package org.metagov.gateway.auth;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.secret.Vault;

/**
 * That whoever holds it may let a plugin in to a community, given by somebody who sees that. It is
 * sealed and goes with a browser, so that nothing is written for it.
 *
 * @param community which
 * @param expiresAt until when
 */
record Invitation(String community, Instant expiresAt) {
  private static final char DOT = '.';

  /** Returns it as it goes with a browser, for {@code plugin} alone. */
  String sealed(String plugin) {
    String json =
        JsonText.write(
            JsonText.object()
                .add("community", community)
                .add("expires_at", expiresAt.toString())
                .build());
    String nonce = Tokens.random();
    return nonce + DOT + Vault.get().sealToSend(cell(plugin, nonce), json);
  }

  /** Returns what was sealed; empty where {@code text} was not, or for another plugin. */
  static Optional<Invitation> open(String plugin, String text) {
    int dot = text.indexOf(DOT);
    if (dot < 0) {
      return Optional.empty();
    }
    try {
      return Vault.get()
          .openSent(cell(plugin, text.substring(0, dot)), text.substring(dot + 1))
          .map(json -> read(JsonText.parse(json).asJsonObject()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Invitation read(JsonObject json) {
    return new Invitation(json.getString("community"), Instant.parse(json.getString("expires_at")));
  }

  /** Not a place in the database, but one all the same: it opens there and nowhere else. */
  private static Cell cell(String plugin, String nonce) {
    return Cell.of("invitation of " + plugin, Tokens.digest(nonce), "link");
  }

  /** Says nothing of what it is. */
  @Override
  public String toString() {
    return "invitation";
  }
}
