package org.metagov.gateway.process;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.function.Supplier;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.ProcessDescriptor;
import org.metagov.gateway.catalog.ProcessInvocation;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.DraftState;
import org.metagov.gateway.community.Instances;
import org.metagov.gateway.community.KnownPlugins;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.work.Claim;
import org.metagov.gateway.work.Claims;

/** Makes ready what a step of a process needs. */
@ApplicationScoped
public class Stages {
  @Inject private Catalog catalog;
  @Inject private KnownPlugins plugins;
  @Inject private Instances instances;
  @Inject private Claims claims;

  /** What a step needs: the process's plugin, ready to be called, and its state as a draft. */
  record Stage(ProcessInvocation plugin, DraftState state) {}

  /** Makes the instance for a step: one that a driver waits for, or one that can wait. */
  @FunctionalInterface
  private interface Making {
    PluginInstance<?> of(
        PluginDescriptor plugin, PluginSnapshot enabled, DraftState state, Runnable right);
  }

  /**
   * Returns what the start of {@code process} needs.
   *
   * @throws ProblemException 400 where its plugin was disabled just now
   */
  Stage starting(Claim claim, ProcessSnapshot process) {
    return stage(
        claim,
        process,
        instances::drafted,
        () -> plugins.missing(process.community(), process.plugin()));
  }

  /** Returns what a step that a driver waits for needs. */
  Stage urgent(Claim claim, ProcessSnapshot process) {
    return stage(claim, process, instances::drafted, missing(process));
  }

  /** Returns what a step needs that can wait where calls to its platform are scarce. */
  Stage patient(Claim claim, ProcessSnapshot process) {
    return stage(claim, process, instances::patient, missing(process));
  }

  private Stage stage(
      Claim claim, ProcessSnapshot process, Making making, Supplier<ProblemException> missing) {
    PluginSnapshot enabled =
        plugins
            .find(process.community(), process.plugin(), process.instanceId())
            .orElseThrow(missing);
    PluginDescriptor plugin = plugin(process);
    DraftState state = instances.draftState(enabled).forWork(process.startKey());
    return new Stage(
        new ProcessInvocation(
            plugin,
            descriptor(process),
            making.of(plugin, enabled, state, claims.keeping(claim)),
            Secrets.of(plugin, enabled.config())),
        state);
  }

  private static Supplier<ProblemException> missing(ProcessSnapshot process) {
    return ProcessesResource.notFound(process.fullName(), process.id());
  }

  private PluginDescriptor plugin(ProcessSnapshot process) {
    return catalog.require(process.plugin(), ProblemType.CONFLICT);
  }

  /** Returns what the plugin declares of {@code process}. */
  ProcessDescriptor descriptor(ProcessSnapshot process) {
    return Optional.ofNullable(plugin(process).processes().get(process.name()))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.CONFLICT,
                    "Its plugin has no process '" + process.name() + "' any more"));
  }
}
