package org.metagov.gateway.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.TestCatalog;
import org.metagov.gateway.community.CommunitySnapshot;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.CommunitySnapshot.Unreadable;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.community.HookPath;
import org.metagov.gateway.community.HookPathTest;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.WebhookRequest;

public class HookPathsTest {
  private static final PluginDescriptor SIGNED = TestCatalog.read(new HookPathTest.Signed());
  private static final PluginDescriptor ONE_PATH = TestCatalog.read(new OnePath());

  public record NoSlug(Optional<String> other) {}

  @MetagovPlugin("one-path")
  public static class OnePath implements Plugin<NoSlug> {
    @Override
    public Gate admit(PluginInstance<NoSlug> instance, WebhookRequest request) {
      return Gate.accept();
    }
  }

  private static JsonObject config(String slug) {
    return slug == null
        ? JsonValue.EMPTY_JSON_OBJECT
        : JsonText.object().add("webhook_slug", slug).build();
  }

  private static CommunitySnapshot garden(PluginSnapshot... plugins) {
    return new CommunitySnapshot("garden", "", List.of(plugins));
  }

  private static PluginSnapshot there(long id, String called, String slug) {
    return new PluginSnapshot(id, "garden", "signed", Optional.ofNullable(called), config(slug));
  }

  private static DesiredPlugin wanted(PluginDescriptor plugin, String called, String slug) {
    return new DesiredPlugin(
        plugin, Optional.ofNullable(called), false, config(slug), Optional.empty(), Map.of());
  }

  /** Returns the slugs; empty for the path without one. */
  private static List<String> slugs(
      CommunitySnapshot before, List<Long> gone, DesiredPlugin... wanted) {
    return HookPaths.guarded(List.of(wanted), before, gone).stream()
        .map(plugin -> HookPath.slug(plugin.config()).orElse(""))
        .toList();
  }

  @Test
  void oneAloneHasThePathWithoutASlug() {
    assertThat(slugs(garden(), List.of(), wanted(SIGNED, "a", null))).containsExactly("");
    assertThat(slugs(garden(there(1, "a", null)), List.of(1L), wanted(SIGNED, "b", null)))
        .containsExactly("");
  }

  @Test
  void whatComesBesideAnotherHasASlug() {
    List<String> both =
        slugs(garden(), List.of(), wanted(SIGNED, "a", null), wanted(SIGNED, "b", null));
    assertThat(both.get(0)).isEmpty();
    assertThat(both.get(1)).matches("[0-9a-f]{32}");
    assertThat(slugs(garden(there(1, "a", null)), List.of(), wanted(SIGNED, "b", null)).get(0))
        .matches("[0-9a-f]{32}");
  }

  @Test
  void thePathWithoutASlugIsNotGivenAwayWhileNobodyKnowsWhoHasIt() {
    Unreadable lost = new Unreadable(1, "signed", Optional.of("a"));
    CommunitySnapshot before = new CommunitySnapshot("garden", "", List.of(), List.of(lost));
    assertThat(slugs(before, List.of(), wanted(SIGNED, "b", null)).get(0)).matches("[0-9a-f]{32}");
    assertThat(slugs(before, List.of(1L), wanted(SIGNED, "b", null))).containsExactly("");
    assertThat(slugs(before, List.of(), wanted(SIGNED, "a", null))).containsExactly("");
    assertThat(slugs(before, List.of(), wanted(ONE_PATH, "b", null))).containsExactly("");
  }

  @Test
  void aPathStaysWithWhoHasIt() {
    CommunitySnapshot before = garden(there(1, "a", "s3cret"), there(2, "b", null));
    assertThat(slugs(before, List.of(), wanted(SIGNED, "a", null), wanted(SIGNED, "b", null)))
        .containsExactly("s3cret", "");
    assertThat(slugs(before, List.of(), wanted(SIGNED, "a", null))).containsExactly("s3cret");
  }

  @Test
  void whatTheGatewayHasMadeStaysWithoutTheOther() {
    String made = "0123456789abcdef0123456789abcdef";
    CommunitySnapshot before = garden(there(1, "a", null), there(2, "b", made));
    assertThat(slugs(before, List.of(1L), wanted(SIGNED, "b", null))).containsExactly(made);
    CommunitySnapshot own = garden(there(1, "a", null), there(2, "b", "own"));
    assertThat(slugs(own, List.of(1L), wanted(SIGNED, "b", null))).containsExactly("");
  }

  @Test
  void noTwoHaveTheSame() {
    CommunitySnapshot before = garden(there(1, "a", "s3cret"));
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> slugs(before, List.of(), wanted(SIGNED, "b", "s3cret")))
        .withMessage("Two instances of plugin 'signed' have the same webhook_slug");
  }

  @Test
  void whatHasOnePathIsThereOnce() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(
            () ->
                slugs(
                    garden(), List.of(), wanted(ONE_PATH, "a", null), wanted(ONE_PATH, "b", null)))
        .withMessage(
            "Plugin 'one-path' has one path for webhooks, and so one instance in a community");
  }
}
