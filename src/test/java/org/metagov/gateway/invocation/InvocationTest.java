package org.metagov.gateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.validation.constraints.Max;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.catalog.TestCatalog;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Secret;
import org.metagov.gateway.testing.FakeInstance;

/** Its plugin is public, as a plugin's records have to be. */
public class InvocationTest {
  public record Config(@Secret String apiKey) {}

  public record Amount(@Max(9) double n) {}

  /** A plugin whose actions do what the test says. */
  @MetagovPlugin("fake")
  public static class Fake implements Plugin<Config> {
    private Supplier<JsonObject> json = () -> JsonValue.EMPTY_JSON_OBJECT;
    private double number;

    @Action(value = "json", description = "")
    public JsonObject json(PluginInstance<Config> instance) {
      return json.get();
    }

    @Action(value = "number", description = "")
    public Amount number(PluginInstance<Config> instance) {
      return new Amount(number);
    }

    @Action(value = "echo", description = "")
    public Amount echo(PluginInstance<Config> instance, Amount number) {
      return number;
    }

    @Action(value = "nothing", description = "")
    public void nothing(PluginInstance<Config> instance) {}

    @Override
    public void initialized(PluginInstance<Config> instance) {
      instance.state().update("result", JsonObject.class, before -> json.get());
    }
  }

  private final Fake fake = new Fake();
  private final PluginDescriptor plugin = TestCatalog.read(fake);
  private final PluginInstance<Config> instance = new FakeInstance<>(new Config("hush-1"));
  private final Secrets secrets =
      Secrets.of(plugin, JsonText.object().add("api_key", "hush-1").build());

  @Test
  void anActionIsGivenItsParametersAndItsResultIsJson() {
    assertThat(call("echo", JsonText.object().add("n", 5).build()))
        .isEqualTo(JsonText.parse("{\"n\":5.0}"));
  }

  @Test
  void anActionThatReturnsNothingHasAnEmptyResult() {
    assertThat(call("nothing")).isEqualTo(JsonValue.EMPTY_JSON_OBJECT);
  }

  @Test
  void aParameterOutOfRangeIsTheCallersFault() {
    JsonObject tooLarge = JsonText.parse("{\"n\":1e400}").asJsonObject();
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> call("echo", tooLarge))
        .returns(ProblemType.INVALID, ProblemException::type);
  }

  @Test
  void anInvalidParameterIsTheCallersFault() {
    ProblemException problem = thrown(new InvalidParameterException("no such user hush-1"));
    assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
    assertThat(problem).hasMessage("no such user ***");
  }

  @Test
  void aPlatformThatFailedIsTold() {
    ProblemException problem =
        thrown(PlatformException.answered("it said 500: hush-1", 500, Optional.empty()));
    assertThat(problem.type()).isEqualTo(ProblemType.PLATFORM_FAILED);
    assertThat(problem).hasMessage("fake: it said 500: ***");
    assertThat(problem.retryAfter()).isEmpty();
  }

  @Test
  void aPlatformThatWasTooSlowIsTold() {
    ProblemException problem = thrown(PlatformException.timedOut("too slow", null));
    assertThat(problem.type()).isEqualTo(ProblemType.PLATFORM_TIMEOUT);
    assertThat(problem).hasMessage("fake: too slow");
  }

  @Test
  void howLongAPlatformAsksToWaitIsPassedOn() {
    ProblemException problem =
        thrown(PlatformException.answered("later", 429, Optional.of(Duration.ofSeconds(7))));
    assertThat(problem.type()).isEqualTo(ProblemType.PLATFORM_FAILED);
    assertThat(problem.retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void aFaultOfAPluginIsOursAndItsTextIsForTheLogOnly() {
    ProblemException problem = thrown(new IllegalStateException("broken"));
    assertThat(problem.type()).isEqualTo(ProblemType.INTERNAL);
    assertThat(problem).hasMessage("Plugin 'fake' failed");
    assertThat(problem.getCause()).hasMessage("java.lang.IllegalStateException: broken");
  }

  @Test
  void noSecretIsInWhatIsLoggedOfAFault() {
    IllegalStateException fault =
        new IllegalStateException("with hush-1", new IllegalStateException("from hush-1"));
    ProblemException problem = thrown(fault);
    assertThat(problem.getCause()).hasMessage("java.lang.IllegalStateException: with ***");
    assertThat(problem.getCause()).hasNoCause();
    assertThat(problem.getCause().getStackTrace()).isEqualTo(fault.getStackTrace());
  }

  @Test
  void aProblemStaysAsItIs() {
    ProblemException problem = new ProblemException(ProblemType.CONFLICT, "twice");
    assertThat(thrown(problem)).isSameAs(problem);
  }

  @Test
  void anErrorOfAPluginIsItsFaultToo() {
    for (Throwable error :
        List.of(
            new StackOverflowError(),
            new NoClassDefFoundError("hush-1"),
            new AssertionError("hush-1"))) {
      ProblemException problem = thrown(error);
      assertThat(problem.type()).isEqualTo(ProblemType.INTERNAL);
      assertThat(problem).hasMessage("Plugin 'fake' failed");
      assertThat(problem.getCause()).hasMessageStartingWith(error.getClass().getName());
      assertThat(problem.getCause().getMessage()).doesNotContain("hush-1");
    }
  }

  @Test
  void anErrorOfTheMachineStaysAsItIs() {
    OutOfMemoryError error = new OutOfMemoryError();
    fake.json =
        () -> {
          throw error;
        };
    assertThat(catchThrowableOfType(OutOfMemoryError.class, () -> call("json"))).isSameAs(error);
  }

  @Test
  void aResultThatBreaksItsSchemaIsThePlatformsFault() {
    fake.number = 10;
    assertBadResult("number", "'/n'");
  }

  @Test
  void aResultThatJsonCannotHoldIsThePlatformsFault() {
    fake.number = Double.NaN;
    assertBadResult("number", "it holds a number that JSON does not have");
  }

  @Test
  void noResultWhereOneIsDeclaredIsThePlatformsFault() {
    fake.json = () -> null;
    assertBadResult("json", "it is not an object");
  }

  @Test
  void aHookTellsItsFailuresAsAnActionDoes() {
    fake.json =
        () -> {
          throw new PlatformException("unknown team hush-1");
        };
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(
            () -> Invocation.<Config>hook(plugin, secrets, hook -> hook.initialized(instance)))
        .withMessage("fake: unknown team ***")
        .returns(ProblemType.PLATFORM_FAILED, ProblemException::type);
  }

  private void assertBadResult(String action, String why) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> call(action))
        .withMessageStartingWith(
            "The result of 'fake.%s' is not what it declares: %s".formatted(action, why))
        .returns(ProblemType.PLATFORM_FAILED, ProblemException::type);
  }

  private ProblemException thrown(Throwable exception) {
    fake.json =
        () -> {
          if (exception instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) exception;
        };
    return catchThrowableOfType(ProblemException.class, () -> call("json"));
  }

  private JsonObject call(String action) {
    return call(action, JsonValue.EMPTY_JSON_OBJECT);
  }

  private JsonObject call(String action, JsonObject parameters) {
    return Invocation.action(plugin, plugin.actions().get(action), instance, secrets, parameters);
  }
}
