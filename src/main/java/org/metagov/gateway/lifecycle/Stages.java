package org.metagov.gateway.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.function.Supplier;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.ProcessDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.KnownPlugins;
import org.metagov.gateway.instance.DraftState;
import org.metagov.gateway.instance.Instances;
import org.metagov.gateway.invocation.ProcessInvocation;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.process.ProcessSnapshot;
import org.metagov.gateway.process.ProcessStatus;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.work.Claim;
import org.metagov.gateway.work.Claims;

/** Makes ready what a step of a process needs. */
@ApplicationScoped
public class Stages {
  private static final String START = "start";
  private static final String CHECK = "check";
  private static final String RECEIVE = "receive";
  private static final String CLOSE = "close";

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
        START,
        instances::drafted,
        () -> plugins.missing(process.community(), process.plugin()));
  }

  /** Returns what the close needs, which a driver waits for. */
  Stage closing(Claim claim, ProcessSnapshot process) {
    return stage(claim, process, CLOSE, instances::drafted, missing(process));
  }

  /** Returns what a look needs; it can wait where calls to its platform are scarce. */
  Stage looking(Claim claim, ProcessSnapshot process) {
    // What looks for an interrupted start goes on with it.
    String step = process.status() == ProcessStatus.CREATED ? START : CHECK;
    return stage(claim, process, step, instances::patient, missing(process));
  }

  /** Returns what the reading of webhooks needs, which can wait, too: each is work of its own. */
  Stage reading(Claim claim, ProcessSnapshot process) {
    return stage(claim, process, RECEIVE, instances::patient, missing(process));
  }

  /** Returns what the reading of a webhook is known as, which is known by {@code name}. */
  static String reading(ProcessSnapshot process, String name) {
    return process.work(RECEIVE + "/" + name);
  }

  private Stage stage(
      Claim claim,
      ProcessSnapshot process,
      String step,
      Making making,
      Supplier<ProblemException> missing) {
    PluginSnapshot enabled =
        plugins
            .find(process.community(), process.plugin(), process.instanceId())
            .orElseThrow(missing);
    PluginDescriptor plugin = plugin(process);
    DraftState state = instances.draftState(enabled).forWork(process.work(step));
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

  /** Returns what the plugin declares of the process {@code name}, if both are still there. */
  Optional<ProcessDescriptor> find(String plugin, String name) {
    return catalog.find(plugin).map(found -> found.processes().get(name));
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
