package org.metagov.gateway.spi;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON Web Tokens (RFC 7519), by which an app tells a platform who it is. They are signed here and
 * never taken from anybody, so that the JDK is all that is needed.
 */
public final class Jwt {
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (RSA )?PRIVATE"
              + " KEY-----\\s*");

  private static final JsonObject HEADER =
      Json.createObjectBuilder().add("alg", "RS256").add("typ", "JWT").build();

  /** Version 0, and that the key is one of RSA: what PKCS #8 puts before PKCS #1 (RFC 5208, 5). */
  private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int LONG_FORM = 0x80;

  private Jwt() {}

  /**
   * Returns a token with {@code claims}, signed by RSA with SHA-256 (RFC 7518, 3.3).
   *
   * @param claims such as {@code iat}, {@code exp} and {@code iss}, times in seconds
   * @param privateKey a key in PEM, PKCS #1 ({@code BEGIN RSA PRIVATE KEY}, as GitHub hands it out)
   *     or PKCS #8 ({@code BEGIN PRIVATE KEY})
   * @throws InvalidParameterException where {@code privateKey} is none; it is not quoted
   */
  public static String rs256(JsonObject claims, String privateKey) {
    String signed = part(HEADER.toString()) + "." + part(claims.toString());
    return signed + "." + signature(signed, key(privateKey));
  }

  static String signature(String signed, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      // The cause may quote the key.
      throw new InvalidParameterException("The private key cannot sign");
    }
  }

  static PrivateKey key(String pem) {
    Matcher parts = PEM.matcher(pem);
    if (!parts.matches()) {
      throw new InvalidParameterException(
          "The private key is not in PEM: -----BEGIN RSA PRIVATE KEY-----, Base64, -----END ...");
    }
    try {
      byte[] content = Base64.getMimeDecoder().decode(parts.group(2));
      byte[] key = parts.group(1) == null ? content : inPkcs8(content);
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key));
    } catch (IllegalArgumentException | InvalidKeySpecException e) {
      // The cause may quote the key.
      throw new InvalidParameterException("The private key is no key of RSA");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has RSA", e);
    }
  }

  private static byte[] inPkcs8(byte[] pkcs1) {
    return der(SEQUENCE, joined(RSA, der(OCTETS, pkcs1)));
  }

  /** Returns {@code content} with its kind and length before it (X.690, 8.1). */
  private static byte[] der(int kind, byte[] content) {
    int length = content.length;
    byte[] head =
        length < LONG_FORM
            ? new byte[] {(byte) kind, (byte) length}
            : length < 1 << Byte.SIZE
                ? new byte[] {(byte) kind, (byte) (LONG_FORM + 1), (byte) length}
                : new byte[] {
                  (byte) kind, (byte) (LONG_FORM + 2), (byte) (length >> Byte.SIZE), (byte) length
                };
    return joined(head, content);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
