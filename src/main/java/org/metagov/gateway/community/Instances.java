package org.metagov.gateway.community;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.RecordBinder;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.credential.Credentials;
import org.metagov.gateway.credential.OwnCredentials;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.outbound.CallBudget.Share;
import org.metagov.gateway.outbound.CallBudgets;
import org.metagov.gateway.outbound.CallMeter;
import org.metagov.gateway.outbound.OutboundHttp;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginServer;
import org.metagov.gateway.spi.PluginState;
import org.metagov.gateway.store.StoreClock;

/** Makes what plugins are handed. */
@ApplicationScoped
public class Instances {
  private static final String SERVER_URL = "server_url";
  private static final int MOST_READY = 10_000;

  @Inject private PluginStateService states;
  @Inject private OutboundHttp http;
  @Inject private CallBudgets budgets;
  @Inject private Settings settings;
  @Inject private Meters meters;
  @Inject private Catalog catalog;
  @Inject private Credentials credentials;
  @Inject private OnceService onces;
  @Inject private StoreClock clock;
  @Inject private Event<AccountTold> accounts;

  /** Who counts the calls of each plugin. */
  private final Map<String, CallMeter> heard = new ConcurrentHashMap<>();

  /** What each instance was last called as, by its id. */
  private final Map<Long, String> platforms = new LinkedHashMap<>(16, 0.75f, true);

  /** What was made of the configs of instances, by their ids; those used last come last. */
  private final Map<Long, Ready> ready = new LinkedHashMap<>(16, 0.75f, true);

  /** What is made of a config once, until it is another one. */
  private record Ready(
      JsonObject source, Record config, Optional<URI> serverUrl, Optional<String> token) {}

  /**
   * Returns an enabled plugin, ready to be called.
   *
   * @throws ProblemException 409 where its stored config no longer fits the plugin
   */
  public PluginInstance<?> live(PluginDescriptor plugin, PluginSnapshot enabled) {
    return handle(plugin, enabled, new LiveState(enabled.id(), states), Share.WHOLE, () -> {});
  }

  /**
   * As {@link #live}, for a call that anybody may make: where calls to the platform are scarce it
   * leaves some to drivers.
   */
  public PluginInstance<?> forAnybody(PluginDescriptor plugin, PluginSnapshot enabled) {
    return handle(plugin, enabled, new LiveState(enabled.id(), states), Share.BACKGROUND, () -> {});
  }

  /** Returns a new draft of the state of {@code enabled}. */
  public DraftState draftState(PluginSnapshot enabled) {
    return new DraftState(() -> states.read(enabled.id()));
  }

  /**
   * Returns an enabled plugin for work that may run again, whose changes go to {@code state};
   * {@code right} runs before each call to its platform.
   *
   * @throws ProblemException 409 where its stored config no longer fits the plugin
   */
  public PluginInstance<?> drafted(
      PluginDescriptor plugin, PluginSnapshot enabled, DraftState state, Runnable right) {
    return handle(plugin, enabled, state, Share.WHOLE, right);
  }

  /** As {@link #drafted}, for work that can wait where calls to its platform are scarce. */
  public PluginInstance<?> patient(
      PluginDescriptor plugin, PluginSnapshot enabled, DraftState state, Runnable right) {
    return handle(plugin, enabled, state, Share.BACKGROUND, right);
  }

  /**
   * Returns a plugin for a lifecycle hook, with a state that nobody else sees; {@code right} runs
   * before each call to its platform.
   *
   * @param siblings what there is beside it
   */
  // Safe: the descriptor names the config type of the plugin that C stands for.
  @SuppressWarnings("unchecked")
  public <C extends Record> PluginInstance<C> draft(
      PluginDescriptor plugin,
      Siblings siblings,
      JsonObject config,
      PluginState state,
      OwnCredentials credentials,
      Runnable right) {
    Ready from = ready(plugin, config);
    return (PluginInstance<C>)
        handle(
            plugin,
            new Work(siblings, plugin.platformId(config), state, credentials, Once.never(), right),
            from,
            http::probing);
  }

