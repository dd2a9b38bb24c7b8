package org.metagov.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.metagov.gateway.fakes.discourse.FakeDiscourse;
import org.metagov.gateway.fakes.loomio.FakeLoomio;
import org.metagov.gateway.fakes.opencollective.FakeOpenCollective;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.plugins.discourse.Discourse;
import org.metagov.gateway.plugins.loomio.Loomio;
import org.metagov.gateway.plugins.opencollective.OpenCollective;
import org.metagov.gateway.spi.OwnWebhook;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.testing.plugin.FakePlatform;
import org.metagov.gateway.testing.plugin.PluginUnderTest;

/** Plugins that register their webhooks by themselves, each on the fake of its platform. */
class OwnWebhooksTest {
  private static final String GATEWAY = "https://gateway.example.org";
  private static final String MADE = "0123456789abcdef0123456789abcdef";
  private static final String MADE_ANEW = "fedcba9876543210fedcba9876543210";

  private final FakeLoomio loomio = new FakeLoomio();
  private final FakeOpenCollective collective = new FakeOpenCollective();
  private final FakeDiscourse forum = new FakeDiscourse();
  private final List<AutoCloseable> open = new ArrayList<>(List.of(loomio, collective, forum));

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  /** A platform whose API lets webhooks be registered. */
  private enum Where {
    LOOMIO,
    COLLECTIVE,
    FORUM
  }

