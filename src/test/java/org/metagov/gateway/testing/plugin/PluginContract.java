package org.metagov.gateway.testing.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.metagov.gateway.catalog.PluginDescriptor.EventDescriptor;
import org.metagov.gateway.invocation.Emitted;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.schema.InputSchema;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform.Delivery;
import org.metagov.gateway.testing.plugin.FakePlatform.Mood;
import org.metagov.gateway.testing.plugin.PluginUnderTest.Running;

/**
 * What every plugin has to hold, against a fake of its platform. A plugin's test extends this, says
 * how the plugin is used, and inherits the tests.
 *
 * @param <F> the platform
 */
public abstract class PluginContract<F extends FakePlatform> {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int SHORTEST_SECRET = 4;
  private static final int TRIES = 100;

  /** How a platform fails, and what a driver is told then. */
  private static final Map<Mood, ProblemType> FAILURES =
      Map.of(
          Mood.AWAY, ProblemType.PLATFORM_FAILED,
          Mood.HANGING, ProblemType.PLATFORM_TIMEOUT,
          Mood.HUGE, ProblemType.PLATFORM_FAILED,
          Mood.BUSY, ProblemType.PLATFORM_FAILED,
          Mood.BROKEN, ProblemType.PLATFORM_FAILED,
          Mood.NONSENSE, ProblemType.PLATFORM_FAILED);

  private final LogKeeper log = new LogKeeper();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  /** Returns the plugin, new. */
  protected abstract Plugin<?> plugin();

  /** Returns its platform, new: one that feels well and knows the account of {@link #config}. */
  protected abstract F platform();

  /** Returns a config that works with {@code platform}, with every secret that it can have. */
  protected abstract JsonObject config(F platform);

  /** Returns what the server has set for the plugin, by whole keys. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  /** Returns the credentials that an installation has left, by their names. */
  protected Map<String, Credential> credentials() {
    return Map.of();
  }

  /** Returns an example of each action, for {@code platform} as it is when it is new. */
  protected abstract List<ActionExample> actions(F platform);

  /** Returns a story of each process. */
  protected List<ProcessStory<F>> processes() {
    return List.of();
  }

  /** Lets the platform send its webhooks to {@code url}. */
  protected void hook(F platform, String url) {}

  /** Does something on the platform that it sends a webhook for. */
  protected void provoke(F platform) {
    throw new UnsupportedOperationException("the plugin takes webhooks: say how one is provoked");
  }

  /**
   * Lets all happen that the plugin declares with {@code @Emits}, each at least once, where {@link
   * #provoke} is not all of it. {@code plugin} is enabled, and has its webhooks.
   */
  protected void happen(F platform, PluginUnderTest plugin) {
    if (plugin.descriptor().takesWebhooks()) {
      provoke(platform);
    }
  }

  /** Returns {@code headers} as {@code platform} sends them with {@code body}: signed. */
  protected Map<String, String> sign(F platform, Map<String, String> headers, byte[] body) {
    return headers;
  }

  /** Returns whether the platform signs its webhooks. */
  protected boolean signs() {
    return true;
  }

  @BeforeEach
  void keepLog() {
    Logger.getLogger("").addHandler(log);
  }

  /** Nothing that was told to anybody in the test holds a secret. */
  @AfterEach
  void closeAll() throws Exception {
    Logger.getLogger("").removeHandler(log);
    for (AutoCloseable each : open) {
      each.close();
    }
    F platform = platform();
    try (platform) {
      secrets(platform)
          .forEach(
              secret -> {
                assertThat(log.lines).as("the log").noneMatch(line -> line.contains(secret));
                assertThat(told).as("errors").noneMatch(line -> line.contains(secret));
              });
    }
  }

  @Test
  void schemasAreOfDraft7() throws Exception {
    PluginUnderTest plugin = under(open(platform()));
    var draft7 =
        JsonSchemaFactory.getInstance(VersionFlag.V7)
            .getSchema(SchemaLocation.of(VersionFlag.V7.getId()));
    for (JsonObject schema : schemas(plugin)) {
      assertThat(draft7.validate(new ObjectMapper().readTree(JsonText.write(schema))))
          .as(schema.toString())
          .isEmpty();
    }
  }