  /**
   * Returns what a plugin has of the server where no community is meant.
   *
   * @param right runs before each call to its platform
   */
  public PluginServer server(PluginDescriptor plugin, Runnable right) {
    JsonObject nothing = JsonValue.EMPTY_JSON_OBJECT;
    Optional<URI> url = serverUrl(plugin, nothing);
    Ready from = new Ready(nothing, new MetagovPlugin.None(), url, Optional.empty());
    Function<OutboundHttp.Caller, PlatformHttp> ways = caller -> http.within(caller, Share.WHOLE);
    AtomicBoolean begun = new AtomicBoolean();
    return new ServerHandle(
        catalog.settings(plugin),
        new GuardedHttp(right, () -> ways.apply(caller(plugin, "", from, begun))),
        used -> new GuardedHttp(right, () -> ways.apply(caller(plugin, "", from, used, begun))),
        url,
        clock::now);
  }

  private PluginInstance<?> handle(
      PluginDescriptor plugin,
      PluginSnapshot enabled,
      PluginState state,
      Share share,
      Runnable right) {
    Ready from = ready(plugin, enabled);
    String community = enabled.community();
    learn(enabled.id(), platform(plugin, community, from));
    return handle(
        plugin,
        new Work(
            Siblings.none(community),
            enabled.platformId(),
            state,
            credentials.of(enabled.id()),
            new Once(
                onces,
                enabled.id(),
                state instanceof DraftState draft ? Optional.of(draft) : Optional.empty()),
            right),
        from,
        caller -> http.within(caller, share));
  }

  /** What a piece of work has of a community, where that is called {@code place}. */
  private record Work(
      Siblings siblings,
      Optional<String> place,
      PluginState state,
      OwnCredentials credentials,
      Once once,
      Runnable right) {
    String community() {
      return siblings.community();
    }
  }

  private PluginInstance<?> handle(
      PluginDescriptor plugin,
      Work work,
      Ready from,
      Function<OutboundHttp.Caller, PlatformHttp> ways) {
    AtomicBoolean begun = new AtomicBoolean();
    return new InstanceHandle<>(
        new InstanceHandle.Parts<>(
            work.community(),
            from.config(),
            work.state(),
            work.credentials(),
            work.once(),
            catalog.settings(plugin),
            new GuardedHttp(
                work.right(), () -> ways.apply(caller(plugin, work.community(), from, begun))),
            used ->
                new GuardedHttp(
                    work.right(),
                    () -> ways.apply(caller(plugin, work.community(), from, used, begun))),
            from.serverUrl(),
            () -> hookUrl(plugin, work.community(), from.source()),
            url -> isHookOf(work.siblings(), url, plugin, from.source()),
            account ->
                accounts.fire(
                    new AccountTold(
                        work.community(), plugin.name(), work.place().orElse(""), account)),
            clock::now));
  }

  private Optional<URI> hookUrl(PluginDescriptor plugin, String community, JsonObject config) {
    return settings
        .find(Setting.SERVER_URL)
        .filter(server -> plugin.hooks())
        .flatMap(
            server ->
                HookPath.of(community, plugin.name(), config)
                    .map(path -> URI.create(server.text().replaceAll("/+$", "") + path)));
  }

  /** Whether {@code url} is one's own is known where nothing else is. */
  private boolean isHookOf(Siblings siblings, String url, PluginDescriptor plugin, JsonObject own) {
    Predicate<JsonObject> isAt =
        config ->
            hookUrl(plugin, siblings.community(), config)
                .filter(hook -> hook.toString().equals(url))
                .isPresent();
    return siblings.configs().stream().anyMatch(isAt) || (!siblings.areKnown() && !isAt.test(own));
  }

  private Ready ready(PluginDescriptor plugin, PluginSnapshot enabled) {
    synchronized (ready) {
      Ready known = ready.get(enabled.id());
      if (known != null && known.source().equals(enabled.config())) {
        return known;
      }
    }
    Ready made = ready(plugin, fitting(plugin, enabled));
    synchronized (ready) {
      ready.put(
          enabled.id(), new Ready(enabled.config(), made.config(), made.serverUrl(), made.token()));
      if (ready.size() > MOST_READY) {
        ready.remove(ready.keySet().iterator().next());
      }
    }
    return made;
  }

  private Ready ready(PluginDescriptor plugin, JsonObject config) {
    return new Ready(
        config,
        RecordBinder.bind(config, plugin.config()),
        serverUrl(plugin, config),
        Secrets.digest(plugin, config));
  }

