package org.metagov.gateway.community;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.TestCatalog;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Unsigned;
import org.metagov.gateway.spi.WebhookRequest;

public class HookPathTest {
  public record Config(Optional<String> webhookSlug) {}

  @MetagovPlugin("hints")
  public static class Hints implements Plugin<Config> {
    @Override
    @Unsigned
    public Gate admit(PluginInstance<Config> instance, WebhookRequest request) {
      return Gate.accept();
    }
  }

  @MetagovPlugin("signed")
  public static class Signed implements Plugin<Config> {
    @Override
    public Gate admit(PluginInstance<Config> instance, WebhookRequest request) {
      return Gate.accept();
    }
  }

  private static JsonObject config(String slug) {
    var config = JsonText.object().add("other", 1);
    return (slug == null ? config : config.add("webhook_slug", slug)).build();
  }

  private static Optional<PluginSnapshot> enabled(String slug) {
    return Optional.of(new PluginSnapshot(1, "garden", "hints", config(slug)));
  }

  private static JsonObject guarded(
      Plugin<?> plugin, String slug, Optional<PluginSnapshot> before) {
    PluginDescriptor descriptor = TestCatalog.read(plugin);
    DesiredPlugin desired =
        new DesiredPlugin(
            descriptor, Optional.empty(), true, config(slug), Optional.empty(), Map.of());
    return HookPath.guarded(desired, before).config();
  }

  @Test
  void whatNobodySignsHasAPathThatNobodyCanGuess() {
    JsonObject one = guarded(new Hints(), null, Optional.empty());
    JsonObject other = guarded(new Hints(), "", Optional.empty());
    assertThat(one.getString("webhook_slug")).matches("[0-9a-f]{32}");
    assertThat(other.getString("webhook_slug"))
        .matches("[0-9a-f]{32}")
        .isNotEqualTo(one.getString("webhook_slug"));
    assertThat(one.getInt("other")).isEqualTo(1);
  }

  @Test
  void aPathThatWasEnteredSomewhereStays() {
    assertThat(guarded(new Hints(), null, enabled("s3cret"))).isEqualTo(config("s3cret"));
    assertThat(guarded(new Hints(), "new", enabled("s3cret"))).isEqualTo(config("new"));
    // Enabled before the gateway made any.
    assertThat(guarded(new Hints(), null, enabled(null))).isEqualTo(config(null));
  }

  @Test
  void whatIsSignedNeedsNone() {
    assertThat(guarded(new Signed(), null, Optional.empty())).isEqualTo(config(null));
  }
}
