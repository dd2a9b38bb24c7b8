package org.metagov.gateway.plugins.near;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.metagov.gateway.spi.InvalidParameterException;

/**
 * An Ed25519 key pair. As text a secret key is {@code ed25519:} and the Base58 of the seed (32
 * bytes) with the public key after it; the prefix and the public key may be missing.
 */
final class NearKey {
  private static final String ED25519 = "Ed25519";
  static final String PREFIX = "ed25519:";
  private static final int LENGTH = 32;

  /** What stands before a seed in PKCS #8 (RFC 8410). */
  private static final byte[] PKCS8 = HexFormat.of().parseHex("302e020100300506032b657004220420");

  private final PrivateKey secret;
  private final byte[] publicKey;

  private NearKey(PrivateKey secret, byte[] publicKey) {
    this.secret = secret;
    this.publicKey = publicKey;
  }

  /**
   * Reads a secret key.
   *
   * @throws InvalidParameterException where it is none, or of another kind; the message does not
   *     repeat it
   */
  static NearKey parse(String text) {
    String kind = text.substring(0, text.lastIndexOf(':') + 1);
    if (!kind.isEmpty() && !kind.equals(PREFIX)) {
      throw invalid("only keys that begin with " + PREFIX + " are supported");
    }
    byte[] both;
    try {
      both = Base58.decode(text.substring(kind.length()));
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
    if (both.length != LENGTH && both.length != 2 * LENGTH) {
      throw invalid("it has " + both.length + " bytes, not 64 or 32");
    }
    byte[] seed = Arrays.copyOf(both, LENGTH);
    byte[] publicKey = publicKeyOf(seed);
    if (both.length > LENGTH
        && !Arrays.equals(publicKey, Arrays.copyOfRange(both, LENGTH, both.length))) {
      throw invalid("its two halves do not belong together");
    }
    return new NearKey(secretKeyOf(seed), publicKey);
  }

  /** Returns the public key, {@code ed25519:} and Base58. */
  String publicKey() {
    return PREFIX + Base58.encode(publicKey);
  }

  /** Signs {@code message}: the same bytes for the same message. */
  byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(ED25519);
      signature.initSign(secret);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  private static PrivateKey secretKeyOf(byte[] seed) {
    byte[] encoded = Arrays.copyOf(PKCS8, PKCS8.length + LENGTH);
    System.arraycopy(seed, 0, encoded, PKCS8.length, LENGTH);
    try {
      return KeyFactory.getInstance(ED25519).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /** The JDK derives a public key only when it makes a pair: of a seed that it draws by chance. */
  private static byte[] publicKeyOf(byte[] seed) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ED25519);
      generator.initialize(NamedParameterSpec.ED25519, new Drawn(seed));
      byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
      return Arrays.copyOfRange(encoded, encoded.length - LENGTH, encoded.length);
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /** Chance that draws the same bytes always. */
  private static final class Drawn extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] seed;

    Drawn(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }

  private static InvalidParameterException invalid(String why) {
    return new InvalidParameterException("The secret_key cannot be used: " + why);
  }

  private static IllegalStateException missing(GeneralSecurityException e) {
    return new IllegalStateException("every Java platform since 15 has " + ED25519, e);
  }
}