  @Test
  void thereIsAnExampleOfEachActionAndProcess() {
    F platform = open(platform());
    PluginUnderTest plugin = under(platform);
    // Once: they make what they name on the platform.
    List<ActionExample> actions = actions(platform);
    assertThat(actions.stream().map(ActionExample::action).distinct())
        .containsExactlyInAnyOrderElementsOf(plugin.descriptor().actions().keySet());
    assertThat(processes().stream().map(ProcessStory::process).distinct())
        .containsExactlyInAnyOrderElementsOf(plugin.descriptor().processes().keySet());
    ShownAnswers.requireCurrent(plugin().getClass(), plugin.descriptor(), platform.url(), actions);
    ShownAnswers.compareConfig(plugin().getClass(), config(platform), platform.url());
    for (String process : plugin.descriptor().processes().keySet()) {
      ShownAnswers.requireAsked(
          plugin().getClass(),
          process,
          processes().stream()
              .filter(story -> story.process().equals(process))
              .map(story -> story.parameters(platform))
              .toList());
    }
  }

  @Test
  void eachEventThatIsDeclaredIsTold() {
    F platform = open(platform());
    PluginUnderTest plugin = initialized(platform);
    assumeTrue(!plugin.descriptor().events().isEmpty(), "the plugin declares no events");
    hook(platform, plugin.hookUrl());
    List<Emitted> told = new ArrayList<>(polled(plugin));
    happen(platform, plugin);
    plugin.workOff();
    told.addAll(plugin.events());
    told.addAll(polled(plugin));
    ShownAnswers.compareEvents(plugin().getClass(), plugin.descriptor(), told, platform.url());
    for (EventDescriptor event : plugin.descriptor().events()) {
      for (Emitted one : told) {
        if (event.schema().isPresent() && one.eventType().equals(event.eventType())) {
          assertThat(InputSchema.of(event.schema().get()).errors(one.data()))
              .as(one.data().toString())
              .isEmpty();
        }
      }
    }
  }

  private static List<Emitted> polled(PluginUnderTest plugin) {
    return plugin.descriptor().polls() ? plugin.poll() : List.of();
  }

