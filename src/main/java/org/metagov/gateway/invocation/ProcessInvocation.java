package org.metagov.gateway.invocation;

import jakarta.json.JsonObject;
import java.util.Optional;
import java.util.function.Supplier;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.ProcessDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.schema.RecordBinder;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Progress;
import org.metagov.gateway.spi.Reply;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * Calls a governance process, with its parameters and state as JSON. What it throws is told as
 * {@link Invocation} tells it; the cause of a platform's failure stays the {@link
 * PlatformException}.
 */
public final class ProcessInvocation {
  private static final int LONGEST_URL = 2_000;

  private final PluginDescriptor plugin;
  private final ProcessDescriptor descriptor;
  private final PluginInstance<?> instance;
  private final Secrets secrets;

  /** A call of {@code descriptor} for {@code instance}, whose config has {@code secrets}. */
  public ProcessInvocation(
      PluginDescriptor plugin,
      ProcessDescriptor descriptor,
      PluginInstance<?> instance,
      Secrets secrets) {
    this.plugin = plugin;
    this.descriptor = descriptor;
    this.instance = instance;
    this.secrets = secrets.and(instance);
  }

  /** Starts the process with parameters that were completed by its schema. */
  public Advance start(JsonObject parameters, String startKey) {
    return call(() -> process().start(typed(), bound(parameters), startKey));
  }

  /** Looks for what an interrupted start has left; empty where there is nothing. */
  public Optional<Advance> find(JsonObject parameters, String startKey) {
    return guarded(() -> process().find(typed(), bound(parameters), startKey).map(this::advance));
  }

  /** Asks how the process stands. */
  public Advance check(JsonObject state) {
    return call(() -> process().check(typed(), remembered(state)));
  }

  /** Takes in a webhook that concerns it. */
  public Advance receive(JsonObject state, WebhookRequest request) {
    return call(() -> process().receive(typed(), remembered(state), request));
  }

  /** Returns what is answered to a webhook at once; {@code open}: whether the process goes on. */
  public Reply answer(JsonObject state, boolean open, WebhookRequest request) {
    return Invocation.reading(
        plugin, secrets, () -> process().answer(typed(), remembered(state), open, request));
  }

  /** Closes the process. */
  public Advance close(JsonObject state) {
    return call(() -> process().close(typed(), remembered(state)));
  }

  private Advance call(Supplier<Progress<Record>> work) {
    return guarded(() -> advance(work.get()));
  }

  private <T> T guarded(Supplier<T> work) {
    return Invocation.guarded(plugin, secrets, work);
  }

  private Advance advance(Progress<Record> progress) {
    if (progress instanceof Progress.Pending<Record> pending) {
      requireKeepable("url", pending.url(), LONGEST_URL);
      return new Advance.Pending(
          object(pending.state()),
          object(pending.outcome()),
          pending.url(),
          pending.correlation(),
          pending.checkAt(),
          pending.endsAt());
    }
    return progress instanceof Progress.Completed<Record> completed
        ? new Advance.Completed(object(completed.outcome()))
        : new Advance.Failed(object(((Progress.Failed<Record>) progress).errors()));
  }

  private static JsonObject object(Object value) {
    return RecordBinder.toJson(value).asJsonObject();
  }

  private void requireKeepable(String what, Optional<String> text, int longest) {
    if (text.isPresent() && !Texts.fits(text.get(), longest)) {
      throw new ProblemException(
          ProblemType.PLATFORM_FAILED,
          "%s: the %s is longer than %d characters, or has some that cannot be kept"
              .formatted(plugin.name(), what, longest));
    }
  }

  // Safe: the catalog has read these types from the declaration of this very process.
  @SuppressWarnings("unchecked")
  private GovernanceProcess<Record, Object, Record> process() {
    return (GovernanceProcess<Record, Object, Record>) descriptor.process();
  }

  // Safe: the instance was made for the plugin that declares the process.
  @SuppressWarnings("unchecked")
  private PluginInstance<Record> typed() {
    return (PluginInstance<Record>) instance;
  }

  private Object bound(JsonObject parameters) {
    return RecordBinder.bind(parameters, descriptor.parametersType());
  }

  private Record remembered(JsonObject state) {
    return RecordBinder.bind(state, descriptor.stateType());
  }
}
