package org.metagov.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.metagov.gateway.contract.IdentityContract;
import org.metagov.gateway.fakes.discourse.FakeDiscourse;
import org.metagov.gateway.fakes.loomio.FakeLoomio;
import org.metagov.gateway.fakes.slack.FakeSlack;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.GatewayProcess;

/**
 * What the trials of the console share: a gateway where everybody has to sign in, platforms, a
 * driver, and a browser. It is started for the first of them, and ends with the last.
 */
@ExtendWith(ConsoleWorld.Start.class)
abstract class ConsoleWorld {
  static final String KEY = "the-key-of-the-console-trial-0815";
  static final Path PICTURES = Path.of("target", "screenshots");
  static final AtomicInteger NAMES = new AtomicInteger();

  static final FakeLoomio LOOMIO = new FakeLoomio();
  static final FakeDiscourse DISCOURSE = new FakeDiscourse();
  static final FakeSlack SLACK = new FakeSlack();
  static final FakeDriver DRIVER = new FakeDriver();

  static GatewayProcess gateway;
  static Api api;
  static ConsoleWindow console;

  /** Starts the world, once for all trials. */
  static final class Start implements BeforeAllCallback, AutoCloseable {
    @Override
    public void beforeAll(ExtensionContext context) {
      context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(ConsoleWorld.class))
          .getOrComputeIfAbsent(Start.class, type -> started());
    }

    private static Start started() {
      gateway =
          GatewayProcess.options()
              .data(GatewayProcess.newData())
              .set("metagov.internal.key", KEY)
              .set("metagov.internal.loopback", "false")
              .set("metagov.plugin.slack.server-url", SLACK.url())
              .set("metagov.plugin.slack.client-id", FakeSlack.CLIENT)
              .set("metagov.plugin.slack.client-secret", FakeSlack.CLIENT_SECRET)
              .set("metagov.plugin.slack.signing-secret", FakeSlack.SIGNING_SECRET)
              .start();
      api = gateway.api().with("Authorization", "Bearer " + KEY);
      console = new ConsoleWindow(gateway.api(), PICTURES);
      return new Start();
    }

    @Override
    public void close() {
      console.close();
      gateway.close();
      LOOMIO.close();
      DISCOURSE.close();
      SLACK.close();
      DRIVER.close();
    }
  }

  @BeforeEach
  void signedIn() {
    DRIVER.cheerUp();
    signIn(KEY);
  }

  /** Of every page. */
  @AfterEach
  void nothingHasRun() {
    console.isWhole();
  }

  static void signIn(String key) {
    console.forget().fill("Key", key).press("Sign in").sees("Sign out");
  }

  /** Makes a community with the two platforms that the trial has. */
  static String community(String calledAs) {
    return community("trial-" + NAMES.incrementAndGet(), calledAs);
  }

  static String community(String name, String calledAs) {
    Api.Reply made =
        api.put(
            "/api/internal/community/" + name,
            """
            {"readable_name":%s,"plugins":[
             {"name":"loomio","config":{"api_key":"%s","group_id":%d,"server_url":"%s"}},
             {"name":"discourse","config":{"api_key":"%s","webhook_secret":"%s","server_url":"%s"}},
             {"name":"randomness","config":{"default_low":1,"default_high":7}}]}"""
                .formatted(
                    JsonText.string(calledAs),
                    FakeLoomio.KEY,
                    FakeLoomio.GROUP,
                    LOOMIO.url(),
                    FakeDiscourse.KEY_FOR_ALL,
                    FakeDiscourse.SECRET,
                    DISCOURSE.url()));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    hook(name);
    return name;
  }

  /** Tells the platforms where their webhooks go. */
  static void hook(String name) {
    api.get("/api/internal/community/" + name + "/hooks").json().getJsonArray("hooks").stream()
        .map(path -> ((JsonString) path).getString())
        .forEach(
            path -> {
              if (path.contains("/loomio/")) {
                LOOMIO.hook(gateway.api().base() + path, FakeLoomio.Shape.TODAY);
              } else if (path.contains("/discourse")) {
                DISCOURSE.hook(gateway.api().base() + path);
              }
            });
  }

  static String poll(String community, String title, String... options) {
    // Whoever votes, votes in all polls that are open.
    LOOMIO.closeAll();
    Api.Reply started =
        api.as(community)
            .post(
                "/api/internal/process/loomio.poll",
                JsonText.object()
                    .add("title", title)
                    .add("options", JsonText.provider().createArrayBuilder(List.of(options)))
                    .add("closing_at", LocalDate.now(ZoneOffset.UTC).plusDays(7).toString())
                    .build()
                    .toString());
    assertThat(started.status()).as(started.text()).isEqualTo(202);
    return started.header("Location").orElseThrow();
  }

  static String page(String location) {
    return "#/votes/" + location.replace("/api/internal/process/", "");
  }

  static JsonObject config(String community, String plugin) {
    return api
        .get("/api/internal/community/" + community)
        .json()
        .getJsonArray("plugins")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(one -> one.getString("name").equals(plugin))
        .findFirst()
        .orElseThrow()
        .getJsonObject("config");
  }

  /** Links an account to somebody new, and returns who that is. */
  static String linked(String community, String platform, String account) {
    String id = Long.toString(IdentityContract.id(api, community));
    Api.Reply linked =
        api.post(
            "/api/internal/identity/link_account",
            """
            {"external_id":%s,"community_slug":"%s","platform_type":"%s","platform_identifier":"%s"}"""
                .formatted(id, community, platform, account));
    assertThat(linked.status()).as(linked.text()).isEqualTo(200);
    return id;
  }
}
