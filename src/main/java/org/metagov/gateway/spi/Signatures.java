package org.metagov.gateway.spi;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The ways in which platforms sign their webhooks. A message may be given in parts, which are
 * signed one behind the other: Slack signs {@code v0:}, a time, {@code :} and the body. No
 * comparison tells by the time that it takes where two signatures differ; what is no signature at
 * all is a wrong one.
 */
public final class Signatures {
  private static final String HMAC_SHA1 = "HmacSHA1";
  private static final String HMAC_SHA256 = "HmacSHA256";
  private static final int P256_BITS = 256;
  private static final int ED25519_KEY = 32;

  /** What stands before the 32 bytes of an Ed25519 key where its kind is named (RFC 8410, 4). */
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private Signatures() {}

  /** Returns the HMAC-SHA256 (RFC 2104) of {@code message} under {@code secret}. */
  public static byte[] hmacSha256(String secret, byte[]... message) {
    return hmac(HMAC_SHA256, secret, message);
  }

  /**
   * Returns the HMAC-SHA1 of {@code message} under {@code secret}: for platforms that know no
   * other.
   */
  public static byte[] hmacSha1(String secret, byte[]... message) {
    return hmac(HMAC_SHA1, secret, message);
  }

  /** Returns whether {@code given} is {@code expected} in hexadecimal digits, of either case. */
  public static boolean isHex(String given, byte[] expected) {
    try {
      return MessageDigest.isEqual(expected, HexFormat.of().parseHex(given));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Returns whether {@code given} is {@code expected} in Base64 (RFC 4648, 4). */
  public static boolean isBase64(String given, byte[] expected) {
    try {
      return MessageDigest.isEqual(expected, Base64.getDecoder().decode(given));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Returns whether {@code given} is an Ed25519 signature (RFC 8032) of {@code message}.
   *
   * @param publicKey the key, 64 hexadecimal digits, such as a Discord application has
   * @param given the signature, 128 hexadecimal digits
   * @throws InvalidParameterException where {@code publicKey} is none
   */
  public static boolean isEd25519(String publicKey, String given, byte[]... message) {
    byte[] key = fromHex(publicKey);
    if (key.length != ED25519_KEY) {
      throw noKey("Ed25519 key of 64 hexadecimal digits");
    }
    byte[] named = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + ED25519_KEY);
    System.arraycopy(key, 0, named, ED25519_PREFIX.length, ED25519_KEY);
    return isBy(key("Ed25519", named), "Ed25519", fromHex(given), message);
  }

  /**
   * Returns whether {@code given} is an ECDSA signature of {@code message}, by the curve P-256 with
   * SHA-256 (FIPS 186-4).
   *
   * @param publicKey the key with its kind (X.509 {@code SubjectPublicKeyInfo}), in Base64, as
   *     SendGrid shows it
   * @param given the signature (ASN.1 DER), in Base64
   * @throws InvalidParameterException where {@code publicKey} is none
   */
  public static boolean isEcdsaP256(String publicKey, String given, byte[]... message) {
    PublicKey key = key("EC", fromBase64(publicKey));
    if (!(key instanceof ECPublicKey ec)
        || ec.getParams().getCurve().getField().getFieldSize() != P256_BITS) {
      throw noKey("ECDSA key of the curve P-256");
    }
    return isBy(key, "SHA256withECDSA", fromBase64(given), message);
  }

  private static byte[] hmac(String algorithm, String secret, byte[]... message) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
      for (byte[] part : message) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  private static PublicKey key(String kind, byte[] encoded) {
    try {
      return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(encoded));
    } catch (InvalidKeySpecException e) {
      throw noKey(kind + " key");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java has " + kind + " since 15", e);
    }
  }

  private static boolean isBy(PublicKey key, String algorithm, byte[] given, byte[]... message) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initVerify(key);
      for (byte[] part : message) {
        signature.update(part);
      }
      return signature.verify(given);
    } catch (SignatureException e) {
      return false; // Bytes that are no signature of this kind.
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java has " + algorithm + " since 15", e);
    }
  }

  /** Nothing has a length of nothing: neither a key nor a signature. */
  private static byte[] fromHex(String text) {
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static byte[] fromBase64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static InvalidParameterException noKey(String wanted) {
    return new InvalidParameterException("The public key is no " + wanted);
  }
}