  /**
   * Returns what the instance {@code id} has in common with those that hang when it does: plugin,
   * server and token. One that was not called yet is by itself.
   */
  public String platform(long id) {
    synchronized (platforms) {
      return platforms.getOrDefault(id, "instance " + id);
    }
  }

  /**
   * As {@link #platform(long)}, for one that perhaps was not called yet.
   *
   * @throws ProblemException 409 where its stored config no longer fits the plugin
   */
  public String platform(PluginDescriptor plugin, PluginSnapshot enabled) {
    String platform = platform(plugin, enabled.community(), ready(plugin, enabled));
    learn(enabled.id(), platform);
    return platform;
  }

  private void learn(long id, String platform) {
    synchronized (platforms) {
      platforms.put(id, platform);
      if (platforms.size() > MOST_READY) {
        platforms.remove(platforms.keySet().iterator().next());
      }
    }
  }

  /** A platform counts by token: communities that share one share a budget. */
  private static String platform(PluginDescriptor plugin, String community, Ready from) {
    String server = from.serverUrl().map(URI::toString).orElse("");
    String token = from.token().orElseGet(() -> owner(plugin, community, from));
    return String.join(" ", plugin.name(), server.toLowerCase(Locale.ROOT), token);
  }

  /**
   * Where the config says what the community is called there, those that are the same share it. The
   * address of the server is no such name: it may be everybody's, who need not wait for each other.
   */
  private static String owner(PluginDescriptor plugin, String community, Ready from) {
    return plugin
        .platformId()
        .filter(member -> !member.equals(SERVER_URL))
        .flatMap(member -> plugin.platformId(from.source()))
        .map(id -> "at " + id)
        .orElse("of " + community);
  }

  private OutboundHttp.Caller caller(
      PluginDescriptor plugin, String community, Ready from, AtomicBoolean begun) {
    return caller(plugin, from, platform(plugin, community, from), begun);
  }

  /** Of what all communities share, one of them leaves a quarter to the others. */
  private OutboundHttp.Caller caller(
      PluginDescriptor plugin,
      String community,
      Ready from,
      CredentialInUse used,
      AtomicBoolean begun) {
    String counted = used.countedBy(owner(plugin, community, from));
    String server = from.serverUrl().map(URI::toString).orElse("");
    String key = String.join(" ", plugin.name(), server, counted);
    int most = settings.callsPerMinute(plugin.name());
    return used.isShared() && !community.isEmpty()
        ? caller(plugin, from, key, begun)
            .within(budgets.of(key + " for " + community, most - most / 4))
        : caller(plugin, from, key, begun);
  }

  private OutboundHttp.Caller caller(
      PluginDescriptor plugin, Ready from, String key, AtomicBoolean begun) {
    return new OutboundHttp.Caller(
        budgets.of(key, settings.callsPerMinute(plugin.name())),
        text -> Secrets.memberIn(plugin, from.source(), text),
        heard.computeIfAbsent(plugin.name(), name -> new CallMeter(meters, name)),
        begun);
  }

  private static JsonObject fitting(PluginDescriptor plugin, PluginSnapshot enabled) {
    try {
      return plugin.configSchema().complete(enabled.config());
    } catch (ProblemException e) {
      throw new ProblemException(
          ProblemType.CONFLICT,
          "The stored config of plugin '" + plugin.name() + "' no longer fits: " + e.getMessage(),
          e);
    }
  }

  private Optional<URI> serverUrl(PluginDescriptor plugin, JsonObject config) {
    // Where a plugin does not ask for it, its platform is one and the same for all: whoever may
    // write a config must not have the tokens of others sent elsewhere, nor say by an answer of
    // their own whose they are.
    if (plugin.configSchema().declares(SERVER_URL)
        && config.get(SERVER_URL) instanceof JsonString own) {
      return Optional.of(address(own.getString()));
    }
    return settings.pluginServerUrl(plugin.name()).map(url -> address(url.toString()));
  }

  /** Returns {@code url} without the slashes at its end, to which paths are added. */
  private static URI address(String url) {
    try {
      HttpUrl.ofServer(url);
      return URI.create(url.replaceAll("/+$", ""));
    } catch (IllegalArgumentException e) {
      throw ProblemException.invalid(
          "The server_url of the config " + e.getMessage(),
          List.of(new FieldError("/server_url", e.getMessage())));
    }
  }
}
