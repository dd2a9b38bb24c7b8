package org.metagov.gateway.plugins.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.spi.InvalidParameterException;

class NearKeyTest {
  private static final String SECRET =
      "26x56YPzPDro5t2smQfGcYAPy3j7R2jB2NUb7xKbAGK23B6x4WNQPh3twb6oDksFov5X8ts5CtntUNbpQpAKFdbR";

  /** A vector of near-api-js. */
  @Test
  void aKeySignsAsThatOfNearApiJsDoes() throws Exception {
    NearKey key = NearKey.parse("ed25519:" + SECRET);
    assertThat(key.publicKey()).isEqualTo("ed25519:AYWv9RAN1hpSQA4p1DLhCNnpnNXwxhfH9qeHN8B4nJ59");
    byte[] message =
        MessageDigest.getInstance("SHA-256").digest("message".getBytes(StandardCharsets.UTF_8));
    assertThat(Base58.encode(key.sign(message)))
        .isEqualTo(
            "26gFr4xth7W9K7HPWAxq3BLsua8oTy378mC1MYFiEXHBBpeBjP8WmJEJo8XTBowetvqbRshcQEtBUdwQcAqDyP8T");
  }

  /** The first three vectors of RFC 8032, 7.1. */
  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + " d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '',"
        + " e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + " 3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72,"
        + " 92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + " fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82,"
        + " 6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
  })
  void aSeedAloneIsAKey(String seed, String publicKey, String message, String signature) {
    NearKey key = NearKey.parse(Base58.encode(HexFormat.of().parseHex(seed)));
    assertThat(key.publicKey())
        .isEqualTo("ed25519:" + Base58.encode(HexFormat.of().parseHex(publicKey)));
    assertThat(HexFormat.of().formatHex(key.sign(HexFormat.of().parseHex(message))))
        .isEqualTo(signature);
  }

  @ParameterizedTest
  @CsvSource({
    "'', it has 0 bytes",
    "ed25519:, it has 0 bytes",
    "ed25519:2g, it has 1 bytes",
    "ed25519:0OIl, character 1 of it is not base58",
    "secp256k1:2g, only keys that begin with ed25519:",
    "ml-dsa-65:2g, only keys that begin with ed25519:"
  })
  void anotherKeyIsRefused(String text, String why) {
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> NearKey.parse(text))
        .withMessageStartingWith("The secret_key cannot be used: " + why);
  }

  @Test
  void aKeyWhoseHalvesDoNotBelongTogetherIsRefusedAndNotTold() {
    String broken = SECRET.substring(0, SECRET.length() - 1) + "S";
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> NearKey.parse(broken))
        .withMessage("The secret_key cannot be used: its two halves do not belong together");
  }
}
