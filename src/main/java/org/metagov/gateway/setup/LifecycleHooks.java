package org.metagov.gateway.setup;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CommunityChange.Written;
import org.metagov.gateway.community.CommunitySnapshot;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.community.Instance;
import org.metagov.gateway.credential.Credentials;
import org.metagov.gateway.credential.DraftCredentials;
import org.metagov.gateway.credential.OwnCredentials;
import org.metagov.gateway.instance.DraftState;
import org.metagov.gateway.instance.Instances;
import org.metagov.gateway.instance.PluginStateService;
import org.metagov.gateway.instance.Siblings;
import org.metagov.gateway.invocation.Invocation;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.UnreadableException;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;

/** Calls the hooks of plugins that are enabled, re-configured and disabled, and undoes them. */
@ApplicationScoped
public class LifecycleHooks {
  private static final Logger LOG = Logger.getLogger(LifecycleHooks.class.getName());
  private static final JsonObject NOTHING = JsonValue.EMPTY_JSON_OBJECT;

  @Inject private Catalog catalog;
  @Inject private Instances instances;
  @EJB private PluginStateService states;
  @Inject private Credentials credentials;

  /**
   * What has to be written now that the hooks have run.
   *
   * @param written the instances that are new or have a new config
   * @param undoing what takes the hooks back, the last one first
   * @param right throws where the right to go on was lost
   */
  public record Prepared(List<Written> written, Deque<Runnable> undoing, Runnable right) {
    /** Takes back what the hooks did, as long as nobody else has gone on from there. */
    public void undo() {
      try {
        for (Runnable step : undoing) {
          right.run();
          step.run();
        }
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "Hooks of plugins were not undone: {0}", e.getMessage());
      }
    }
  }

  /**
   * Calls the hooks of the {@code wanted} plugins that are new or have a new config.
   *
   * @param right keeps the right to go on, before each hook and each of its calls to a platform; it
   *     throws where that was lost
   * @throws ProblemException as the first hook that fails says; those before it are undone
   */
  public Prepared prepare(CommunitySnapshot community, List<DesiredPlugin> wanted, Runnable right) {
    Prepared prepared = new Prepared(new ArrayList<>(), new ArrayDeque<>(), right);
    try {
      for (DesiredPlugin desired : wanted) {
        Optional<Instance> there = desired.instanceIn(community);
        Optional<PluginSnapshot> enabled = there.flatMap(Instance::readable);
        if (enabled.isEmpty()) {
          right.run();
          initialize(Siblings.of(desired, wanted, community), desired, there, prepared);
        } else if (!enabled.get().config().equals(desired.config())) {
          right.run();
          Siblings siblings = Siblings.of(desired, wanted, community);
          reconfigure(siblings, enabled.get(), desired, there, prepared);
        } else if (!enabled.get().platformId().equals(called(desired, there))) {
          // It is called otherwise, and nothing of that is the plugin's business.
          prepared.written().add(written(desired, there, new DraftState(NOTHING), Map.of()));
        }
      }
      return prepared;
    } catch (RuntimeException e) {
      prepared.undo();
      throw e;
    }
  }

  /**
   * Returns what tells plugins that their instances {@code gone} of {@code community} are gone,
   * with the state they have now. A failure of it is logged and changes nothing.
   *
   * @param wanted those that are new, or have a new config
   */
  public List<Runnable> farewells(
      CommunitySnapshot community, List<Long> gone, List<DesiredPlugin> wanted) {
    List<Runnable> farewells = new ArrayList<>();
    // One whose config cannot be opened goes without a word.
    for (PluginSnapshot snapshot :
        gone.stream().flatMap(id -> community.instance(id).stream()).toList()) {
      Siblings siblings = Siblings.of(snapshot, gone, wanted, community);
      // Now: when they are called it will be gone. What cannot be opened keeps nobody here.
      Optional<JsonObject> kept =
          UnreadableException.orNothing(() -> Optional.of(states.read(snapshot.id())));
      DraftState state = new DraftState(kept.orElse(NOTHING));
      // They go with the instance, and a plugin may have to give them back.
      OwnCredentials left = credentials.leaving(snapshot.id());
      catalog
          .find(snapshot.plugin())
          .ifPresent(
              plugin ->
                  farewells.add(
                      () ->
                          disable(
                              plugin,
                              siblings,
                              snapshot.config(),
                              state,
                              left,
                              LifecycleHooks::free)));
    }
    return farewells;
  }

  private void initialize(
      Siblings siblings, DesiredPlugin desired, Optional<Instance> there, Prepared prepared) {
    DraftState state = new DraftState(NOTHING);
    DraftCredentials own = credentials.draft(desired.credentials());
    // Before the hook: one that fails half-way may have left something on the platform.
    prepared
        .undoing()
        .push(
            () ->
                disable(
                    desired.plugin(), siblings, desired.config(), state, own, prepared.right()));
    call(
        desired.plugin(),
        siblings,
        desired.config(),
        state,
        own,
        prepared.right(),
        Plugin::initialized);
    prepared.written().add(written(desired, there, state, own.all()));
  }

  private void reconfigure(
      Siblings siblings,
      PluginSnapshot enabled,
      DesiredPlugin desired,
      Optional<Instance> there,
      Prepared prepared) {
    JsonObject stateBefore = states.read(enabled.id());
    DraftState state = new DraftState(stateBefore);
    OwnCredentials own = credentials.of(enabled.id());
    prepared
        .undoing()
        .push(
            () ->
                quietly(
                    desired.plugin(),
                    () ->
                        reconfigured(
                            desired.plugin(),
                            siblings,
                            enabled.config(),
                            desired.config(),
                            new DraftState(stateBefore),
                            own,
                            prepared.right())));
    reconfigured(
        desired.plugin(),
        siblings,
        desired.config(),
        enabled.config(),
        state,
        own,
        prepared.right());
    prepared.written().add(written(desired, there, state, Map.of()));
  }

  private <C extends Record> void reconfigured(
      PluginDescriptor plugin,
      Siblings siblings,
      JsonObject config,
      JsonObject configBefore,
      DraftState state,
      OwnCredentials own,
      Runnable right) {
    PluginInstance<C> before;
    try {
      before = instances.draft(plugin, siblings, configBefore, state, own, right);
    } catch (ProblemException e) {
      // A config of an earlier version of the plugin, which its present one cannot read.
      this.<C>call(plugin, siblings, config, state, own, right, Plugin::initialized);
      return;
    }
    this.<C>call(plugin, siblings, config, state, own, right, (p, i) -> p.reconfigured(i, before));
  }

  private void disable(
      PluginDescriptor plugin,
      Siblings siblings,
      JsonObject config,
      DraftState state,
      OwnCredentials own,
      Runnable right) {
    quietly(plugin, () -> call(plugin, siblings, config, state, own, right, Plugin::disabled));
  }

  private <C extends Record> void call(
      PluginDescriptor plugin,
      Siblings siblings,
      JsonObject config,
      DraftState state,
      OwnCredentials own,
      Runnable right,
      BiConsumer<Plugin<C>, PluginInstance<C>> hook) {
    PluginInstance<C> instance = instances.draft(plugin, siblings, config, state, own, right);
    Invocation.<C>hook(
        plugin, Secrets.of(plugin, config).and(instance), p -> hook.accept(p, instance));
  }

  private static Written written(
      DesiredPlugin desired,
      Optional<Instance> there,
      DraftState state,
      Map<String, Credential> credentials) {
    return new Written(
        there.map(Instance::id),
        desired.plugin().name(),
        called(desired, there),
        desired.plugin().platformId(desired.config()),
        desired.config(),
        credentials,
        state.change());
  }

  /** One that a driver has called something goes on so, until it calls it something else. */
  private static Optional<String> called(DesiredPlugin desired, Optional<Instance> there) {
    return desired
        .platformId()
        .or(
            () ->
                there
                    .filter(instance -> desired.plugin().platformId().isEmpty())
                    .flatMap(Instance::platformId));
  }

  /** After the commit there is no right left that could be lost. */
  private static void free() {}

  private static void quietly(PluginDescriptor plugin, Runnable hook) {
    try {
      hook.run();
    } catch (RuntimeException e) {
      // Its platform may be gone for good; that must not keep a community from letting go of it.
      LOG.log(Level.INFO, "A hook of plugin " + plugin.name() + " failed: {0}", e.getMessage());
    }
  }
}
