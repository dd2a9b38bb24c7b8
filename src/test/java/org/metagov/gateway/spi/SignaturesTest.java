package org.metagov.gateway.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturesTest {
  /** Of the example in SendGrid's {@code sendgrid-java} (EventWebhookTest). */
  private static final String SENDGRID_KEY =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+"
          + "2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";

  private static final String SENDGRID_SIGNATURE =
      "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtE"
          + "ZtM=";

  private static final String SENDGRID_BODY =
      "[{\"email\":\"hello@world.com\",\"event\":\"dropped\",\"reason\":\"Bounced Address\","
          + "\"sg_event_id\":\"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA\","
          + "\"sg_message_id\":\"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-"
          + "5F5FC76C-9.0\",\"smtp-id\":\"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>\","
          + "\"timestamp\":1600112492}]\r\n";

  /** RFC 8032, 7.1. */
  @ParameterizedTest
  @CsvSource({
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '',"
        + " e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701"
        + "cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72,"
        + " 92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d"
        + "0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82,"
        + " 6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f7609"
        + "84dc6594a7c15e9716ed28dc027beceea1ec40a"
  })
  void anEd25519SignatureIsKnown(String key, String message, String signature) {
    byte[] bytes = HexFormat.of().parseHex(message);
    assertThat(Signatures.isEd25519(key, signature, bytes)).isTrue();
    assertThat(Signatures.isEd25519(key, signature, bytes, new byte[] {1})).isFalse();
    assertThat(Signatures.isEd25519(key, otherLast(signature), bytes)).isFalse();
  }

  /** A PING of Discord's, as npm's discord-interactions takes it: the time, then the body. */
  @Test
  void aSignedMessageMayBeGivenInParts() {
    assertThat(
            Signatures.isEd25519(
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "1353f69eb8663ecb253ca0422829a49b2d15bd51db0236b87f705e02b9cbca5999b7d2c61e8fb5d329c03"
                    + "3de96df5248078d25f6ee902f859052ae3329688206",
                bytes("1700000000"),
                bytes(
                    "{\"application_id\":\"845027738276462632\",\"id\":\"1\",\"token\":\"t\","
                        + "\"type\":1,\"version\":1}")))
        .isTrue();
  }

  /** The example in Slack's documentation, "Verifying requests from Slack". */
  @Test
  void anHmacOfPartsIsThatOfTheWhole() {
    String body =
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
            + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
            + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
            + "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
            + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    assertThat(
            Signatures.isHex(
                "a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
                Signatures.hmacSha256(
                    "8f742231b10e8888abcd99yyyzzz85a5",
                    bytes("v0:"),
                    bytes("1531420618"),
                    bytes(":"),
                    bytes(body))))
        .isTrue();
  }

  /** The example in GitHub's documentation, "Validating webhook deliveries". */
  @ParameterizedTest
  @CsvSource({
    "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17, true",
    "757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17, true",
    "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18, false",
    "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e, false",
    "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1, false",
    "'', false",
    "zz, false"
  })
  void aSignatureInHexadecimalDigitsIsThatOrAWrongOne(String given, boolean right) {
    byte[] expected = Signatures.hmacSha256("It's a Secret to Everybody", bytes("Hello, World!"));
    assertThat(Signatures.isHex(given, expected)).isEqualTo(right);
  }

  /** RFC 2202, 3, case 2. */
  @Test
  void anHmacMayBeOfSha1() {
    byte[] mac = Signatures.hmacSha1("Jefe", bytes("what do ya want for nothing?"));
    assertThat(Signatures.isHex("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", mac)).isTrue();
  }

  /** RFC 4231, 4.3, case 2; the answer of X to its own challenge is of this shape, too. */
  @Test
  void anHmacMayBeInBase64() {
    byte[] mac = Signatures.hmacSha256("Jefe", bytes("what do ya want for nothing?"));
    assertThat(
            Signatures.isHex(
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", mac))
        .isTrue();
    assertThat(Signatures.isBase64(Base64.getEncoder().encodeToString(mac), mac)).isTrue();
    assertThat(Signatures.isBase64("W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=", mac)).isTrue();
    assertThat(Signatures.isBase64("W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEI=", mac)).isFalse();
    assertThat(Signatures.isBase64("no Base64!", mac)).isFalse();
  }

  @Test
  void anEcdsaSignatureIsKnown() {
    assertThat(
            Signatures.isEcdsaP256(
                SENDGRID_KEY, SENDGRID_SIGNATURE, bytes("1600112502"), bytes(SENDGRID_BODY)))
        .isTrue();
    assertThat(
            Signatures.isEcdsaP256(
                SENDGRID_KEY, SENDGRID_SIGNATURE, bytes("1600112503"), bytes(SENDGRID_BODY)))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "no Base64!", "MAYCAQECAQE="})
  void whatIsNoSignatureIsAWrongOne(String given) {
    assertThat(Signatures.isEcdsaP256(SENDGRID_KEY, given, bytes("a"))).isFalse();
    assertThat(
            Signatures.isEd25519(
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                given,
                bytes("a")))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "d75a98", "no key at all"})
  void aKeyThatIsNoneIsToldToWhoeverHasSetItAndNotQuoted(String key) {
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> Signatures.isEcdsaP256(key, SENDGRID_SIGNATURE, bytes("a")))
        .withMessageStartingWith("The public key is no EC");
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> Signatures.isEd25519(key, "00", bytes("a")))
        .withMessage("The public key is no Ed25519 key of 64 hexadecimal digits");
  }

  private static String otherLast(String hex) {
    return hex.substring(0, hex.length() - 2) + (hex.endsWith("0") ? "01" : "00");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
