package org.metagov.gateway.testing.plugin;

import com.sun.net.httpserver.HttpExchange;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.metagov.gateway.catalog.ActionDescriptor;
import org.metagov.gateway.catalog.Confiding;
import org.metagov.gateway.catalog.PluginConfig;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.PluginSettings;
import org.metagov.gateway.catalog.ProcessDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.catalog.TestCatalog;
import org.metagov.gateway.credential.DraftCredentials;
import org.metagov.gateway.invocation.Advance;
import org.metagov.gateway.invocation.AuthorizationInvocation;
import org.metagov.gateway.invocation.Emitted;
import org.metagov.gateway.invocation.Invocation;
import org.metagov.gateway.invocation.ProcessInvocation;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.outbound.TestOutboundHttp;
import org.metagov.gateway.schema.RecordBinder;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginServer;
import org.metagov.gateway.spi.PluginState;
import org.metagov.gateway.spi.Renewal;
import org.metagov.gateway.spi.Reply;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.testing.FakeServer;

/**
 * A plugin as the community {@code town} has enabled it, run in memory as the gateway runs it:
 * parameters are checked by the schema and bound, results checked, the state of plugin and
 * processes is JSON between the calls, failed work changes no state, and what goes wrong is the
 * {@link org.metagov.gateway.problem.ProblemException} that a driver sees.
 */
