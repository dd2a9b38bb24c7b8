package org.metagov.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.metagov.gateway.spi.Hmac;

/** A community whose platform sends webhooks; it remembers which of them were acknowledged. */
public final class HookedCommunity {
  private static final String SECRET = "hook-secret-1";

  private final Api api;
  private final String name;
  private final AtomicInteger next = new AtomicInteger();
  private final Set<String> acknowledged = new ConcurrentSkipListSet<>();

  private HookedCommunity(Api api, String name) {
    this.api = api;
    this.name = name;
  }

  /** Creates the community {@code name} with the plugin tally. */
  public static HookedCommunity create(Api api, String name) {
    HookedCommunity community = new HookedCommunity(api, name);
    Api.Reply created =
        api.put(
            community.path(),
            "{\"plugins\":[{\"name\":\"tally\",\"config\":{\"api_key\":\"k-1\","
                + "\"webhook_secret\":\""
                + SECRET
                + "\"}}]}");
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return community;
  }

  /** Returns the name of the community. */
  public String name() {
    return name;
  }

  /** Returns the path of the community. */
  public String path() {
    return "/api/internal/community/" + name;
  }

  /** Returns the path that its platform sends to. */
  public String hook() {
    return "/api/hooks/" + name + "/tally";
  }

  /** Sends one more webhook, each with another text. */
  public Api.Reply send() {
    return send("n" + next.incrementAndGet(), "");
  }

  /** Sends the webhook with the delivery id and the text {@code id}. */
  public Api.Reply send(String id) {
    return send(id, "");
  }

  /** Sends one more, of some {@code size}. */
  public Api.Reply send(int size) {
    return send("n" + next.incrementAndGet(), padding(size));
  }

  /** What no database can pack. */
  private static String padding(int size) {
    byte[] bytes = new byte[size * 3 / 4];
    ThreadLocalRandom.current().nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private Api.Reply send(String text, String padding) {
    String body =
        "{\"id\":\"%s\",\"time\":%d,\"team\":\"T0\",\"type\":\"posted\",\"text\":\"%s\",\"x\":\"%s\"}"
            .formatted(text, Long.MAX_VALUE / 1_000, text, padding);
    Api.Reply reply = api.with("X-Tally-Signature", signature(body)).post(hook(), body);
    if (reply.status() == 200) {
      acknowledged.add(text);
    }
    return reply;
  }

  /** Returns what a webhook with {@code body} is signed with. */
  public static String signature(String body) {
    return HexFormat.of().formatHex(Hmac.sha256(SECRET, body.getBytes(StandardCharsets.UTF_8)));
  }

  /** Returns the texts of the webhooks that were answered 200. */
  public Set<String> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  /** Returns the number of its newest event. */
  public int newest() {
    return page(0).getInt("newest");
  }

  /** Returns the texts of the events that webhooks have become, in the order of the log. */
  public List<String> events() {
    List<String> texts = new ArrayList<>();
    JsonObject page = page(0);
    while (!page.getJsonArray("events").isEmpty()) {
      page.getJsonArray("events")
          .getValuesAs(JsonObject.class)
          .forEach(event -> texts.add(event.getJsonObject("data").getString("text")));
      page = page(page.getInt("next"));
    }
    return texts;
  }

  private JsonObject page(int after) {
    return api.get("/api/internal/events?limit=200&community=" + name + "&after=" + after).json();
  }
}
