package org.metagov.gateway.auth;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.secret.Vault;
import org.metagov.gateway.spi.ConsentRequest.Purpose;

/**
 * What an authorization is about, while somebody is with the platform. It is sealed into a cookie
 * of the browser that has begun it: nothing is written for whoever only looks, and no other browser
 * can end it.
 *
 * @param purpose what for
 * @param community the community; empty: one that is made in the end
 * @param redirect where the driver wants people back
 * @param driverState what the driver wants to hear again; empty where it said nothing
 * @param metagovId what stands for the Metagov id of whoever signs in; empty where nothing does
 * @param verifier PKCE's
 * @param expiresAt until when
 */
record Ticket(
    Purpose purpose,
    Optional<String> community,
    HttpUrl redirect,
    Optional<String> driverState,
    Optional<String> metagovId,
    String verifier,
    Instant expiresAt) {

  /** Returns it as it may be with a browser, for {@code plugin} and {@code state} alone. */
  String sealed(String plugin, String state) {
    JsonObjectBuilder json =
        JsonText.object()
            .add("purpose", purpose.name())
            .add("redirect", redirect.text())
            .add("verifier", verifier)
            .add("expires_at", expiresAt.toString());
    community.ifPresent(name -> json.add("community", name));
    driverState.ifPresent(text -> json.add("state", text));
    metagovId.ifPresent(text -> json.add("metagov_id", text));
    return Vault.get().sealToSend(cell(plugin, state), JsonText.write(json.build()));
  }

  /** Returns what was sealed; empty where {@code cookie} was not, or for something else. */
  static Optional<Ticket> open(String plugin, String state, String cookie) {
    try {
      return Vault.get()
          .openSent(cell(plugin, state), cookie)
          .map(text -> read(JsonText.parse(text).asJsonObject()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Ticket read(JsonObject json) {
    return new Ticket(
        Purpose.valueOf(json.getString("purpose")),
        text(json, "community"),
        HttpUrl.of(json.getString("redirect")),
        text(json, "state"),
        text(json, "metagov_id"),
        json.getString("verifier"),
        Instant.parse(json.getString("expires_at")));
  }

  private static Optional<String> text(JsonObject json, String name) {
    return Optional.ofNullable(json.get(name)).map(value -> ((JsonString) value).getString());
  }

  /** Not a place in the database, but one all the same: it opens there and nowhere else. */
  private static Cell cell(String plugin, String state) {
    return Cell.of("authorization of " + plugin, Tokens.digest(state), "cookie");
  }

  /** Says nothing of what it is. */
  @Override
  public String toString() {
    return "ticket";
  }
}
