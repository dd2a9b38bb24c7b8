package org.metagov.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Process;

/** Actions and processes that are declared wrongly; each is refused by class and method. */
public class ActionDeclarationTest {
  public record Config() {}

  public record Unsupported(Object it) {}

  record Hidden() {}

  @MetagovPlugin("a")
  public static class NotPublic implements Plugin<Config> {
    @Action(value = "x", description = "")
    void act(PluginInstance<Config> instance) {}
  }

  @MetagovPlugin("a")
  public static class Static implements Plugin<Config> {
    @Action(value = "x", description = "")
    public static void act(PluginInstance<Config> instance) {}
  }

  @MetagovPlugin("a")
  public static class BadName implements Plugin<Config> {
    @Action(value = "Act!", description = "")
    public void act(PluginInstance<Config> instance) {}
  }

  @MetagovPlugin("a")
  public static class NoInstance implements Plugin<Config> {
    @Action(value = "x", description = "")
    public void act(Config config) {}
  }

  @MetagovPlugin("a")
  public static class Nothing implements Plugin<Config> {
    @Action(value = "x", description = "")
    public void act() {}
  }

  @MetagovPlugin("a")
  public static class TooMuch implements Plugin<Config> {
    @Action(value = "x", description = "")
    public void act(PluginInstance<Config> instance, Config one, Config two) {}
  }

  @MetagovPlugin("a")
  public static class TakesText implements Plugin<Config> {
    @Action(value = "x", description = "")
    public void act(PluginInstance<Config> instance, String text) {}
  }

  @MetagovPlugin("a")
  public static class ReturnsText implements Plugin<Config> {
    @Action(value = "x", description = "")
    public String act(PluginInstance<Config> instance) {
      return "";
    }
  }

  @MetagovPlugin("a")
  public static class TakesHidden implements Plugin<Config> {
    @Action(value = "x", description = "")
    public void act(PluginInstance<Config> instance, Hidden hidden) {}
  }

  @MetagovPlugin("a")
  public static class TakesUnsupported implements Plugin<Config> {
    @Action(value = "x", description = "")
    public void act(PluginInstance<Config> instance, Unsupported unsupported) {}
  }

  @MetagovPlugin("a")
  public static class Twice implements Plugin<Config> {
    @Action(value = "x", description = "")
    public void act(PluginInstance<Config> instance) {}

    @Action(value = "x", description = "")
    public void actToo(PluginInstance<Config> instance) {}
  }

  @MetagovPlugin("a")
  public static class NoSchema implements Plugin<Config> {
    @Action(value = "x", description = "", parametersSchema = "none.json")
    public void act(PluginInstance<Config> instance, JsonObject any) {}
  }

  @MetagovPlugin("a")
  public static class NotASchema implements Plugin<Config> {
    // What lies beside this class and is no JSON: the class itself.
    @Action(value = "x", description = "", responseSchema = "ActionDeclarationTest.class")
    public JsonObject act(PluginInstance<Config> instance) {
      return JsonObject.EMPTY_JSON_OBJECT;
    }
  }

  @MetagovPlugin("a")
  public static class TwoSchemas implements Plugin<Config> {
    @Action(value = "x", description = "", parametersSchema = "none.json")
    public void act(PluginInstance<Config> instance, Config config) {}
  }

  @Test
  void anActionThatIsDeclaredWronglyIsRefused() {
    assertRefused(NotPublic.class, "act", "must be public and not static");
    assertRefused(Static.class, "act", "must be public and not static");
    assertRefused(BadName.class, "act", "'Act!' is not a name of the form [a-z][a-z0-9-]*");
    assertRefused(Twice.class, "actToo", "a second action 'x'");
  }

  @Test
  void anActionThatTakesOrReturnsTheWrongTypesIsRefused() {
    String takes =
        "an action takes (PluginInstance<Config>) or (PluginInstance<Config>, parameters)";
    assertRefused(NoInstance.class, "act", takes);
    assertRefused(Nothing.class, "act", takes);
    assertRefused(TooMuch.class, "act", takes);
    String records = "takes and returns records or JsonObject, not java.lang.String";
    assertRefused(TakesText.class, "act", records);
    assertRefused(ReturnsText.class, "act", records);
    assertRefused(TakesHidden.class, "act", "Hidden must be public");
    assertRefused(
        TakesUnsupported.class,
        "act",
        "component 'it' of Unsupported: no JSON Schema for the type java.lang.Object");
  }

  @Test
  void anActionWhoseSchemaCannotBeUsedIsRefused() {
    assertRefused(NoSchema.class, "act", "there is no schema 'none.json' beside the class");
    assertRefused(
        NotASchema.class,
        "act",
        "the schema 'ActionDeclarationTest.class' cannot be used: the text is not UTF-8");
    assertRefused(
        TwoSchemas.class, "act", "a record has its own schema; 'none.json' is for a JsonObject");
  }

  @MetagovPlugin("a")
  public static class ProcessTakesSomething implements Plugin<Config> {
    @Process(value = "x", description = "")
    public GovernanceProcess<Config, Config, Config> process(String text) {
      throw new AssertionError(text);
    }
  }

  @MetagovPlugin("a")
  public static class NoProcess implements Plugin<Config> {
    @Process(value = "x", description = "")
    public String process() {
      return "";
    }
  }

  @MetagovPlugin("a")
  @SuppressWarnings("rawtypes")
  public static class RawProcess implements Plugin<Config> {
    @Process(value = "x", description = "")
    public GovernanceProcess process() {
      throw new AssertionError();
    }
  }

  @MetagovPlugin("a")
  public static class GenericParameters implements Plugin<Config> {
    @Process(value = "x", description = "")
    public GovernanceProcess<Config, Map<String, String>, Config> process() {
      throw new AssertionError();
    }
  }

  @MetagovPlugin("a")
  public static class AnyState implements Plugin<Config> {
    @Process(value = "x", description = "")
    public GovernanceProcess<Config, Config, Record> process() {
      throw new AssertionError();
    }
  }

  @MetagovPlugin("a")
  public static class NullProcess implements Plugin<Config> {
    @Process(value = "x", description = "")
    public GovernanceProcess<Config, Config, Config> process() {
      return null;
    }
  }

  @Test
  void aProcessThatIsDeclaredWronglyIsRefused() {
    String shape = "a process's method takes nothing and returns GovernanceProcess<C, P, S>";
    assertRefused(ProcessTakesSomething.class, "process", shape);
    assertRefused(NoProcess.class, "process", shape);
    assertRefused(RawProcess.class, "process", shape);
    String named = "must name the classes of its parameters and its state";
    assertRefused(GenericParameters.class, "process", named);
    assertRefused(AnyState.class, "process", named);
    assertThatExceptionOfType(DeclarationException.class)
        .isThrownBy(() -> DescriptorReader.read(NullProcess.class, new NullProcess()))
        .withMessage(NullProcess.class.getName() + "#process: does not return a process: null");
  }

  private static void assertRefused(Class<?> type, String method, String why) {
    assertThatExceptionOfType(DeclarationException.class)
        .isThrownBy(() -> DescriptorReader.read(type, null))
        .withMessage(type.getName() + "#" + method + ": " + why);
  }
}
