package org.metagov.gateway.plugins.near;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A transaction with one call, as nearcore's {@code Transaction} has it.
 *
 * @param publicKey of the signer: {@code ed25519:} and Base58
 * @param blockHash of a recent block, Base58
 */
record Transaction(
    String signerId,
    String publicKey,
    BigInteger nonce,
    String receiverId,
    String blockHash,
    FunctionCall call) {
  static final int HASH_LENGTH = 32;

  /** The hash of no block. */
  static final String NO_BLOCK = "1".repeat(HASH_LENGTH);

  /** The variant of keys and signatures. */
  private static final int ED25519 = 0;

  byte[] toBytes() {
    Borsh out =
        new Borsh()
            .string(signerId)
            .u8(ED25519)
            .fixed(Base58.decode(publicKey.substring(NearKey.PREFIX.length())))
            .u64(nonce)
            .string(receiverId)
            .fixed(Base58.decode(blockHash))
            .u32(1);
    call.write(out);
    return out.toBytes();
  }

  /** Returns the name of the transaction: Base58. */
  String id() {
    return Base58.encode(hash());
  }

  /** Returns what is signed. */
  private byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(toBytes());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the transaction with its signature, in Base64: always the same. */
  String signed(NearKey key) {
    byte[] signed = new Borsh().fixed(toBytes()).u8(ED25519).fixed(key.sign(hash())).toBytes();
    return Base64.getEncoder().encodeToString(signed);
  }

  /** Returns this transaction with another nonce and block. */
  Transaction at(BigInteger otherNonce, String otherBlock) {
    return new Transaction(signerId, publicKey, otherNonce, receiverId, otherBlock, call);
  }
}
