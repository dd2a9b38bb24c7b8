package org.metagov.gateway.fakes.discourse;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Writes webhooks: headers, body and signature as Discourse does. */
final class FakeHooks {
  private final List<String> urls = new ArrayList<>();
  private final String secret;
  private long last = 1_000;

  /** A webhook that is ready to be sent. */
  record Letter(Map<String, String> headers, String body) {}

  FakeHooks(String secret) {
    this.secret = secret;
  }

  void register(String url) {
    urls.add(url);
  }

  List<String> urls() {
    return List.copyOf(urls);
  }

  /** Writes of {@code payload}, which is a {@code type}; {@code event} is what has happened. */
  Letter write(String instance, String type, String event, JsonValue payload) {
    String body = Json.createObjectBuilder().add(type, payload).build().toString();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "*/*");
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", "Discourse/3.6.0");
    headers.put("X-Discourse-Instance", instance);
    headers.put("X-Discourse-Event-Id", String.valueOf(++last));
    headers.put("X-Discourse-Event-Type", type);
    headers.put("X-Discourse-Event", event);
    headers.put("X-Discourse-Event-Signature", "sha256=" + sign(body));
    return new Letter(headers, body);
  }

  private String sign(String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
