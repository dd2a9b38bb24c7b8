package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.example.plugins.guild.FakeGuild;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.spi.Signatures;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.Canaries;
import org.metagov.gateway.testing.DriverKey;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.SignedIn;
import org.metagov.gateway.testing.Visitor;

/** The keys that seal secrets are changed while all else goes on. */
public interface SecretsContract extends GatewayUnderTest {
  String SECRETS = "/api/internal/secrets";

  private JsonArray keys() {
    return api().get(SECRETS).json().getJsonArray("keys");
  }

  private static List<String> ids(JsonArray keys) {
    return keys.getValuesAs(JsonObject.class).stream().map(key -> key.getString("id")).toList();
  }

  private static boolean hasHappened(HookedCommunity community) {
    return community.events().containsAll(community.acknowledged());
  }

  @Test
  default void theKeysAreChangedUnderLoad() {
    HookedCommunity before = HookedCommunity.create(api(), fresh());
    assertThat(before.send().status()).isEqualTo(200);
    String old = ids(keys()).get(0);
    Reply rotated = api().post(SECRETS + "/rotate", "{}");
    assertThat(rotated.status()).isEqualTo(202);
    assertThat(rotated.json().getBoolean("rotating")).isTrue();
    assertThat(ids(rotated.json().getJsonArray("keys"))).hasSize(2).contains(old);
    // Of another one while that goes on, nothing comes.
    assertThat(ids(api().post(SECRETS + "/rotate", "{}").json().getJsonArray("keys")))
        .isEqualTo(ids(rotated.json().getJsonArray("keys")));
    // What a community does goes on meanwhile, with secrets of before and of now.
    HookedCommunity during = HookedCommunity.create(api(), fresh());
    soon()
        .until(
            () -> {
              assertThat(before.send().status()).isEqualTo(200);
              assertThat(during.send().status()).isEqualTo(200);
              return hasHappened(before) && hasHappened(during);
            });
    pass(Duration.ofMinutes(3));
    soon().until(() -> ids(keys()).size() == 1);
    assertThat(ids(keys())).doesNotContain(old);
    assertThat(before.send().status()).isEqualTo(200);
    assertThat(api().get(before.path()).status()).isEqualTo(200);
  }

  /** Returns the folders and files that the gateway and its database write. */
  List<Path> written();

  /** Returns all that can be read of the database by SQL; empty where nobody else can. */
  default String dump() {
    return "";
  }

  @Test
  default void noSecretIsInFilesDumpsLogsAnswersOrErrors() {
    Canaries secrets = new Canaries();
    Canaries planted = new Canaries();
    List<Reply> answers = new ArrayList<>();
    String name = fresh();
    String path = "/api/internal/community/" + name;
    // What is no secret is everywhere: else nothing would be shown by what is nowhere.
    String title = planted.fresh("title");
    String complaint = planted.fresh("complaint");

    String webhookSecret = secrets.fresh("webhook-secret");
    String config =
        "{\"api_key\":\"%s\",\"webhook_secret\":\"%s\"%s}"
            .formatted(secrets.fresh("api-key"), webhookSecret, "%s");
    Api keyed = api().as(name).with("Idempotency-Key", fresh());
    answers.add(
        api()
            .put(
                path,
                ("{\"readable_name\":\"%s\",\"plugins\":[{\"name\":\"randomness\","
                        + "\"config\":{\"default_low\":1,\"default_high\":2}},"
                        + "{\"name\":\"tally\",\"config\":%s}]}")
                    .formatted(title, config.formatted(""))));
    String enabling = config.formatted(",\"step\":2");
    // By this, a weak secret could be guessed.
    secrets.keep(digest(enabling));
    answers.add(keyed.post("/api/internal/plugin/tally", enabling));
    answers.add(keyed.post("/api/internal/plugin/tally", enabling));
    assertThat(answers).extracting(Reply::status).containsExactly(201, 200, 200);
    answers.addAll(mistakes(name, config, secrets, planted));

    hook(name, webhookSecret, "posted", "said", secrets);
    hook(name, webhookSecret, "muttering", complaint, secrets);
    hook(name, webhookSecret, "poison", "x", secrets);
    soon().until(() -> inbox(name).contains(complaint) && inbox(name).contains("\"tries\":1"));

    answers.addAll(receivers(name, secrets));
    answers.addAll(process(name, secrets));
    answers.addAll(people(name, secrets));

    assertNowhere(secrets, planted, answers, name);
    api().post(SECRETS + "/rotate", "{}");
    pass(Duration.ofMinutes(3));
    soon().until(() -> ids(keys()).size() == 1);
    assertNowhere(secrets, planted, answers, name);
  }

