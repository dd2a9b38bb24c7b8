package org.metagov.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.schema.SchemaWriter;
import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.AuthType;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.Emits;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.PlatformId;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Process;
import org.metagov.gateway.spi.Progress;
import org.metagov.gateway.spi.Secret;
import org.metagov.gateway.spi.Takes;
import org.metagov.gateway.spi.Unsigned;
import org.metagov.gateway.spi.WebhookRequest;

/** Its plugins are public, as a plugin's records have to be. */
public class DescriptorReaderTest {
  public record Config() {}

  public record Value(int n) {}

  // A sound plugin.

  public record FullConfig(@PlatformId String team, @Secret String apiKey, @Secret String other) {}

  @MetagovPlugin(value = "full-1", auth = AuthType.API_KEY)
  @Emits("opened")
  @Emits(value = "closed", data = Value.class)
  public static class Full implements Plugin<FullConfig> {
    @Action(value = "b", description = "B", visibility = Action.Visibility.PUBLIC)
    public Value both(PluginInstance<FullConfig> instance, Value value) {
      return value;
    }

    @Action(value = "a", description = "A")
    public void neither(PluginInstance<FullConfig> instance) {}

    @Action(value = "json", description = "J")
    public JsonObject json(PluginInstance<FullConfig> instance, JsonObject any) {
      return any;
    }

    @Process(value = "vote", description = "V")
    public GovernanceProcess<FullConfig, Value, Value> vote() {
      return new Vote();
    }

    /** No action. */
    public void other() {}
  }

  /** A process that can be closed. */
  public static class Vote implements GovernanceProcess<FullConfig, Value, Value> {
    @Override
    public Progress<Value> start(PluginInstance<FullConfig> instance, Value value, String key) {
      return Progress.pending(value);
    }

    @Override
    public Progress<Value> close(PluginInstance<FullConfig> instance, Value state) {
      return Progress.pending(state);
    }
  }

  @Test
  void aSoundPluginIsReadWhole() {
    PluginDescriptor read = DescriptorReader.read(Full.class, new Full());
    assertThat(read.name()).isEqualTo("full-1");
    assertThat(read.auth()).isEqualTo(AuthType.API_KEY);
    assertThat(read.config()).isEqualTo(FullConfig.class);
    assertThat(read.platformId()).contains("team");
    assertThat(read.actions()).containsOnlyKeys("a", "b", "json");
    assertThat(read.events()).extracting(e -> e.eventType()).containsExactly("opened", "closed");
    assertThat(read.events()).extracting(e -> e.schema().isPresent()).containsExactly(false, true);
  }

  @Test
  void anActionHasSchemasOfItsRecordsOnly() {
    Map<String, ActionDescriptor> actions = DescriptorReader.read(Full.class, new Full()).actions();
    assertThat(actions.get("b").isPublic()).isTrue();
    assertThat(actions.get("b").parametersSchema()).contains(SchemaWriter.of(Value.class));
    assertThat(actions.get("b").responseSchema()).contains(SchemaWriter.of(Value.class));
    assertThat(actions.get("a").isPublic()).isFalse();
    assertThat(actions.get("a").parameterType()).isEmpty();
    assertThat(actions.get("a").responseSchema()).isEmpty();
    assertThat(actions.get("json").parameterType()).isEqualTo(Optional.of(JsonObject.class));
    assertThat(actions.get("json").parametersSchema()).isEmpty();
  }

  @Test
  void aProcessThatOverridesCloseCanBeClosed() {
    var process = DescriptorReader.read(Full.class, new Full()).processes().get("vote");
    assertThat(process.closable()).isTrue();
    assertThat(process.parameters()).isPresent();
  }

  // What is wrong with the plugin itself.

  public static class Unmarked implements Plugin<Config> {}

  @MetagovPlugin("Bad_Name")
  public static class BadName implements Plugin<Config> {}

  @MetagovPlugin("a123456789012345678901234567890")
  public static class LongName implements Plugin<Config> {}

  @MetagovPlugin("a")
  @SuppressWarnings("rawtypes")
  public static class NoConfig implements Plugin {}

  @MetagovPlugin("a")
  public static class AnyRecord implements Plugin<Record> {}

  record Hidden() {}

  @MetagovPlugin("a")
  public static class HiddenConfig implements Plugin<Hidden> {}

