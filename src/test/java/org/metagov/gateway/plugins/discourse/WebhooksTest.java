package org.metagov.gateway.plugins.discourse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.fakes.discourse.FakeDiscourse;
import org.metagov.gateway.invocation.Emitted;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.Reply;
import org.metagov.gateway.spi.Signatures;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.testing.plugin.FakePlatform.Delivery;
import org.metagov.gateway.testing.plugin.PluginUnderTest;

class WebhooksTest {
  private static final String BODY = "It burns since this morning";

  private final FakeDiscourse forum = new FakeDiscourse();
  private PluginUnderTest plugin;

  @AfterEach
  void close() {
    if (plugin != null) {
      plugin.close();
    }
    forum.close();
  }

  @Test
  void topicsAndPostsAreTold() {
    enable(forum.url());
    long topic = forum.open("alice", "The shed is on fire", BODY, "shed", "fire");
    assertThat(plugin.workOff()).isEqualTo(2);
    Emitted opened = plugin.events().get(0);
    assertThat(opened.eventType()).isEqualTo("topic_created");
    assertThat(opened.data())
        .isEqualTo(
            json(
                "{\"title\":\"The shed is on fire\",\"id\":%d,\"tags\":[\"shed\",\"fire\"],\"category\":1,\"url\":\"%s/t/the-shed-is-on-fire/%d\"}"
                    .formatted(topic, forum.url(), topic)));
    assertThat(opened.initiator())
        .isEqualTo(json("{\"user_id\":\"alice\",\"provider\":\"discourse\"}"));
    Emitted posted = plugin.events().get(1);
    assertThat(posted.eventType()).isEqualTo("post_created");
    assertThat(posted.data())
        .isEqualTo(
            json(
                "{\"raw\":\"%s\",\"topic_id\":%d,\"id\":%d,\"url\":\"%s/t/the-shed-is-on-fire/%d/1\"}"
                    .formatted(BODY, topic, topic + 1, forum.url(), topic)));
  }

  @Test
  void tagsMayBeTextsAndCategoriesMissing() {
    enable(forum.url());
    tell(
        "topic_created",
        "{\"topic\":{\"id\":9007199254740993,\"title\":\"T\",\"slug\":\"t\",\"tags\":[\"x\"],\"category_id\":null,\"new\":{}}}");
    tell("topic_created", "{\"topic\":{\"id\":5,\"title\":\"T\",\"slug\":\"t\"}}");
    plugin.workOff();
    assertThat(plugin.events().get(0).data().toString())
        .contains("\"id\":9007199254740993", "\"tags\":[\"x\"]", "\"category\":null");
    assertThat(plugin.events().get(1).data().toString())
        .contains("\"tags\":[]", "\"category\":null");
  }

  @Test
  void aChangeOfUserFieldsIsToldWithWhatWasBefore() {
    forum.fill("bob", "1", "gardener");
    enable(forum.url());
    forum.fill("bob", "1", "carpenter");
    forum.saveProfile("bob");
    plugin.workOff();
    assertThat(plugin.events()).hasSize(1);
    assertThat(plugin.events().get(0).data())
        .isEqualTo(
            json(
                "{\"id\":4,\"username\":\"bob\",\"user_fields\":{\"1\":\"carpenter\"},\"old_user_fields\":{\"1\":\"gardener\"}}"));
    assertThat(plugin.events().get(0).initiator())
        .isEqualTo(json("{\"user_id\":\"bob\",\"provider\":\"discourse\"}"));
    forum.saveProfile("bob");
    forum.logIn("bob");
    plugin.workOff();
    assertThat(plugin.events()).hasSize(1);
  }

  @Test
  void aNewUserIsKnownFromTheBeginning() {
    enable(forum.url());
    forum.join("carol");
    forum.saveProfile("carol");
    plugin.workOff();
    assertThat(plugin.events()).isEmpty();
    forum.fill("carol", "1", "cook");
    forum.saveProfile("carol");
    plugin.workOff();
    assertThat(plugin.events().get(0).data().getJsonObject("old_user_fields")).isEmpty();
  }

  @Test
  void ofAUserWhoIsNotKnownNothingWasBefore() {
    initialize(forum.url(), FakeDiscourse.KEY, "");
    forum.join("dan");
    forum.fill("dan", "1", "x");
    forum.hook(plugin.hookUrl());
    forum.saveProfile("dan");
    plugin.workOff();
    assertThat(plugin.events().get(0).data().get("old_user_fields")).isEqualTo(JsonValue.NULL);
  }

