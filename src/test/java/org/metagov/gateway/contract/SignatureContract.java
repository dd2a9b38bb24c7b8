package org.metagov.gateway.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakeDriver.Message;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.Newsroom;
import org.metagov.gateway.testing.TestReceiver;

/** Signatures, as the library of the Standard Webhooks project verifies them. */
public interface SignatureContract extends DriversUnderTest {
  /** A secret: 24 bytes. */
  String SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

  /** Returns whether {@code message} is signed with {@code secret}. */
  static boolean isBy(String secret, Message message) {
    return isBy(secret, message.body(), message.headers());
  }

  private static boolean isBy(String secret, String body, Map<String, List<String>> headers) {
    try {
      new Webhook(secret).verify(body, new HashMap<>(lowerCase(headers)));
      return true;
    } catch (WebhookVerificationException e) {
      return false;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
    Map<String, List<String>> lower = new HashMap<>();
    headers.forEach((name, values) -> lower.put(name.toLowerCase(java.util.Locale.ROOT), values));
    return lower;
  }

  private static Map<String, List<String>> with(Message message, String name, String value) {
    Map<String, List<String>> headers = lowerCase(message.headers());
    headers.put(name, List.of(value));
    return headers;
  }

  @Test
  default void whatIsSignedIsAcceptedAndWhatIsAlteredIsNot() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/", ",\"secret\":\"" + SECRET + "\"");
        Newsroom room = newsroom("posted")) {
      Message event = awaitEvent(driver, "/", room, 1);
      assertThat(isBy(SECRET, event)).isTrue();
      assertThat(isBy(SECRET, event.body() + " ", event.headers())).isFalse();
      assertThat(isBy(SECRET, event.body(), with(event, "webhook-id", "evt_other"))).isFalse();
      long later = Long.parseLong(event.header("webhook-timestamp").orElseThrow()) + 1;
      assertThat(isBy(SECRET, event.body(), with(event, "webhook-timestamp", "" + later)))
          .isFalse();
      assertThat(isBy("whsec_" + "A".repeat(32), event)).isFalse();
      assertThat(receiver.seen().getInt("secrets_in_use")).isEqualTo(1);
    }
  }

  @Test
  default void aNewSecretIsToldOnceAndTheOldOneIsGoodForADay() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/", ",\"secret\":\"" + SECRET + "\"")) {
      String rotate = receiver.path() + "/rotate-secret";
      Api keyed = api().with("Idempotency-Key", fresh());
      Reply rotated = keyed.post(rotate, "{}");
      assertThat(rotated.status()).isEqualTo(200);
      String fresh = rotated.json().getString("secret");
      // Kept nowhere, and so not told again to whoever repeats the request.
      assertThat(keyed.post(rotate, "{}").json().getString("secret")).isEqualTo("********");
      assertThat(rotated.json().getInt("secrets_in_use")).isEqualTo(2);
      assertThat(api().get(receiver.path()).text()).doesNotContain("whsec_");
      pass(Duration.ofHours(23));
      receiver.post("test");
      assertThat(isBy(SECRET, driver.messages().get(0))).isTrue();
      assertThat(isBy(fresh, driver.messages().get(0))).isTrue();
      pass(Duration.ofHours(2));
      receiver.post("test");
      assertThat(isBy(SECRET, driver.messages().get(1))).isFalse();
      assertThat(isBy(fresh, driver.messages().get(1))).isTrue();
      assertThat(api().post(rotate, "{\"secret\":\"short\"}").status()).isEqualTo(400);
      assertThat(api().post(rotate, "{\"secret\":\"" + SECRET + "\"}").json().getString("secret"))
          .isEqualTo(SECRET);
    }
  }

  @Test
  default void callbacksAreSignedForTheDefaultReceiver() {
    try (FakeDriver driver = new FakeDriver();
        FakePolls platform = new FakePolls();
        TestReceiver receiver =
            TestReceiver.named(
                api(), "default", driver.url("/events"), ",\"secret\":\"" + SECRET + "\"")) {
      String config = "{\"api_key\":\"k\",\"server_url\":\"" + platform.url() + "\"}";
      community("[{\"name\":\"tally\",\"config\":" + config + "}]")
          .post(
              "/api/internal/process/tally.poll",
              "{\"title\":\"x\",\"callback_url\":\"" + driver.url("/cb") + "\"}");
      soon().until(() -> !driver.messages("/cb").isEmpty());
      assertThat(isBy(SECRET, driver.messages("/cb").get(0))).isTrue();
      assertThat(receiver.seen().getString("managed_by")).isEqualTo("api");
    }
  }

  @Test
  default void aReceiverMayWantCloudEvents() {
    String signed = ",\"secret\":\"" + SECRET + "\",\"format\":\"cloudevents_%s\"";
    try (FakeDriver driver = new FakeDriver();
        TestReceiver plain = receiver(driver, "/plain", ",\"secret\":\"" + SECRET + "\"");
        TestReceiver binary = receiver(driver, "/binary", signed.formatted("binary"));
        TestReceiver structured = receiver(driver, "/structured", signed.formatted("structured"));
        Newsroom room = newsroom("posted")) {
      assertThat(plain.seen().getString("format")).isEqualTo("metagov");
      assertThat(binary.seen().getString("format")).isEqualTo("cloudevents_binary");
      Message event = awaitEvent(driver, "/plain", room, 1);
      assertThat(event.headers().keySet())
          .noneMatch(name -> name.toLowerCase(ROOT).startsWith("ce-"));
      for (TestReceiver receiver : List.of(binary, structured)) {
        String path = "/" + receiver.seen().getString("format").substring("cloudevents_".length());
        soon().until(() -> !driver.messages(path).isEmpty());
        Message sent = driver.messages(path).get(0);
        assertThat(isBy(SECRET, sent)).isTrue();
        assertThat(sent.header("metagov-previous")).hasValue("0");
        CloudEvent read =
            HttpMessageFactory.createReaderFromMultimap(sent.headers(), sent.body().getBytes(UTF_8))
                .toEvent();
        assertThat(read.getId()).isEqualTo(event.id()).isEqualTo(sent.id());
        assertThat(read.getSource())
            .hasToString("urn:metagov:community:" + room.community() + ":tally");
        assertThat(read.getType()).isEqualTo("org.metagov.tally.posted");
        assertThat(JsonText.parse(read.getData().toBytes())).isEqualTo(event.json());
      }
      // What a PUT leaves out is as at first.
      assertThat(binary.put(driver.url("/binary"), "").json().getString("format"))
          .isEqualTo("metagov");
      assertThat(binary.put(driver.url("/binary"), ",\"format\":\"xml\"").text())
          .contains("/format must be one of metagov, cloudevents_binary, cloudevents_structured");
    }
  }
}