  @Test
  void aConfigThatIsNoneIsRefused() {
    F platform = open(platform());
    JsonObject empty = JsonValue.EMPTY_JSON_OBJECT;
    boolean anything = under(platform).descriptor().configSchema().errors(empty).isEmpty();
    assumeTrue(!anything, "the plugin needs no config");
    assertThat(problem(() -> new PluginUnderTest(plugin(), empty, Optional.empty())).type())
        .isEqualTo(ProblemType.INVALID);
    assertThat(platform.requests()).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> eachActionWorks() {
    return eachAction(
        (platform, example) -> {
          PluginUnderTest plugin = initialized(platform);
          JsonObject result = plugin.action(example.action(), example.parameters());
          assertThat(result).isNotNull();
          ShownAnswers.compare(
              plugin().getClass(), example.action(), example.parameters(), result, platform.url());
          noSecretInUrls(platform);
        });
  }

  @TestFactory
  Stream<DynamicTest> eachActionRefusesBadParameters() {
    return eachAction(
        (platform, example) -> {
          PluginUnderTest plugin = initialized(platform);
          int before = platform.requests().size();
          for (JsonObject bad : example.bad()) {
            assertThat(problem(() -> plugin.action(example.action(), bad)).type())
                .as(bad.toString())
                .isEqualTo(ProblemType.INVALID);
          }
          assertThat(platform.requests()).hasSize(before);
        });
  }

  @TestFactory
  Stream<DynamicTest> eachActionTellsHowThePlatformFails() {
    return eachAction(
        (platform, example) -> {
          PluginUnderTest plugin = initialized(platform);
          int before = platform.requests().size();
          plugin.action(example.action(), example.parameters());
          assumeTrue(platform.requests().size() > before, "the action asks no platform");
          eachFailure(
              platform, plugin, () -> plugin.action(example.action(), example.parameters()));
          platform.feel(Mood.TELLTALE);
          problem(() -> plugin.action(example.action(), example.parameters()));
        });
  }

  @Test
  void enablingTellsHowThePlatformFails() {
    F platform = open(platform());
    initialized(platform);
    noSecretInUrls(platform);
    assumeTrue(!platform.requests().isEmpty(), "enabling asks no platform");
    PluginUnderTest plugin = under(platform);
    eachFailure(platform, plugin, plugin::initialize);
    platform.feel(Mood.TELLTALE);
    problem(plugin::initialize);
  }

  @TestFactory
  Stream<DynamicTest> eachProcessRefusesBadParameters() {
    return eachProcess(
        (platform, story) -> {
          PluginUnderTest plugin = initialized(platform);
          int before = platform.requests().size();
          for (JsonObject bad : story.bad()) {
            assertThat(problem(() -> plugin.start(story.process(), bad, "start-1")).type())
                .as(bad.toString())
                .isEqualTo(ProblemType.INVALID);
          }
          assertThat(platform.requests()).hasSize(before);
        });
  }

  @TestFactory
  Stream<DynamicTest> eachStartTellsHowThePlatformFails() {
    return eachProcess(
        (platform, story) -> {
          PluginUnderTest plugin = initialized(platform);
          JsonObject parameters = story.parameters(platform);
          Map<Mood, String> keys =
              FAILURES.keySet().stream()
                  .collect(Collectors.toMap(mood -> mood, mood -> "start-of-" + mood));
          eachFailure(
              platform, plugin, mood -> plugin.start(story.process(), parameters, keys.get(mood)));
          platform.feel(Mood.TELLTALE);
          problem(() -> plugin.start(story.process(), parameters, "start-of-telltale"));
          assertThat(story.count(platform)).isZero();
        });
  }

  @TestFactory
  Stream<DynamicTest> aFailingPlatformDoesNotEndAProcess() {
    return eachProcess(
        (platform, story) -> {
          PluginUnderTest plugin = initialized(platform);
          Running process = plugin.start(story.process(), story.parameters(platform), "start-1");
          eachFailure(platform, plugin, process::check);
          platform.feel(Mood.TELLTALE);
          problem(process::check);
          platform.feel(Mood.WELL);
          plugin.wait(LONG);
          process.check();
          assertThat(process.isPending()).isTrue();
        });
  }

  @TestFactory
  Stream<DynamicTest> aStartWithoutAnAnswerIsFoundAgain() {
    return eachProcess(
        (platform, story) -> {
          PluginUnderTest plugin = initialized(platform);
          assumeTrue(
              plugin.descriptor().processes().get(story.process()).findable(),
              "the platform cannot be searched");
          JsonObject parameters = story.parameters(platform);
          assertThat(plugin.find(story.process(), parameters, "start-0")).isEmpty();
          plugin.start(story.process(), parameters, "start-other");
          platform.feel(Mood.MUTE);
          problem(() -> plugin.start(story.process(), parameters, "start-1"));
          platform.feel(Mood.WELL);
          int count = story.count(platform);
          Running found = plugin.find(story.process(), parameters, "start-1").orElseThrow();
          assertThat(story.count(platform)).isEqualTo(count).isEqualTo(2);
          assertThat(plugin.find(story.process(), parameters, "start-0")).isEmpty();
          assertThat(found.isPending()).isTrue();
          story.vote(platform);
          if (story.endsThere()) {
            story.end(platform);
            found.check();
            assertThat(found.isPending()).isFalse();
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> checkingEndsAsWebhooksDo() {
    return eachProcess(
        (platform, story) -> {
          assumeTrue(story.endsThere(), "nobody on the platform ends it");
          String checked = outcome(platform, story, false);
          assertThat(checked).isNotEqualTo("{}");
          if (story.tellsOfEnd()) {
            assertThat(outcome(open(platform()), story, true)).isEqualTo(checked);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> aProcessThatCanBeClosedIsClosed() {
    return eachProcess(
        (platform, story) -> {
          PluginUnderTest plugin = initialized(platform);
          assumeTrue(
              plugin.descriptor().processes().get(story.process()).closable(),
              "the process cannot be closed");
          hook(platform, plugin.hookUrl());
          JsonObject parameters = story.parameters(platform);
          Running process = plugin.start(story.process(), parameters, "start-1");
          story.vote(platform);
          plugin.workOff();
          JsonObject pending = ShownAnswers.standing(process);
          process.close();
          assertThat(process.isPending()).isFalse();
          assertThat(process.errors()).isEmpty();
          assertThat(process.outcome()).isNotEmpty();
          if (!story.endsThere()) {
            compare(platform, story, parameters, pending, process);
          }
        });
  }

  /** An unsigned webhook is a hint at most: what counts is what the platform says when asked. */
  @TestFactory
  Stream<DynamicTest> aWebhookFromElsewhereEndsNothing() {
    return eachProcess(
        (platform, story) -> {
          assumeTrue(story.tellsOfEnd(), "the platform does not tell of the end");
          F other = open(platform());
          PluginUnderTest elsewhere = initialized(other);
          hook(other, elsewhere.hookUrl());
          elsewhere.start(story.process(), story.parameters(other), "start-1");
          story.vote(other);
          story.end(other);
          assertThat(other.deliveries()).isNotEmpty();

          PluginUnderTest plugin = initialized(platform);
          Running process = plugin.start(story.process(), story.parameters(platform), "start-1");
          for (Delivery delivery : other.deliveries()) {
            platform.redeliver(
                new Delivery(plugin.hookUrl(), delivery.headers(), delivery.body(), 0));
          }
          plugin.workOff();
          assertThat(process.isPending() || signs()).isTrue();
        });
  }

  /** Else its path could be guessed. */
  @Test
  void whatNobodySignsIsDeclaredSo() {
    PluginUnderTest plugin = under(open(platform()));
    assumeTrue(plugin.descriptor().hooks(), "the plugin takes no webhooks");
    assertThat(plugin.descriptor().unsigned()).as("@Unsigned at admit").isEqualTo(!signs());
  }

  @Test
  void anAlteredWebhookIsRefused() {
    F platform = open(platform());
    PluginUnderTest plugin = initialized(platform);
    assumeTrue(plugin.descriptor().takesWebhooks() && signs(), "the platform signs no webhooks");
    hook(platform, plugin.hookUrl());
    provoke(platform);
    assertThat(platform.deliveries()).isNotEmpty();
    for (Delivery delivery : platform.deliveries()) {
      assertThat(delivery.status()).as(delivery.body()).isEqualTo(200);
      byte[] body = delivery.body().getBytes(StandardCharsets.UTF_8);
      assertThat(accepts(plugin, delivery.headers(), body)).isTrue();
      IntStream.range(0, body.length)
          .forEach(
              i -> {
                byte[] altered = body.clone();
                altered[i] ^= 1;
                assertThat(accepts(plugin, delivery.headers(), altered))
                    .as("altered at byte " + i)
                    .isFalse();
              });
      assertThat(accepts(plugin, Map.of(), body)).as("without headers").isFalse();
    }
  }

  @Test
  void anyBodyOfAWebhookIsAnsweredOrRefused() {
    F platform = open(platform());
    PluginUnderTest plugin = initialized(platform);
    assumeTrue(plugin.descriptor().takesWebhooks(), "the plugin takes no webhooks");
    List<String> bodies =
        List.of(
            "",
            "{",
            "[]",
            "null",
            "{}",
            "{} {}",
            "a=b",
            "\u0000",
            "{\"type\":7}",
            "{\"a\":\"\\ud800\"}",
            "{\"a\":".repeat(1_001) + "1" + "}".repeat(1_001),
            "{\"a\":" + "9".repeat(5_000) + "}",
            "{\"a\":1e400000000}",
            "%%%=%&&&",
            "payload=" + "x".repeat(100_000));
    for (String body : bodies) {
      WebhookRequest request = request(Map.of(), body.getBytes(StandardCharsets.UTF_8));
      ProblemException refused =
          catchThrowableOfType(ProblemException.class, () -> plugin.admit(request));
      assertThat(refused == null || refused.type() == ProblemType.INVALID).as(body).isTrue();
    }
  }

  /**
   * The platform itself may send what nobody has thought of: it is refused, passed over, or tried
   * again, and never a fault of the plugin's. The seed is told; longer by {@code
   * -Djqwik.tries.default=...}.
   */
  @Test
  void whateverBecomesOfAWebhookIsNoFaultOfThePlugins() {
    F platform = open(platform());
    PluginUnderTest plugin = initialized(platform);
    assumeTrue(plugin.descriptor().takesWebhooks(), "the plugin takes no webhooks");
    hook(platform, plugin.hookUrl());
    for (ProcessStory<F> story : processes()) {
      plugin.start(story.process(), story.parameters(platform), "start-of-" + story.process());
      story.vote(platform);
    }
    if (processes().stream().noneMatch(ProcessStory::tellsOfEnd)) {
      provoke(platform);
    } else {
      processes().forEach(story -> story.end(platform));
    }
    assertThat(platform.deliveries()).isNotEmpty();
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Mutations mutations = new Mutations(random);
    for (int i = 0; i < Integer.getInteger("jqwik.tries.default", TRIES); i++) {
      Delivery genuine = platform.deliveries().get(random.nextInt(platform.deliveries().size()));
      byte[] body = mutations.body(genuine.body());
      Map<String, String> headers =
          mutations.headers(sign(platform, new LinkedHashMap<>(genuine.headers()), body));
      String told =
          "seed %d, webhook %d: %s %s"
              .formatted(seed, i, headers, new String(body, StandardCharsets.UTF_8));
      try {
        plugin.take(request(headers, body));
        plugin.workOff();
      } catch (ProblemException e) {
        assertThat(e.type())
            .as(told)
            .isIn(ProblemType.INVALID, ProblemType.PLATFORM_FAILED, ProblemType.PLATFORM_TIMEOUT);
      } catch (RuntimeException | Error e) {
        throw new AssertionError(told, e);
      }
    }
  }

  /** Something that is tried with a platform of its own. */
  private interface Trial<F, T> {
    void run(F platform, T with) throws Exception;
  }

  private Stream<DynamicTest> eachAction(Trial<F, ActionExample> trial) {
    F examples = open(platform());
    return IntStream.range(0, actions(examples).size())
        .mapToObj(
            i ->
                dynamicTest(
                    actions(examples).get(i).action(),
                    () -> {
                      F platform = open(platform());
                      trial.run(platform, actions(platform).get(i));
                    }));
  }

  private Stream<DynamicTest> eachProcess(Trial<F, ProcessStory<F>> trial) {
    return processes().stream()
        .map(story -> dynamicTest(story.process(), () -> trial.run(open(platform()), story)));
  }

  private void eachFailure(F platform, PluginUnderTest plugin, ThrowingCallable call) {
    eachFailure(
        platform,
        plugin,
        mood -> {
          try {
            call.call();
          } catch (RuntimeException | Error e) {
            throw e;
          } catch (Throwable e) {
            throw new AssertionError(e);
          }
        });
  }

  private void eachFailure(F platform, PluginUnderTest plugin, Consumer<Mood> call) {
    FAILURES.forEach(
        (mood, type) -> {
          platform.feel(mood);
          plugin.wait(mood == Mood.HANGING ? SHORT : LONG);
          ProblemException problem = problem(() -> call.accept(mood));
          assertThat(problem.type()).as("%s: %s", mood, problem.getMessage()).isEqualTo(type);
          assertThat(problem.getMessage()).startsWith(plugin.descriptor().name() + ": ");
          if (mood == Mood.BUSY) {
            assertThat(problem.retryAfter()).as("when to come back").isPresent();
          }
        });
    platform.feel(Mood.WELL);
    plugin.wait(LONG);
  }

  private String outcome(F platform, ProcessStory<F> story, boolean byWebhook) {
    PluginUnderTest plugin = initialized(platform);
    if (byWebhook) {
      hook(platform, plugin.hookUrl());
    }
    JsonObject parameters = story.parameters(platform);
    Running process = plugin.start(story.process(), parameters, "start-1");
    assertThat(process.isPending()).isTrue();
    assertThat(process.url()).as("where people take part").isPresent();
    story.vote(platform);
    if (!byWebhook) {
      process.check();
      assertThat(process.isPending()).isTrue();
    }
    JsonObject pending = ShownAnswers.standing(process);
    story.end(platform);
    if (byWebhook) {
      assertThat(platform.deliveries()).isNotEmpty();
      assertThat(plugin.workOff()).isPositive();
    } else {
      process.check();
    }
    assertThat(process.isPending()).isFalse();
    assertThat(process.errors()).isEmpty();
    noSecretInUrls(platform);
    if (!byWebhook) {
      compare(platform, story, parameters, pending, process);
    }
    return process.outcome().toString().replace(platform.url(), "");
  }

  private void compare(
      F platform,
      ProcessStory<F> story,
      JsonObject parameters,
      JsonObject pending,
      Running completed) {
    ShownAnswers.compareProcess(
        plugin().getClass(),
        story.process(),
        parameters,
        pending,
        ShownAnswers.standing(completed),
        platform.url());
  }

  private static boolean accepts(PluginUnderTest plugin, Map<String, String> headers, byte[] body) {
    try {
      return plugin.admit(request(headers, body)) instanceof Gate.Accept;
    } catch (ProblemException e) {
      assertThat(e.type()).isEqualTo(ProblemType.INVALID);
      return false;
    }
  }

  private static WebhookRequest request(Map<String, String> headers, byte[] body) {
    return new WebhookRequest(
        headers.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue()))),
        "",
        body,
        Instant.now());
  }

  private ProblemException problem(ThrowingCallable call) {
    ProblemException problem = catchThrowableOfType(ProblemException.class, call);
    assertThat(problem).as("a problem was to be told").isNotNull();
    told.add(problem.getMessage());
    problem.errors().forEach(error -> told.add(error.pointer() + " " + error.detail()));
    return problem;
  }

  private void noSecretInUrls(F platform) {
    for (FakeServer.Request request : platform.requests()) {
      assertThat(secrets(platform)).noneMatch(request.target()::contains);
    }
  }

  /** Of the config, of the server's settings, and what an installation has left. */
  private List<String> secrets(F platform) {
    JsonObject config = config(platform);
    PluginUnderTest plugin = under(platform);
    Stream<String> configured =
        plugin.descriptor().configSchema().source().getJsonObject("properties").entrySet().stream()
            .filter(member -> member.getValue().asJsonObject().getBoolean("writeOnly", false))
            .map(member -> config.get(member.getKey()))
            .filter(JsonString.class::isInstance)
            .map(value -> ((JsonString) value).getString());
    Stream<String> given =
        credentials().values().stream()
            .flatMap(each -> Stream.concat(Stream.of(each.token()), each.refreshToken().stream()));
    return Stream.of(configured, plugin.secretsOfServer().stream(), given)
        .flatMap(all -> all)
        .filter(secret -> secret.length() >= SHORTEST_SECRET)
        .toList();
  }

  private static List<JsonObject> schemas(PluginUnderTest plugin) {
    List<JsonObject> schemas = new ArrayList<>();
    schemas.add(plugin.descriptor().configSchema().source());
    plugin
        .descriptor()
        .actions()
        .values()
        .forEach(
            action -> {
              action.parametersSchema().ifPresent(schemas::add);
              action.responseSchema().ifPresent(schemas::add);
            });
    plugin
        .descriptor()
        .processes()
        .values()
        .forEach(process -> process.parameters().ifPresent(p -> schemas.add(p.source())));
    plugin.descriptor().events().stream()
        .map(EventDescriptor::schema)
        .flatMap(Optional::stream)
        .forEach(schemas::add);
    return schemas;
  }

  private PluginUnderTest initialized(F platform) {
    PluginUnderTest plugin = under(platform);
    plugin.initialize();
    return plugin;
  }

  private PluginUnderTest under(F platform) {
    PluginUnderTest plugin =
        open(new PluginUnderTest(plugin(), config(platform), Optional.of(platform.url())));
    plugin.set(settings());
    credentials().forEach(plugin::keep);
    return plugin;
  }

  private <T extends AutoCloseable> T open(T closeable) {
    open.add(closeable);
    return closeable;
  }

  /** Keeps what is logged. */
  private static final class LogKeeper extends Handler {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      lines.add(new SimpleFormatter().format(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