  @Test
  void withoutAnAdminsKeyUserFieldsAreWhatWebhooksSay() {
    initialize(forum.url(), FakeDiscourse.MEMBER_KEY, "");
    int before = forum.requests().size();
    forum.hook(plugin.hookUrl());
    forum.fill("bob", "1", "gardener");
    forum.saveProfile("bob");
    forum.fill("bob", "1", "carpenter");
    forum.saveProfile("bob");
    plugin.poll();
    plugin.workOff();
    assertThat(plugin.events()).hasSize(2);
    assertThat(plugin.events().get(1).data().getJsonObject("old_user_fields").getString("1"))
        .isEqualTo("gardener");
    assertThat(forum.requests()).hasSize(before);
  }

  @Test
  void anOldWebhookChangesNoUserFieldsBack() {
    enable(forum.url());
    forum.fill("bob", "1", "gardener");
    forum.saveProfile("bob");
    forum.fill("bob", "1", "carpenter");
    forum.saveProfile("bob");
    plugin.workOff();
    assertThat(plugin.events()).hasSize(1);
    assertThat(plugin.events().get(0).data().getJsonObject("user_fields").getString("1"))
        .isEqualTo("carpenter");
    Delivery old = forum.deliveries().get(0);
    tell("user_updated", old.body().replace("\"trust_level\":1", "\"trust_level\":2"));
    assertThat(plugin.workOff()).isEqualTo(1);
    assertThat(plugin.events()).hasSize(1);
  }

  @Test
  void whoHasDoneItIsNeverNull() {
    enable(forum.url());
    forum.leave("alice");
    long topic = forum.open("alice", "The shed is on fire", BODY);
    forum.reply("alice", topic, BODY + ", I think");
    tell("topic_created", "{\"topic\":{\"id\":5,\"title\":\"T\",\"slug\":\"t\"}}");
    plugin.workOff();
    assertThat(plugin.events())
        .hasSize(4)
        .extracting(Emitted::initiator)
        .containsOnly(json("{\"user_id\":\"(unknown)\",\"provider\":\"discourse\"}"));
  }

  @Test
  void whereThereAreNoUserFieldsNothingIsTold() {
    enable(forum.url());
    tell("user_updated", "{\"user\":{\"id\":99,\"username\":\"dan\"}}");
    tell("user_updated", "{\"user\":{\"id\":99,\"username\":\"dan\",\"user_fields\":null}}");
    plugin.workOff();
    assertThat(plugin.events()).isEmpty();
  }

  @Test
  void manyUsersAreReadSomeAtATime() {
    for (int i = 0; i < 120; i++) {
      forum.join("member" + i);
      forum.fill("member" + i, "1", "gardener");
    }
    enable(forum.url());
    assertThat(known()).isEqualTo(25);
    for (int i = 1; i <= 5; i++) {
      int before = forum.requests().size();
      plugin.poll();
      assertThat(forum.requests().size() - before).isLessThanOrEqualTo(26);
    }
    plugin.poll();
    assertThat(known()).isEqualTo(124);
    int done = forum.requests().size();
    plugin.poll();
    assertThat(forum.requests()).hasSize(done);
  }

  @Test
  void whatTheStateHasNoRoomForIsForgottenOldestFirst() {
    enable(forum.url());
    for (int i = 0; i < 8; i++) {
      tell(
          "user_created",
          "{\"user\":{\"id\":%d,\"username\":\"u\",\"user_fields\":{\"1\":\"%s\"}}}"
              .formatted(1000 + i, "x".repeat(100_000)));
    }
    plugin.workOff();
    JsonObject fields = plugin.state().getJsonObject("user_fields");
    assertThat(fields.toString().length()).isLessThan(500_000);
    assertThat(fields).containsKey("1007").doesNotContainKeys("3", "1000");
  }

  @Test
  void whatIsNotKnownMeansNothing() {
    enable(forum.url());
    tell("like_created", "{\"like\":{\"post\":{\"id\":1}}}");
    tell("post_created", "{\"topic\":{}}");
    tell("something_new", "{}");
    assertThat(plugin.workOff()).isEqualTo(3);
    assertThat(plugin.events()).isEmpty();
  }

