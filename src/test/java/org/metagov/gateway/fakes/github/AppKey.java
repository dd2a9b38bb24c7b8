package org.metagov.gateway.fakes.github;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

/**
 * The key of the app, new for each run, and what GitHub says to tokens that are signed with it
 * ("Generating a JSON Web Token (JWT) for a GitHub App"; the texts are those that users have seen).
 */
final class AppKey {
  private static final long LONGEST = 600;
  private static final KeyPair PAIR = pair();

  private AppKey() {}

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the private key in PEM. */
  static String pem() {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(PAIR.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  /** Refuses what GitHub refuses. */
  static void verify(String jwt, String appId, String clientId, Instant now) {
    String[] parts = jwt.split("\\.", -1);
    if (parts.length != 3 || !isSigned(parts)) {
      throw undecodable();
    }
    JsonObject header = object(parts[0]);
    JsonObject claims = object(parts[1]);
    if (!header.getString("alg", "").equals("RS256")) {
      throw undecodable();
    }
    if (!(claims.get("exp") instanceof JsonNumber exp) || exp.longValue() <= now.getEpochSecond()) {
      throw Refusal.of(
          401,
          "'Expiration time' claim ('exp') must be a numeric value representing the future time at"
              + " which the assertion expires");
    }
    if (exp.longValue() > now.getEpochSecond() + LONGEST) {
      throw Refusal.of(401, "'Expiration time' claim ('exp') is too far in the future");
    }
    if (!(claims.get("iat") instanceof JsonNumber iat) || iat.longValue() > now.getEpochSecond()) {
      throw Refusal.of(
          401,
          "'Issued at' claim ('iat') must be an Integer representing the time that the assertion"
              + " was issued");
    }
    String issuer =
        claims.get("iss") instanceof JsonString text
            ? text.getString()
            : String.valueOf(claims.get("iss"));
    if (!issuer.equals(appId) && !issuer.equals(clientId)) {
      throw Refusal.of(404, "Integration not found");
    }
  }

  private static boolean isSigned(String[] parts) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(PAIR.getPublic());
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static JsonObject object(String part) {
    try {
      return Json.createReader(new ByteArrayInputStream(Base64.getUrlDecoder().decode(part)))
          .readObject();
    } catch (RuntimeException e) {
      throw undecodable();
    }
  }

  private static Refusal undecodable() {
    return Refusal.of(401, "A JSON web token could not be decoded");
  }
}
