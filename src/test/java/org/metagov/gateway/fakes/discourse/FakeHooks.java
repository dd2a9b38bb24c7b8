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
  /** By their numbers, those of topics, posts and users ({@code WebHookEventType::TYPES}). */
  private static final Map<String, Integer> KINDS = Map.of("topic", 100, "post", 200, "user", 300);

  private final List<Hook> hooks = new ArrayList<>();
  private final String secret;
  private long last = 1_000;
  private long lastHook = 3;

  /**
   * A webhook that is registered.
   *
   * @param types the numbers of what it tells of
   */
  record Hook(long id, String url, String secret, List<Integer> types) {
    boolean tellsOf(String type) {
      int kind = KINDS.getOrDefault(type, 0);
      return type.equals("ping") || types.stream().anyMatch(own -> own / 100 * 100 == kind);
    }
  }

  /** A webhook that is ready to be sent. */
  record Letter(Map<String, String> headers, String body) {}

  FakeHooks(String secret) {
    this.secret = secret;
  }

  void register(String url) {
    put(0, url, secret, List.of(101, 201, 301));
  }

  /** Makes a webhook, or changes the one with the number {@code id}. */
  Hook put(long id, String url, String own, List<Integer> types) {
    hooks.removeIf(hook -> hook.id() == id);
    Hook hook = new Hook(id == 0 ? ++lastHook : id, url, own, types);
    hooks.add(hook);
    return hook;
  }

  void remove(Hook hook) {
    hooks.remove(hook);
  }

  List<Hook> all() {
    return List.copyOf(hooks);
  }

  /** Writes of {@code payload}, which is a {@code type}; {@code event} is what has happened. */
  Letter write(Hook to, String instance, String type, String event, JsonValue payload) {
    String body = Json.createObjectBuilder().add(type, payload).build().toString();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "*/*");
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", "Discourse/3.6.0");
    headers.put("X-Discourse-Instance", instance);
    headers.put("X-Discourse-Event-Id", String.valueOf(++last));
    headers.put("X-Discourse-Event-Type", type);
    headers.put("X-Discourse-Event", event);
    headers.put("X-Discourse-Event-Signature", "sha256=" + sign(to.secret(), body));
    return new Letter(headers, body);
  }

  private static String sign(String secret, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