  @Test
  void aPostOfAnotherShapeIsNamed() {
    enable(forum.url());
    tell("post_created", "{\"post\":{\"id\":\"one\",\"raw\":\"x\",\"topic_id\":5}}");
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(plugin::workOff)
        .withMessage("In Discourse's webhook post.id is not a whole number")
        .satisfies(e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID));
  }

  @Test
  void aPingIsAnsweredAndNotKept() {
    enable(forum.url());
    forum.ping();
    assertThat(forum.deliveries()).extracting(Delivery::status).containsExactly(200);
    assertThat(plugin.workOff()).isZero();
  }

  /** The body, the secret and the signature are from Discourse's own tests. */
  @Test
  void theSignatureIsDiscoursesOwn() {
    plugin =
        new PluginUnderTest(
            new Discourse(),
            json(
                "{\"api_key\":\"k\",\"webhook_secret\":\"my_lovely_secret_for_web_hook\",\"server_url\":\"https://forum.example\"}"),
            Optional.empty());
    Map<String, String> headers =
        Map.of(
            "X-Discourse-Instance", "https://forum.example/",
            "X-Discourse-Event-Signature",
                "sha256=162f107f6b5022353274eb1a7197885cfd35744d8d08e5bcea025d309386b7d6");
    assertThat(plugin.admit(request(headers, "{\"ping\":\"OK\"}")))
        .isEqualTo(new Gate.Answer(Reply.OK));
  }

  @Test
  void aSignatureIsNeeded() {
    enable(forum.url());
    assertThat(plugin.admit(request(Map.of("X-Discourse-Instance", forum.url()), "{}")))
        .isInstanceOfSatisfying(
            Gate.Refuse.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(401);
              assertThat(refused.reason()).contains("no signature");
            });
  }

  @Test
  void anotherForumIsRefused() {
    enable(forum.url());
    assertThat(plugin.admit(signed("https://elsewhere.example", "1", "{}")))
        .isInstanceOf(Gate.Refuse.class);
    assertThat(plugin.admit(signed("", "1", "{}"))).isInstanceOf(Gate.Refuse.class);
    assertThat(plugin.admit(signed(forum.url() + "/", "1", "{}"))).isInstanceOf(Gate.Accept.class);
  }

  @Test
  void aForumMayCallItselfByItsPublicAddress() {
    forum.callItself("https://forum.example");
    initialize(forum.url(), FakeDiscourse.KEY, ",\"public_url\":\"https://forum.example/\"");
    forum.hook(plugin.hookUrl());
    forum.open("alice", "The shed is on fire", BODY);
    assertThat(forum.deliveries()).extracting(Delivery::status).containsOnly(200);
    plugin.workOff();
    assertThat(plugin.events().get(0).data().getString("url"))
        .startsWith("https://forum.example/t/the-shed-is-on-fire/");
    assertThat(plugin.admit(signed(forum.url(), "1", "{}"))).isInstanceOf(Gate.Accept.class);
    assertThat(plugin.admit(signed("https://forum.example.org", "1", "{}")))
        .isInstanceOf(Gate.Refuse.class);
  }

  @Test
  void aDeliveryIsKnownByWhatIsSigned() {
    enable(forum.url());
    Optional<String> first = id(signed(forum.url(), "7", "{\"a\":1}"));
    assertThat(first).isPresent().isEqualTo(id(signed(forum.url(), "8", "{\"a\":1}")));
    assertThat(id(signed(forum.url(), "7", "{\"a\":2}"))).isNotEqualTo(first);
    assertThat(id(signed(forum.url(), "7".repeat(500), "{\"a\":1}"))).isEqualTo(first);
  }

  @Test
  void aRetryUnderAnotherNumberHappensOnce() {
    enable(forum.url());
    forum.open("alice", "The shed is on fire", BODY);
    forum.fill("bob", "1", "carpenter");
    forum.saveProfile("bob");
    for (Delivery delivery : forum.deliveries()) {
      Map<String, String> headers = new HashMap<>(delivery.headers());
      headers.put("X-Discourse-Event-Id", "999" + headers.get("X-Discourse-Event-Id"));
      Delivery retry = new Delivery(delivery.url(), headers, delivery.body(), 0);
      assertThat(forum.redeliver(retry)).isEqualTo(200);
    }
    plugin.workOff();
    assertThat(plugin.events())
        .extracting(Emitted::eventType)
        .containsExactly("topic_created", "post_created", "user_fields_changed");
  }

  @Test
  void nothingIsPassedOffAsAnotherEvent() {
    enable(forum.url());
    long topic = forum.open("alice", "The shed is on fire", BODY);
    long post = forum.reply("bob", topic, BODY + ", I hear");
    forum.edit(post, BODY + ", they say");
    forum.delete(post);
    plugin.workOff();
    int told = plugin.events().size();
    for (Delivery delivery : List.copyOf(forum.deliveries())) {
      for (String event : List.of("post_created", "topic_created", "user_updated", "x")) {
        Map<String, String> headers = new HashMap<>(delivery.headers());
        headers.put("X-Discourse-Event", event);
        forum.redeliver(new Delivery(delivery.url(), headers, delivery.body(), 0));
      }
    }
    plugin.workOff();
    assertThat(plugin.events()).hasSize(told);
  }

  @Test
  void whatIsTooOldTellsOfNothingNew() {
    enable(forum.url());
    String post =
        "{\"post\":{\"id\":7,\"raw\":\"x\",\"topic_id\":5,\"post_number\":2,\"topic_slug\":\"t\","
            + "\"username\":\"bob\",\"created_at\":\"%s\",\"updated_at\":\"%s\",\"deleted_at\":%s}}";
    Instant now = Instant.now();
    Instant before = now.minus(Duration.ofDays(6)).minusSeconds(60);
    assertThat(admitted("post_created", post.formatted(before, before, "null"))).isFalse();
    assertThat(admitted("post_edited", post.formatted(before, before, "null"))).isTrue();
    assertThat(admitted("post_created", post.formatted(before, now, "null"))).isTrue();
    assertThat(admitted("post_created", post.formatted(now, now, "\"" + now + "\""))).isFalse();
    assertThat(admitted("post_created", post.formatted("soon", "", "null"))).isTrue();
    String topic = "{\"topic\":{\"id\":5,\"title\":\"T\",\"created_at\":\"%s\"}}";
    assertThat(admitted("topic_created", topic.formatted(before))).isFalse();
    assertThat(admitted("topic_created", topic.formatted(now))).isTrue();
  }

  @Test
  void aDeliveryThatComesAgainHappensOnce() {
    enable(forum.url());
    forum.open("alice", "The shed is on fire", BODY);
    forum.deliveries().forEach(delivery -> assertThat(forum.redeliver(delivery)).isEqualTo(200));
    assertThat(plugin.workOff()).isEqualTo(2);
  }

  @Test
  void aTopicAndItsPostsAreInOneLaneAndUsersInOthers() {
    enable(forum.url());
    assertThat(lane("{\"topic\":{\"id\":5}}"))
        .isEqualTo(lane("{\"post\":{\"id\":7,\"topic_id\":5}}"))
        .isNotEqualTo(lane("{\"topic\":{\"id\":6}}"))
        .isNotEqualTo(lane("{\"user\":{\"id\":5}}"));
    assertThat(lane("{\"badge\":{\"id\":5}}")).isEmpty();
    assertThat(lane("{\"post\":{\"id\":7}}")).isEmpty();
  }

  private String lane(String body) {
    return ((Gate.Accept) plugin.admit(signed(forum.url(), "1", body))).lane();
  }

  private boolean admitted(String event, String body) {
    Map<String, String> headers =
        Map.of(
            "X-Discourse-Instance", forum.url(),
            "X-Discourse-Event", event,
            "X-Discourse-Event-Signature", signature(body));
    return plugin.admit(request(headers, body)) instanceof Gate.Accept;
  }

  private Optional<String> id(WebhookRequest request) {
    return ((Gate.Accept) plugin.admit(request)).deliveryId();
  }

  private int known() {
    return plugin.state().getJsonObject("user_fields").size();
  }

  /** Delivers a webhook of ours, signed as the forum signs. */
  private void tell(String event, String body) {
    Map<String, String> headers =
        Map.of(
            "X-Discourse-Instance", forum.url(),
            "X-Discourse-Event", event,
            "X-Discourse-Event-Id", Integer.toHexString(body.hashCode()),
            "X-Discourse-Event-Signature", signature(body));
    assertThat(forum.redeliver(new Delivery(plugin.hookUrl(), headers, body, 0))).isEqualTo(200);
  }

  private static WebhookRequest signed(String instance, String id, String body) {
    return request(
        Map.of(
            "X-Discourse-Instance", instance,
            "X-Discourse-Event-Id", id,
            "X-Discourse-Event-Signature", signature(body)),
        body);
  }

  private static String signature(String body) {
    byte[] mac = Signatures.hmacSha256(FakeDiscourse.SECRET, body.getBytes(StandardCharsets.UTF_8));
    return "sha256=" + HexFormat.of().formatHex(mac);
  }

  private static WebhookRequest request(Map<String, String> headers, String body) {
    Map<String, List<String>> lists = new java.util.TreeMap<>();
    headers.forEach((name, value) -> lists.put(name, List.of(value)));
    return new WebhookRequest(lists, "", body.getBytes(StandardCharsets.UTF_8), Instant.now());
  }

  private void enable(String server) {
    initialize(server, FakeDiscourse.KEY, "");
    forum.hook(plugin.hookUrl());
  }

  private void initialize(String server, String key, String more) {
    plugin =
        new PluginUnderTest(
            new Discourse(),
            json(
                "{\"api_key\":\"%s\",\"webhook_secret\":\"%s\",\"server_url\":\"%s\"%s}"
                    .formatted(key, FakeDiscourse.SECRET, server, more)),
            Optional.empty());
    plugin.initialize();
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text).asJsonObject();
  }
}
