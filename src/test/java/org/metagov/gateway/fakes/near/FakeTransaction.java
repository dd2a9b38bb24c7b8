package org.metagov.gateway.fakes.near;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A signed transaction with one function call, read from Borsh to the last byte.
 *
 * @param publicKey {@code ed25519:} and base58
 * @param blockHash base58
 * @param args as they were sent: UTF-8
 * @param hash base58 of the SHA-256 of what was signed
 * @param signature base58
 * @param genuine whether the signature is the key's
 */
record FakeTransaction(
    String signerId,
    String publicKey,
    BigInteger nonce,
    String receiverId,
    String blockHash,
    String methodName,
    String args,
    BigInteger gas,
    BigInteger deposit,
    String hash,
    String signature,
    boolean genuine) {
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final int FUNCTION_CALL = 2;

  /**
   * Reads {@code bytes}.
   *
   * @throws IllegalArgumentException where they are anything else
   */
  static FakeTransaction read(byte[] bytes) {
    Reader in = new Reader(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    String signer = in.string();
    in.tag("public key", 0);
    byte[] key = in.bytes(32);
    BigInteger nonce = in.integer(8);
    String receiver = in.string();
    String block = FakeBase58.encode(in.bytes(32));
    if (in.length() != 1) {
      throw new IllegalArgumentException("this node takes one action");
    }
    in.tag("action", FUNCTION_CALL);
    String method = in.string();
    String args = in.string();
    BigInteger gas = in.integer(8);
    BigInteger deposit = in.integer(16);
    byte[] signed = Arrays.copyOf(bytes, in.position());
    in.tag("signature", 0);
    byte[] signature = in.bytes(64);
    in.end();
    byte[] hash = sha256(signed);
    return new FakeTransaction(
        signer,
        "ed25519:" + FakeBase58.encode(key),
        nonce,
        receiver,
        block,
        method,
        args,
        gas,
        deposit,
        FakeBase58.encode(hash),
        FakeBase58.encode(signature),
        verifies(key, hash, signature));
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean verifies(byte[] key, byte[] message, byte[] signature) {
    byte[] encoded = Arrays.copyOf(X509, X509.length + key.length);
    System.arraycopy(key, 0, encoded, X509.length, key.length);
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private record Reader(ByteBuffer in) {
    byte[] bytes(int count) {
      if (count < 0 || count > in.remaining()) {
        throw new IllegalArgumentException("Unexpected length of input");
      }
      byte[] read = new byte[count];
      in.get(read);
      return read;
    }

    int length() {
      return integer(4).intValue();
    }

    BigInteger integer(int size) {
      byte[] little = bytes(size);
      byte[] big = new byte[size];
      for (int i = 0; i < size; i++) {
        big[i] = little[size - 1 - i];
      }
      return new BigInteger(1, big);
    }

    String string() {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(bytes(length())))
            .toString();
      } catch (CharacterCodingException e) {
        throw new IllegalArgumentException("invalid utf-8", e);
      }
    }

    void tag(String what, int expected) {
      int tag = bytes(1)[0];
      if (tag != expected) {
        throw new IllegalArgumentException("Unexpected variant tag of the " + what + ": " + tag);
      }
    }

    int position() {
      return in.position();
    }

    void end() {
      if (in.hasRemaining()) {
        throw new IllegalArgumentException("Not all bytes read");
      }
    }
  }
}
