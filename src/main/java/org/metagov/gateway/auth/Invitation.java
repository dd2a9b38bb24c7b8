package org.metagov.gateway.auth;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
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
    String sealed = Vault.get().seal(cell(plugin, nonce), json);
    return nonce
        + DOT
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(sealed.getBytes(StandardCharsets.US_ASCII));
  }

  /** Returns what was sealed; empty where {@code text} was not, or for another plugin. */
  static Optional<Invitation> open(String plugin, String text) {
    int dot = text.indexOf(DOT);
    if (dot < 0) {
      return Optional.empty();
    }
    try {
      String sealed =
          new String(
              Base64.getUrlDecoder().decode(text.substring(dot + 1)), StandardCharsets.US_ASCII);
      return Vault.get()
          .openBrought(cell(plugin, text.substring(0, dot)), sealed)
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
