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
import org.metagov.gateway.spi.Signatures;

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
    return create(api, name, "");
  }

  /** As above; {@code more} is JSON text of more members of the config, each after a comma. */
  public static HookedCommunity create(Api api, String name, String more) {
    HookedCommunity community = new HookedCommunity(api, name);
    Api.Reply created =
        api.put(
            community.path(),
            "{\"plugins\":[{\"name\":\"tally\",\"config\":{\"api_key\":\"k-1\","
                + "\"webhook_secret\":\""
                + SECRET
                + "\""
                + more
                + "}}]}");
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return community;
  }

  /** Returns it as somebody sees it who comes in by {@code other}. */
  public HookedCommunity through(Api other) {
    return new HookedCommunity(other, name);
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
    return padded("n" + next.incrementAndGet(), "");
  }

  /** Sends the webhook with the delivery id and the text {@code id}. */
  public Api.Reply send(String id) {
    return padded(id, "");
  }

  /** Sends one more, of some {@code size}. */
  public Api.Reply send(int size) {
    return padded("n" + next.incrementAndGet(), padding(size));
  }

  /** What no database can pack. */
  private static String padding(int size) {
    byte[] bytes = new byte[size * 3 / 4];
    ThreadLocalRandom.current().nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Sends a webhook with the delivery id {@code id} and a text. */
  public Api.Reply send(String id, String text) {
    return post(body(id, "T0", "posted", "\"text\":\"" + text + "\""));
  }

  /**
   * Sends the webhook that {@code text} was posted about {@code subject}, by its {@code type}: the
   * plugin makes an event of one that was {@code posted}, and fails at one that is {@code poison}.
   */
  public Api.Reply tell(String subject, String type, String text) {
    return post(
        body(fresh(), "T0", type, "\"about\":\"%s\",\"text\":\"%s\"".formatted(subject, text)));
  }

  /** As {@link #tell}, of which the plugin says that it can be received before it is answered. */
  public Api.Reply tellAtOnce(String subject, String type, String text) {
    return tellAtOnce(fresh(), subject, type, text);
  }

  /** The same, with the delivery id {@code id}. */
  public Api.Reply tellAtOnce(String id, String subject, String type, String text) {
    return post(body(id, "T0", type, atOnce(subject, text)));
  }

  private static String atOnce(String subject, String text) {
    return "\"at_once\":true,\"about\":\"%s\",\"text\":\"%s\",\"poll\":\"%s\",\"group\":\"%s\""
        .formatted(subject, text, text, text);
  }

  /** Sends it to all communities of {@code team}. */
  public Api.Reply tellAllAtOnce(String team, String text) {
    String body = body(fresh(), team, "told", atOnce("", text));
    return api.with("X-Tally-Signature", signature("server-wide", body))
        .post("/api/hooks/tally", body);
  }

  /** Returns what is in its inbox and has become {@code state}, oldest first. */
  public List<JsonObject> inbox(String state) {
    return api.get("/api/internal/inbox?limit=200&community=" + name + "&state=" + state)
        .json()
        .getJsonArray("webhooks")
        .getValuesAs(JsonObject.class);
  }

  /** Sends the webhook that somebody has voted in {@code poll}. */
  public Api.Reply vote(String poll) {
    return post(body(fresh(), "T0", "voted", "\"poll\":\"" + poll + "\""));
  }

  /** Sends the same about {@code subject}: behind whatever else is about that. */
  public Api.Reply vote(String subject, String poll) {
    return voted(subject, poll, "");
  }

  /** Sends the same, where the vote is counted by a call that is made once. */
  public Api.Reply voteOnce(String subject, String poll) {
    return voted(subject, poll, ",\"once\":true");
  }

  private Api.Reply voted(String subject, String poll, String more) {
    String about = "\"about\":\"%s\",\"poll\":\"%s\"%s".formatted(subject, poll, more);
    return post(body(fresh(), "T0", "voted", about));
  }

  /** Sends a webhook to all communities of {@code team}. */
  public Api.Reply sendToAll(String team) {
    String body = body(fresh(), team, "posted", "\"text\":\"to all\"");
    return api.with("X-Tally-Signature", signature("server-wide", body))
        .post("/api/hooks/tally", body);
  }

  private String fresh() {
    return "f" + next.incrementAndGet();
  }

  /** Sends a webhook that makes the plugin fail in these {@code words}. */
  public Api.Reply complain(String words) {
    return post(body(fresh(), "T0", "muttering", "\"text\":\"" + words + "\""));
  }

  private Api.Reply padded(String text, String padding) {
    String more = "\"text\":\"%s\",\"x\":\"%s\"".formatted(text, padding);
    Api.Reply reply = post(body(text, "T0", "posted", more));
    if (reply.status() == 200) {
      acknowledged.add(text);
    }
    return reply;
  }

  private static String body(String id, String team, String type, String more) {
    return "{\"id\":\"%s\",\"time\":%d,\"team\":\"%s\",\"type\":\"%s\",%s}"
        .formatted(id, Long.MAX_VALUE / 1_000, team, type, more);
  }

  private Api.Reply post(String body) {
    return api.with("X-Tally-Signature", signature(body)).post(hook(), body);
  }

  /** Returns the webhook at {@code index} of its inbox, the first one that came at 0. */
  public JsonObject inbox(int index) {
    return api.get("/api/internal/inbox?community=" + name)
        .json()
        .getJsonArray("webhooks")
        .getJsonObject(index);
  }

  /** Returns what a webhook with {@code body} is signed with. */
  public static String signature(String body) {
    return signature(SECRET, body);
  }

  /** Returns what a webhook with {@code body} is signed with by {@code secret}. */
  public static String signature(String secret, String body) {
    return HexFormat.of()
        .formatHex(Signatures.hmacSha256(secret, body.getBytes(StandardCharsets.UTF_8)));
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
