package org.metagov.gateway.fakes.discord;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** How Discord signs interactions: with Ed25519, and the first key of RFC 8032, 7.1. */
final class Signing {
  static final String PUBLIC_KEY =
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

  private static final String SEED =
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

  private Signing() {}

  static Map<String, String> signed(byte[] body, Instant time) {
    String seconds = String.valueOf(time.getEpochSecond());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("X-Signature-Timestamp", seconds);
    headers.put("X-Signature-Ed25519", signature(seconds, body));
    return headers;
  }

  private static String signature(String seconds, byte[] body) {
    try {
      PrivateKey key =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(
                  new EdECPrivateKeySpec(
                      NamedParameterSpec.ED25519, HexFormat.of().parseHex(SEED)));
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(seconds.getBytes(StandardCharsets.US_ASCII));
      signature.update(body);
      return HexFormat.of().formatHex(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java has Ed25519 since 15", e);
    }
  }
}