  @Test
  void aPluginThatIsDeclaredWronglyIsRefused() {
    assertRefused(Unmarked.class, "implements Plugin but lacks @MetagovPlugin");
    assertRefused(BadName.class, "'Bad_Name' is not a name of the form [a-z][a-z0-9-]*");
    assertRefused(LongName.class, "its name is longer than 30 characters");
    assertRefused(NoConfig.class, "must name the record type of its config: Plugin<Config>");
    assertRefused(AnyRecord.class, "its config must be a record, not java.lang.Record");
    assertRefused(HiddenConfig.class, "Hidden must be public");
  }

  // What is wrong with its config.

  public record Unsupported(Object it) {}

  @MetagovPlugin("a")
  public static class UnsupportedConfig implements Plugin<Unsupported> {}

  public record NotJson(@Default("ten") int size) {}

  @MetagovPlugin("a")
  public static class DefaultNotJson implements Plugin<NotJson> {}

  public record OtherType(@Default("true") int size) {}

  @MetagovPlugin("a")
  public static class DefaultOfOtherType implements Plugin<OtherType> {}

  public record Deep(OtherType inner) {}

  @MetagovPlugin("a")
  public static class DeepDefault implements Plugin<Deep> {}

  public record InList(List<OtherType> inner) {}

  @MetagovPlugin("a")
  public static class DefaultInList implements Plugin<InList> {}

  public record TwoIds(@PlatformId String a, @PlatformId String b) {}

  @MetagovPlugin("a")
  public static class TwoPlatformIds implements Plugin<TwoIds> {}

  public record NumberId(@PlatformId long team) {}

  @MetagovPlugin("a")
  public static class NumberPlatformId implements Plugin<NumberId> {}

  public record Unslugged(String key) {}

  @MetagovPlugin("a")
  public static class WithoutSlug implements Plugin<Unslugged> {
    @Override
    @Unsigned
    public Gate admit(PluginInstance<Unslugged> instance, WebhookRequest request) {
      return Gate.accept();
    }
  }

  @MetagovPlugin("a")
  public static class ByPatch implements Plugin<Unslugged> {
    @Override
    @Takes(methods = {"POST", "PATCH"})
    public Gate admit(PluginInstance<Unslugged> instance, WebhookRequest request) {
      return Gate.accept();
    }
  }

  @MetagovPlugin("a")
  public static class ByPut implements Plugin<Unslugged> {
    @Override
    @Takes(methods = "PUT", paths = true)
    public Gate admit(PluginInstance<Unslugged> instance, WebhookRequest request) {
      return Gate.accept();
    }
  }

  @Test
  void webhooksComeByTheMethodsThatThePluginNames() {
    assertRefused(ByPatch.class, "takes webhooks by other methods than GET, POST and PUT");
    assertThat(TestCatalog.read(new ByPut()).takes()).isEqualTo(new Taking(Set.of("PUT"), true));
    assertThat(TestCatalog.read(new ByPut()).takesForAll())
        .isEqualTo(new Taking(Set.of("POST"), false));
  }

  @Test
  void aPluginWhoseWebhooksNobodySignsHasASlug() {
    assertRefused(
        WithoutSlug.class,
        "takes webhooks that nobody signs, so its config needs a 'webhook_slug'");
  }

  @Test
  void aConfigThatIsDeclaredWronglyIsRefused() {
    assertRefused(
        UnsupportedConfig.class,
        "component 'it' of Unsupported: no JSON Schema for the type java.lang.Object");
    assertRefused(
        DefaultNotJson.class, "component 'size' of NotJson: its @Default is not JSON: ten");
    String bad = "the @Default of 'size' is not valid by its own schema";
    assertRefused(DefaultOfOtherType.class, bad);
    assertRefused(DeepDefault.class, bad);
    assertRefused(DefaultInList.class, bad);
    assertRefused(TwoPlatformIds.class, "more than one component of its config has @PlatformId");
    assertRefused(
        NumberPlatformId.class,
        "the component of its config with @PlatformId must be a String or a NumericId");
  }

  @Test
  void aSoundPluginIsShownWithItsSchemas() {
    assertThat(Metadata.of(DescriptorReader.read(Full.class, new Full())).getJsonObject("schemas"))
        .containsOnlyKeys("config", "actions", "events", "processes");
  }

  private static void assertRefused(Class<?> type, String why) {
    assertThatExceptionOfType(DeclarationException.class)
        .isThrownBy(() -> DescriptorReader.read(type, null))
        .withMessage(type.getName() + ": " + why);
  }
}