  private static String digest(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** What a caller does wrongly, with a secret in it. */
  private List<Reply> mistakes(String name, String config, Canaries secrets, Canaries planted) {
    String mistaken = secrets.fresh("mistaken");
    String path = "/api/internal/community/" + name;
    Reply unknown = api().as(planted.fresh("unknown")).act("tally.count", "{}");
    assertThat(unknown.status()).isEqualTo(400);
    return List.of(
        unknown,
        api()
            .as(name)
            .post("/api/internal/plugin/tally", config.formatted(",\"refuse\":\"always\"")),
        api().as(name).post("/api/internal/plugin/tally", config.formatted(",\"step\":\"x\"")),
        api().as(name).post("/api/internal/plugin/tally", "{\"api_key\":\"" + mistaken),
        api().as(name).post("/api/internal/plugin/tally", "{\"api_key\":[\"" + mistaken + "\"]}"),
        api()
            .put(
                path,
                "{\"plugins\":[{\"name\":\"nope\",\"config\":{\"k\":\"" + mistaken + "\"}}]}"),
        api().get("/api/internal/nothing?key=" + mistaken),
        api().with("Authorization", "Bearer " + mistaken).get(path),
        api().as(name).act("tally.set", "{\"count\":-1}"),
        api().with("X-Tally-Signature", mistaken).post("/api/hooks/" + name + "/tally", "{}"));
  }

  private List<Reply> receivers(String name, Canaries secrets) {
    String path = "/api/internal/receivers/" + name;
    byte[] random = fresh().repeat(3).substring(0, 30).getBytes(StandardCharsets.UTF_8);
    String secret = "whsec_" + secrets.keep(Base64.getEncoder().encodeToString(random));
    String body =
        "{\"url\":\"http://127.0.0.1:9/?token=%s\",\"communities\":[\"%s\"],\"secret\":\"%s\","
            + "\"headers\":{\"Authorization\":\"Bearer %s\"}}";
    List<Reply> answers = new ArrayList<>();
    // Its address is shown to who asks for it, so that it is looked for elsewhere only.
    api()
        .put(
            path,
            body.formatted(
                secrets.fresh("receiver-url"), name, secret, secrets.fresh("receiver-header")));
    Reply rotated = api().post(path + "/rotate-secret", "{}");
    secrets.keep(rotated.json().getString("secret").substring("whsec_".length()));
    answers.add(api().post(path + "/test", null));
    Reply key =
        api()
            .post(
                "/api/internal/driver-keys",
                "{\"name\":\"canary\",\"scope\":\"read\",\"communities\":[\"" + name + "\"]}");
    assertThat(key.status()).as(key.text()).isEqualTo(201);
    secrets.keep(key.json().getString("key"));
    secrets.keep(key.json().getString("callback_secret").substring("whsec_".length()));
    answers.add(api().with("Authorization", "Bearer " + key.json().getString("key")).get(path));
    return answers;
  }

  /** One that ends, so that its driver is to hear of it, where nobody listens. */
  private List<Reply> process(String name, Canaries secrets) {
    Api driver = api().as(name).with("Idempotency-Key", fresh());
    Reply started =
        driver.post(
            "/api/internal/process/randomness.delayed-stochastic-vote",
            "{\"options\":[\"a\",\"b\"],\"delay\":10,\"callback_url\":"
                + "\"http://127.0.0.1:9/?token=%s\"}".formatted(secrets.fresh("callback")));
    assertThat(started.status()).as(started.text()).isEqualTo(202);
    String location = started.header("Location").orElseThrow();
    return List.of(
        started, api().delete(location), api().get(location), api().get(location + "/callbacks"));
  }

  /** People come with browsers: they let a plugin in, sign in, and look at the console. */
  private List<Reply> people(String name, Canaries secrets) {
    try (FakeGuild guild = new FakeGuild();
        DriverKey key = DriverKey.of(api(), "administer", name)) {
      Api driver = key.driver().as(name).with("Idempotency-Key", fresh());
      Reply invited = driver.post("/api/internal/plugin/guild/invitation", null);
      String invitation = secrets.keep(invited.json().getString("invitation"));
      List<Reply> answers = new ArrayList<>();
      // Whoever has read it has read it: it is not shown again.
      answers.add(driver.post("/api/internal/plugin/guild/invitation", null));
      answers.addAll(
          browsed(
              guild, "type=app&community=%s&invitation=%s".formatted(name, invitation), secrets));
      long person = IdentityContract.id(api(), name);
      String wanted = "{\"external_id\":" + person + "}";
      Reply passed = driver.post(IdentityContract.PATH + "pass", wanted);
      String pass = secrets.keep(passed.json().getString("metagov_id"));
      answers.add(driver.post(IdentityContract.PATH + "pass", wanted));
      answers.addAll(browsed(guild, "type=user&metagov_id=" + pass, secrets));
      guild.expire();
      answers.add(api().as(name).act("guild.whoami", "{}"));
      answers.add(api().as(name).act("guild.whoami", "{}"));
      guild.secrets().forEach(secrets::keep);
      SignedIn signedIn = SignedIn.with(key);
      secrets.keep(signedIn.token());
      secrets.keep(signedIn.pair().split("=", 2)[1]);
      answers.add(signedIn.page().get(SignedIn.PATH));
      return answers;
    }
  }

  /** A browser goes to the platform and comes back; what it carries is in no answer's text. */
  private List<Reply> browsed(FakeGuild guild, String query, Canaries secrets) {
    Visitor visitor = new Visitor(api(), "guild");
    String back = URLEncoder.encode(AuthorizationContract.DRIVER, StandardCharsets.UTF_8);
    Reply left = visitor.leave("redirect_uri=" + back + "&" + query);
    assertThat(left.status()).as(left.text()).isEqualTo(302);
    String page = left.header("Location").orElseThrow();
    secrets.keep(FakeGuild.pairs(URI.create(page).getRawQuery()).get("state"));
    secrets.keep(visitor.cookie().split("=", 2)[1]);
    Reply ended = visitor.comeBack(guild.yes(page));
    assertThat(ended.header("Location").orElseThrow()).startsWith(AuthorizationContract.DRIVER);
    return List.of(left, ended);
  }

  private void assertNowhere(Canaries secrets, Canaries planted, List<Reply> answers, String name) {
    List<String> texts = new ArrayList<>(answers.stream().map(Reply::text).toList());
    for (String page :
        List.of(
            "community/" + name,
            "community/" + name + "/hooks",
            "process?community=" + name,
            "receivers/" + name + "/lanes",
            "receivers/" + name + "/deliveries",
            "events?community=" + name,
            "inbox/counts?community=" + name + "&plugin=tally",
            "driver-keys",
            "identity/get_users?community=" + name,
            "audit?community=" + name,
            "secrets")) {
      Reply reply = api().get("/api/internal/" + page);
      assertThat(reply.status()).as(page).isEqualTo(200);
      texts.add(reply.text());
    }
    texts.add(inbox(name));
    String all = String.join("\n", texts);
    assertThat(planted.in(all)).as("answers and errors").hasSizeGreaterThanOrEqualTo(2);
    assertThat(secrets.in(all)).as("answers and errors").isEmpty();
    for (Path place : written()) {
      assertThat(planted.below(List.of(place))).as("the scan of " + place).isNotEmpty();
      assertThat(secrets.below(List.of(place))).isEmpty();
    }
    String dump = dump();
    assertThat(dump.isEmpty() || !planted.in(dump).isEmpty()).isTrue();
    assertThat(secrets.in(dump)).as("dump").isEmpty();
  }

  private String inbox(String name) {
    StringBuilder all = new StringBuilder();
    Reply page = api().get("/api/internal/inbox?community=" + name);
    for (JsonObject webhook : page.json().getJsonArray("webhooks").getValuesAs(JsonObject.class)) {
      all.append(api().get("/api/internal/inbox/" + webhook.getInt("id")).text()).append('\n');
    }
    return all.append(page.text()).toString();
  }

  /** Sends a webhook with secrets wherever platforms put them. */
  private void hook(String name, String secret, String type, String text, Canaries secrets) {
    String body =
        "{\"id\":\"%s\",\"time\":%d,\"team\":\"T0\",\"type\":\"%s\",\"text\":\"%s\",\"token\":\"%s\"}"
            .formatted(fresh(), Long.MAX_VALUE / 1_000, type, text, secret);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String signature = HexFormat.of().formatHex(Signatures.hmacSha256(secret, bytes));
    Reply reply =
        api()
            .with("X-Tally-Signature", signature)
            .with("Authorization", "Bearer " + secrets.fresh("hook-authorization"))
            .with("Cookie", "session=" + secrets.fresh("hook-cookie"))
            .with("X-Api-Key", secrets.fresh("hook-key"))
            .post("/api/hooks/" + name + "/tally", body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
  }
}