  @ParameterizedTest
  @EnumSource
  void enablingRegistersAWebhookAndDisablingTakesItAway(Where where) {
    PluginUnderTest plugin = plugin(where, MADE, "");
    plugin.initialize();
    assertThat(registered(where)).containsExactly(url(plugin, MADE));
    assertThat(standing(plugin).getBoolean("registered")).isTrue();
    assertThat(standing(plugin)).doesNotContainKey("by_hand");
    plugin.disable();
    assertThat(registered(where)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatACrashHasLeftIsFoundAgain(Where where) {
    PluginUnderTest lost = plugin(where, MADE, "");
    lost.initialize();
    lost.initialize();
    assertThat(registered(where)).containsExactly(url(lost, MADE));
    // Nothing of it was stored, and the next try has another slug.
    PluginUnderTest again = plugin(where, MADE_ANEW, "");
    again.initialize();
    assertThat(registered(where)).containsExactly(url(again, MADE_ANEW));
  }

  @ParameterizedTest
  @EnumSource
  void whatASiblingHasStaysWithIt(Where where) {
    PluginUnderTest one = plugin(where, MADE, "");
    PluginUnderTest other = plugin(where, MADE_ANEW, "");
    one.initialize();
    other.beside(url(one, MADE));
    other.initialize();
    assertThat(registered(where)).containsExactlyInAnyOrder(url(one, MADE), url(one, MADE_ANEW));
    // Whoever goes may not know of who comes in the same change.
    one.disable();
    assertThat(registered(where)).containsExactly(url(other, MADE_ANEW));
  }

  @ParameterizedTest
  @EnumSource
  void anAddressThatASiblingHasTakenOverStaysThere(Where where) {
    PluginUnderTest one = plugin(where, MADE, "");
    one.initialize();
    one.beside(url(one, MADE));
    one.disable();
    PluginUnderTest moved = plugin(where, "another-name", "");
    moved.beside(url(one, MADE));
    moved.reconfigureFrom(one);
    assertThat(registered(where))
        .containsExactlyInAnyOrder(url(one, MADE), url(one, "another-name"));
  }

  @ParameterizedTest
  @EnumSource
  void anAddressThatTheConfigChangesIsChangedOnThePlatform(Where where) {
    PluginUnderTest before = plugin(where, "a-name-of-our-own", "");
    before.initialize();
    PluginUnderTest after = plugin(where, "another-name", "");
    after.reconfigureFrom(before);
    assertThat(registered(where)).containsExactly(url(after, "another-name"));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotToBeRegisteredIsTakenAway(Where where) {
    PluginUnderTest before = plugin(where, MADE, "");
    before.initialize();
    PluginUnderTest after = plugin(where, MADE, ",\"register_webhook\":false");
    after.reconfigureFrom(before);
    assertThat(registered(where)).isEmpty();
    assertThat(standing(after).getString("by_hand")).contains("register_webhook is false");
  }

  @ParameterizedTest
  @EnumSource
  void whoMayNotRegisterIsToldWhatToDoByHand(Where where) {
    PluginUnderTest plugin = weak(where);
    plugin.initialize();
    assertThat(registered(where)).isEmpty();
    assertThat(standing(plugin).getBoolean("registered")).isFalse();
    assertThat(standing(plugin).getString("by_hand"))
        .startsWith("Enter the address on the platform yourself: ")
        .contains("refuses");
    plugin.disable();
  }

  @ParameterizedTest
  @EnumSource
  void whatAPlatformCannotReachIsNotRegistered(Where where) {
    PluginUnderTest plugin = plugin(where, MADE, "");
    plugin.callServer("http://127.0.0.1:8080");
    plugin.initialize();
    assertThat(registered(where)).isEmpty();
    assertThat(standing(plugin).getString("by_hand")).contains("refuses");
  }

  @ParameterizedTest
  @EnumSource
  void webhooksComeIn(Where where) {
    PluginUnderTest plugin = plugin(where, MADE, "");
    plugin.initialize();
    fake(where).lead(url(plugin, MADE), plugin.hookUrl());
    switch (where) {
      case LOOMIO -> {
        plugin.start(
            "poll",
            json("{\"title\":\"Tea?\",\"options\":[\"agree\"],\"closing_at\":\"2099-01-01\"}"),
            "k-1");
        loomio.vote();
      }
      case COLLECTIVE -> collective.decide(FakeOpenCollective.EXPENSE, "approved");
      case FORUM -> forum.open("alice", "Smoke above the garden", "Seen from the kitchen window");
    }
    assertThat(plugin.workOff()).isPositive();
  }

  @Test
  void anotherGroupHasAWebhookOfItsOwn() {
    PluginUnderTest before = plugin(Where.LOOMIO, MADE, "");
    before.initialize();
    PluginUnderTest after =
        under(
            new Loomio(),
            config(Where.LOOMIO, MADE, "").replace("710495", String.valueOf(FakeLoomio.SUBGROUP)));
    after.reconfigureFrom(before);
    assertThat(loomio.webhooks())
        .singleElement()
        .satisfies(hook -> assertThat(hook.getInt("group_id")).isEqualTo(710_496));
  }

  @Test
  void aForumIsToldTheSecretThatTheConfigHasNow() {
    plugin(Where.FORUM, MADE, "").initialize();
    PluginUnderTest after =
        under(
            new Discourse(),
            config(Where.FORUM, MADE, "").replace(FakeDiscourse.SECRET, "another-secret-0815"));
    after.initialize();
    fake(Where.FORUM).lead(url(after, MADE), after.hookUrl());
    forum.open("alice", "Smoke above the garden", "Seen from the kitchen window");
    assertThat(after.workOff()).isPositive();
  }

  @Test
  void webhooksOfOthersStayAsTheyAre() {
    String other = GATEWAY + "/api/hooks/village/discourse";
    forum.hook(other);
    PluginUnderTest plugin = plugin(Where.FORUM, MADE, "");
    plugin.initialize();
    plugin.disable();
    assertThat(forum.webhooks()).containsExactly(other);
  }

  @Test
  void aServerThatDoesNotKnowItsAddressAsksNobody() {
    try (PluginUnderTest nameless =
        new PluginUnderTest(
            new Loomio(), json(config(Where.LOOMIO, MADE, "")), Optional.of(loomio.url()))) {
      nameless.initialize();
      assertThat(standing(nameless).getString("by_hand")).contains("metagov.server-url");
    }
    assertThat(loomio.requests()).noneMatch(request -> request.target().contains("/chatbots"));
  }

  private PluginUnderTest plugin(Where where, String slug, String more) {
    return switch (where) {
      case LOOMIO -> under(new Loomio(), config(where, slug, more));
      case COLLECTIVE -> under(new OpenCollective(), config(where, slug, more));
      case FORUM -> under(new Discourse(), config(where, slug, more));
    };
  }

  private PluginUnderTest weak(Where where) {
    String config = config(where, MADE, "");
    return switch (where) {
      case LOOMIO -> under(new Loomio(), config.replace(FakeLoomio.KEY, FakeLoomio.MEMBER_KEY));
      case COLLECTIVE ->
          under(
              new OpenCollective(),
              config.replace(FakeOpenCollective.PERSONAL_TOKEN, FakeOpenCollective.WEAK_TOKEN));
      case FORUM ->
          under(new Discourse(), config.replace(FakeDiscourse.KEY, FakeDiscourse.MEMBER_KEY));
    };
  }

  private static String config(Where where, String slug, String more) {
    return switch (where) {
      case LOOMIO ->
          "{\"api_key\":\"%s\",\"group_id\":710495,\"webhook_slug\":\"%s\"%s}"
              .formatted(FakeLoomio.KEY, slug, more);
      case COLLECTIVE ->
          "{\"collective_slug\":\"metagov\",\"personal_token\":\"%s\",\"webhook_slug\":\"%s\"%s}"
              .formatted(FakeOpenCollective.PERSONAL_TOKEN, slug, more);
      case FORUM ->
          "{\"api_key\":\"%s\",\"webhook_secret\":\"%s\",\"server_url\":\"FORUM\",\"webhook_slug\":\"%s\"%s}"
              .formatted(FakeDiscourse.KEY, FakeDiscourse.SECRET, slug, more);
    };
  }

  private PluginUnderTest under(Plugin<?> of, String config) {
    String url = of instanceof Loomio ? loomio.url() : collective.url();
    PluginUnderTest plugin =
        new PluginUnderTest(of, json(config.replace("FORUM", forum.url())), Optional.of(url));
    plugin.callServer(GATEWAY);
    open.add(plugin);
    return plugin;
  }

  private FakePlatform fake(Where where) {
    return switch (where) {
      case LOOMIO -> loomio;
      case COLLECTIVE -> collective;
      case FORUM -> forum;
    };
  }

  private List<String> registered(Where where) {
    return switch (where) {
      case LOOMIO -> loomio.webhooks().stream().map(hook -> hook.getString("server")).toList();
      case COLLECTIVE -> collective.webhooks();
      case FORUM -> forum.webhooks();
    };
  }

  private static String url(PluginUnderTest plugin, String slug) {
    return GATEWAY + "/api/hooks/town/" + plugin.descriptor().name() + "/" + slug;
  }

  private static JsonObject standing(PluginUnderTest plugin) {
    return plugin.state().getJsonObject(OwnWebhook.STATE);
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text).asJsonObject();
  }
}