public final class PluginUnderTest implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final PluginDescriptor plugin;
  private final JsonObject config;
  private final Optional<URI> serverUrl;
  private final Secrets secrets;
  private final FakeServer hooks = new FakeServer();
  private final Queue<WebhookRequest> inbox = new ConcurrentLinkedQueue<>();
  private final Set<String> deliveries = new HashSet<>();
  private final List<Emitted> events = new ArrayList<>();
  private final List<String> passedOver = new ArrayList<>();
  private final List<Running> processes = new ArrayList<>();
  private final DraftCredentials credentials = new DraftCredentials(Map.of(), () -> this.now);
  private PluginSettings settings;
  private JsonObject state = JsonObject.EMPTY_JSON_OBJECT;
  private final Map<String, JsonValue> onces = new HashMap<>();
  private Optional<String> publicUrl = Optional.empty();
  private final Set<String> hooksOfOthers = new HashSet<>();
  private Optional<String> disabledFor = Optional.empty();
  private Instant now = Instant.now();
  private PlatformHttp http = TestOutboundHttp.client(PATIENCE);

  /**
   * A plugin with {@code config}.
   *
   * @param serverUrl the address of its platform where the config does not name it: the setting of
   *     the server
   * @throws org.metagov.gateway.problem.ProblemException where the config is refused
   */
  public PluginUnderTest(Plugin<?> plugin, JsonObject config, Optional<String> serverUrl) {
    this.plugin = TestCatalog.read(plugin);
    this.config = PluginConfig.of(this.plugin, config).json();
    this.serverUrl =
        Optional.ofNullable(this.config.get("server_url"))
            .filter(own -> this.plugin.configSchema().declares("server_url"))
            .map(own -> ((JsonString) own).getString())
            .or(() -> serverUrl)
            .map(url -> URI.create(url.replaceAll("/+$", "")));
    secrets = Secrets.of(this.plugin, this.config);
    settings = TestCatalog.settings(this.plugin, Map.of());
    hooks.on("/", this::takeIn);
  }

  /** Returns what the plugin declares. */
  public PluginDescriptor descriptor() {
    return plugin;
  }

  /** Returns the config, with defaults filled in. */
  public JsonObject config() {
    return config;
  }

  /** Returns what the plugin remembers. */
  public JsonObject state() {
    return state;
  }

  /** The server has {@code texts} set for the plugin from now on, by their whole keys. */
  public void set(Map<String, String> texts) {
    settings = TestCatalog.settings(plugin, texts);
  }

  /** Returns those of what the server has set for the plugin that nobody is to be told. */
  public Collection<String> secretsOfServer() {
    return settings.secrets();
  }

  /** Returns what the plugin has of the server where no community is meant. */
  public PluginServer server() {
    return instance();
  }

  /** Returns the time. */
  public Instant now() {
    return now;
  }

  /** Keeps a credential, as an installation does. */
  public void keep(String name, Credential credential) {
    credentials.keep(name, credential);
  }

  /** Returns the credentials that there are now, by name. */
  public Map<String, Credential> credentials() {
    return credentials.all();
  }

  /** Lets time go by. */
  public void pass(Duration time) {
    now = now.plus(time);
  }

  /** Waits for the platform no longer than this from now on; forgets that it was too busy. */
  public void wait(Duration patience) {
    http = TestOutboundHttp.client(patience);
  }

  /**
   * Lets what the platform allows go by the time here from now on, however long the test takes;
   * forgets that it was too busy.
   */
  public void keepOwnTime() {
    http = TestOutboundHttp.client(PATIENCE, () -> Duration.between(Instant.EPOCH, now).toNanos());
  }

  /** Enables the plugin. */
  public void initialize() {
    work(
        () -> {
          PluginInstance<Record> it = instance();
          Invocation.<Record>hook(plugin, secrets.and(it), p -> p.initialized(it));
          return null;
        });
  }

  /** Gives the plugin its config in place of the one {@code before}. */
  public void reconfigure(JsonObject before) {
    reconfigureFrom(new Enabled<>(RecordBinder.bind(before, plugin.config())));
  }

  /** Gives the plugin its config in place of that of {@code other}, whose state goes on here. */
  public void reconfigureFrom(PluginUnderTest other) {
    state = other.state;
    reconfigureFrom(other.instance());
  }

  private void reconfigureFrom(PluginInstance<Record> before) {
    work(
        () -> {
          PluginInstance<Record> it = instance();
          Invocation.<Record>hook(plugin, secrets.and(it), p -> p.reconfigured(it, before));
          return null;
        });
  }

  /**
   * The server is known as {@code url}, such as {@code https://gateway.example.org}, from now on.
   */
  public void callServer(String url) {
    publicUrl = Optional.of(url);
  }

  /** Another instance of the plugin in the community takes webhooks at {@code url}. */
  public void beside(String url) {
    hooksOfOthers.add(url);
  }

  /** Disables the plugin. */
  public void disable() {
    PluginInstance<Record> it = instance();
    Invocation.<Record>hook(plugin, secrets.and(it), p -> p.disabled(it));
  }

  /** Returns whether the platform has shut the community out, as the plugin sees it. */
  public boolean isShutOut() {
    return AuthorizationInvocation.isShutOut(plugin, instance(), config);
  }

  /** Performs an action. */
  public JsonObject action(String name, JsonObject parameters) {
    ActionDescriptor action = plugin.actions().get(name);
    JsonObject completed =
        action.parameters().map(schema -> schema.complete(parameters)).orElse(parameters);
    return Invocation.action(plugin, action, instance(), secrets, completed);
  }

  /** Starts a process. */
  public Running start(String name, JsonObject parameters, String startKey) {
    Running process = new Running(plugin.processes().get(name), parameters, startKey);
    process.apply(work(() -> process.invocation().start(process.parameters, startKey)));
    processes.add(process);
    return process;
  }

  /** Looks for what an interrupted start has left; empty where nothing is found. */
  public Optional<Running> find(String name, JsonObject parameters, String startKey) {
    Running process = new Running(plugin.processes().get(name), parameters, startKey);
    Optional<Advance> found = work(() -> process.invocation().find(process.parameters, startKey));
    found.ifPresent(process::apply);
    found.ifPresent(advance -> processes.add(process));
    return found.map(advance -> process);
  }

  /** Asks the platform what is new. */
  public List<Emitted> poll() {
    return work(() -> Invocation.poll(plugin, instance(), secrets).events());
  }

  /** Returns where the platform sends webhooks to; {@link #workOff} works on them. */
  public String hookUrl() {
    return hooks.url("/api/hooks/town/" + plugin.name());
  }

  /** Lets the plugin verify a webhook. */
  public Gate admit(WebhookRequest request) {
    Gate gate = verdict(request);
    return isForNobody(gate) ? new Gate.PassOver("another community's") : gate;
  }

  private Gate verdict(WebhookRequest request) {
    return plugin.hooks()
        ? Invocation.admit(plugin, instance(), secrets, request)
        : Invocation.admitAll(plugin, instance(), request);
  }

  private boolean isForNobody(Gate gate) {
    return !plugin.hooks()
        && gate instanceof Gate.Accept accepted
        && !accepted.platformIds().contains(platformId());
  }

  private String platformId() {
    return plugin.platformId(config).orElse("");
  }

  /** As {@link #admit}; {@link #workOff} works on it where the plugin accepts it. */
  public Gate take(WebhookRequest request) {
    Gate gate = admit(request);
    if (gate instanceof Gate.Accept) {
      inbox.add(request);
    }
    return gate;
  }

  /** Works on the webhooks that came in, and returns how many there were. */
  public int workOff() {
    int count = 0;
    for (WebhookRequest r = inbox.poll(); r != null; r = inbox.poll()) {
      WebhookRequest request = r;
      Invocation.Meaning meaning =
          work(() -> Invocation.receive(plugin, instance(), secrets, request));
      events.addAll(meaning.events());
      meaning.passedOver().ifPresent(passedOver::add);
      disabledFor = meaning.disabled().or(() -> disabledFor);
      processes.stream()
          .filter(
              process -> process.correlation.map(meaning.correlations()::contains).orElse(false))
          .filter(Running::isPending)
          .forEach(process -> process.receive(request));
      count++;
    }
    return count;
  }

  /** Returns the events that webhooks were so far. */
  public List<Emitted> events() {
    return List.copyOf(events);
  }

  /** Returns why webhooks were passed over so far, when they were worked on. */
  public List<String> passedOver() {
    return List.copyOf(passedOver);
  }

  /** Returns why the plugin wants to be disabled, by what a webhook has said. */
  public Optional<String> disabledFor() {
    return disabledFor;
  }

  @Override
  public void close() {
    hooks.close();
  }

  /** A process that was started. */
  public final class Running {
    private final ProcessDescriptor descriptor;
    private final JsonObject parameters;
    private final String startKey;
    private JsonObject remembered = JsonObject.EMPTY_JSON_OBJECT;
    private JsonObject outcome = JsonObject.EMPTY_JSON_OBJECT;
    private JsonObject errors = JsonObject.EMPTY_JSON_OBJECT;
    private Optional<String> url = Optional.empty();
    private Optional<String> correlation = Optional.empty();
    private boolean pending = true;

    Running(ProcessDescriptor descriptor, JsonObject given, String startKey) {
      this.descriptor = descriptor;
      this.startKey = startKey;
      parameters = descriptor.parameters().map(schema -> schema.complete(given)).orElse(given);
    }

    /** Asks how it stands. */
    public void check() {
      apply(work(() -> invocation().check(remembered)));
    }

    /** Closes it. */
    public void close() {
      apply(work(() -> invocation().close(remembered)));
    }

    public boolean isPending() {
      return pending;
    }

    public JsonObject outcome() {
      return outcome;
    }

    public JsonObject errors() {
      return errors;
    }

    public Optional<String> url() {
      return url;
    }

    /** Returns what the plugin remembers of it. */
    public JsonObject remembered() {
      return remembered;
    }

    public String startKey() {
      return startKey;
    }

    private void receive(WebhookRequest request) {
      apply(work(() -> invocation().receive(remembered, request)));
    }

    private Reply answer(WebhookRequest request) {
      return invocation().answer(remembered, pending, request);
    }

    private ProcessInvocation invocation() {
      return new ProcessInvocation(plugin, descriptor, instance(), secrets);
    }

    private void apply(Advance advance) {
      if (advance instanceof Advance.Pending p) {
        remembered = p.state();
        outcome = p.outcome();
        url = p.url().or(() -> url);
        correlation = p.correlation().or(() -> correlation);
      } else if (advance instanceof Advance.Completed completed) {
        outcome = completed.outcome();
        pending = false;
      } else {
        errors = ((Advance.Failed) advance).errors();
        pending = false;
      }
    }
  }

  /** Does work that changes the state if it succeeds, and only then; what fails is repeated. */
  private <T> T work(Supplier<T> work) {
    JsonObject before = state;
    try {
      T result = work.get();
      onces.clear();
      return result;
    } catch (RuntimeException | Error e) {
      state = before;
      throw e;
    }
  }

  private void takeIn(HttpExchange exchange, FakeServer.Request request) throws IOException {
    String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    WebhookRequest webhook =
        new WebhookRequest(
            request.headers(), query, request.body().getBytes(StandardCharsets.UTF_8), now);
    Gate gate = verdict(webhook);
    if (gate instanceof Gate.Accept accepted && isForNobody(gate)) {
      send(exchange, accepted.forNobody().orElseGet(accepted::reply));
    } else if (gate instanceof Gate.Accept accepted) {
      if (accepted.deliveryId().map(deliveries::add).orElse(true)) {
        inbox.add(webhook);
      }
      send(exchange, reply(accepted, webhook));
    } else if (gate instanceof Gate.Answer answer) {
      send(exchange, answer.reply());
    } else if (gate instanceof Gate.PassOver) {
      FakeServer.send(exchange, Reply.OK.status(), Reply.OK.body());
    } else {
      FakeServer.send(exchange, ((Gate.Refuse) gate).status(), "");
    }
  }

  /** As the gateway does: a process that is under way, or has ended, answers by itself. */
  private Reply reply(Gate.Accept accepted, WebhookRequest webhook) {
    return accepted
        .answeredBy()
        .flatMap(
            name ->
                processes.stream()
                    .filter(process -> process.correlation.filter(name::equals).isPresent())
                    .findFirst())
        .map(process -> process.answer(webhook))
        .orElseGet(accepted::reply);
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    if (!reply.contentType().isEmpty()) {
      exchange.getResponseHeaders().set("Content-Type", reply.contentType());
    }
    FakeServer.send(exchange, reply.status(), reply.body());
  }

  // Safe: the descriptor's config type is that of the plugin which is called.
  @SuppressWarnings("unchecked")
  private <C extends Record> PluginInstance<C> instance() {
    return (PluginInstance<C>) new Enabled<>(RecordBinder.bind(config, plugin.config()));
  }

  private final class Enabled<C extends Record>
      implements PluginInstance<C>, PluginState, Confiding {
    private final C bound;

    Enabled(C bound) {
      this.bound = bound;
    }

    @Override
    public String community() {
      return "town";
    }

    @Override
    public C config() {
      return bound;
    }

    @Override
    public PluginState state() {
      return this;
    }

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public PlatformHttp http() {
      return http;
    }

    @Override
    public PlatformHttp http(Credential credential) {
      return http;
    }

    @Override
    public <S extends Record> S settings(Class<S> type) {
      return settings.as(type);
    }

    @Override
    public Credential credential(String name, Renewal renewal) {
      return credentials.get(name, renewal);
    }

    @Override
    public void keep(String name, Credential credential) {
      credentials.keep(name, credential);
    }

    @Override
    public void forget(String name) {
      credentials.forget(name);
    }

    @Override
    public void refused(String name, Credential credential) {
      credentials.refused(name, credential);
    }

    @Override
    public Collection<String> secrets() {
      return Stream.concat(
              settings.secrets().stream(),
              credentials.all().values().stream()
                  .flatMap(
                      each -> Stream.concat(Stream.of(each.token()), each.refreshToken().stream())))
          .toList();
    }

    @Override
    public Optional<URI> serverUrl() {
      return serverUrl;
    }

    @Override
    public <T> T once(String name, Class<T> type, Supplier<T> call) {
      return RecordBinder.bind(
          onces.computeIfAbsent(name, unknown -> RecordBinder.toJson(call.get())), type);
    }

    @Override
    public Optional<URI> hookUrl() {
      String slug = config.getString("webhook_slug", "");
      return publicUrl.map(
          url ->
              URI.create(
                  url + "/api/hooks/town/" + plugin.name() + (slug.isEmpty() ? "" : "/" + slug)));
    }

    @Override
    public boolean isHookOfAnother(String url) {
      return hooksOfOthers.contains(url);
    }

    @Override
    public <T> Optional<T> get(String key, Class<T> type) {
      return Optional.ofNullable(state.get(key)).map(value -> RecordBinder.bind(value, type));
    }

    @Override
    public <T> T update(String key, Class<T> type, Function<Optional<T>, T> change) {
      T value = change.apply(get(key, type));
      state = JsonText.object(state).add(key, RecordBinder.toJson(value)).build();
      return get(key, type).orElseThrow();
    }

    @Override
    public void remove(String key) {
      state = JsonText.object(state).remove(key).build();
    }
  }
}
