package org.metagov.gateway.instance;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.community.AccountTold;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.HookPath;
import org.metagov.gateway.credential.Credentials;
import org.metagov.gateway.credential.OwnCredentials;
import org.metagov.gateway.outbound.CallBudget.Share;
import org.metagov.gateway.outbound.OutboundHttp;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginServer;
import org.metagov.gateway.spi.PluginState;
import org.metagov.gateway.store.StoreClock;

/** Makes what plugins are handed. */
@ApplicationScoped
public class Instances {
  @EJB private PluginStateService states;
  @Inject private OutboundHttp http;
  @Inject private Settings settings;
  @Inject private Catalog catalog;
  @Inject private Credentials credentials;
  @EJB private OnceService onces;
  @Inject private StoreClock clock;
  @Inject private Event<AccountTold> accounts;
  @Inject private ReadyConfigs configs;
  @Inject private PlatformShares shares;

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
   * Returns an enabled plugin for work that needs its config and nothing else.
   *
   * @throws ProblemException 409 where its stored config no longer fits the plugin
   */
  public DetachedInstance<?> detached(PluginDescriptor plugin, PluginSnapshot enabled) {
    ReadyConfig from = configs.of(plugin, enabled);
    return new DetachedInstance<>(
        new DetachedInstance.Known<>(
            enabled.community(),
            from.config(),
            catalog.settings(plugin),
            from.serverUrl(),
            () -> hookUrl(plugin, enabled.community(), from.source()),
            clock::now));
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
    ReadyConfig from = configs.of(plugin, config);
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
    ReadyConfig from = configs.ofServer(plugin);
    Function<OutboundHttp.Caller, PlatformHttp> ways = caller -> http.within(caller, Share.WHOLE);
    AtomicBoolean begun = new AtomicBoolean();
    return new ServerHandle(
        catalog.settings(plugin),
        new GuardedHttp(right, () -> ways.apply(shares.caller(plugin, "", from, begun))),
        used ->
            new GuardedHttp(right, () -> ways.apply(shares.caller(plugin, "", from, used, begun))),
        from.serverUrl(),
        clock::now);
  }

  private PluginInstance<?> handle(
      PluginDescriptor plugin,
      PluginSnapshot enabled,
      PluginState state,
      Share share,
      Runnable right) {
    ReadyConfig from = configs.of(plugin, enabled);
    String community = enabled.community();
    shares.learn(enabled.id(), plugin, community, from);
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
      ReadyConfig from,
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
                work.right(),
                () -> ways.apply(shares.caller(plugin, work.community(), from, begun))),
            used ->
                new GuardedHttp(
                    work.right(),
                    () -> ways.apply(shares.caller(plugin, work.community(), from, used, begun))),
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
}
