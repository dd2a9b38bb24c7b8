package org.metagov.gateway.process;

import static jakarta.ejb.TransactionAttributeType.NOT_SUPPORTED;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.metagov.gateway.catalog.CallLimits;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.ProcessDescriptor;
import org.metagov.gateway.community.CommunityHeader;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.KnownPlugins;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.outbound.AddressGuard;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.Lease;
import org.metagov.gateway.store.Leases;
import org.metagov.gateway.store.StoreClock;

/** What drivers do with governance processes; each step under the lease of its process. */
@Stateless
@TransactionAttribute(NOT_SUPPORTED) // No transaction is open while a plugin talks to its platform.
public class ProcessesService {

  @Inject private Catalog catalog;
  @Inject private KnownPlugins plugins;
  @Inject private ProcessService processes;
  @Inject private ProcessQueryService query;
  @Inject private ProcessWork work;
  @Inject private Leases leases;
  @Inject private CallLimits limits;
  @Inject private AddressGuard addresses;
  @Inject private StoreClock clock;

  /**
   * Starts the process {@code fullName} ({@code <plugin>.<process>}) for {@code community}.
   *
   * @param body the parameters and, if the driver wants to hear of it, {@code callback_url}
   * @param requestId the keyed request that asks for it
   * @return the process, begun
   * @throws ProblemException 404 for an unknown process, 400 for bad input; 502 and 504 for a
   *     platform that fails, with a location where it may have begun the process all the same
   */
  public ProcessSnapshot start(
      String fullName, String community, JsonObject body, Optional<String> requestId) {
    PluginDescriptor plugin = plugin(fullName);
    ProcessDescriptor descriptor = descriptor(plugin, fullName);
    PluginSnapshot enabled = plugins.require(CommunityHeader.required(community), plugin.name());
    Optional<String> callbackUrl = CallbackUrl.in(body, addresses);
    JsonObject given = JsonText.object(body).remove(CallbackUrl.MEMBER).build();
    JsonObject parameters =
        descriptor.parameters().map(schema -> schema.complete(given)).orElse(given);
    NewProcess asked =
        new NewProcess(
            enabled.id(),
            enabled.community(),
            plugin.name(),
            descriptor.name(),
            UUID.randomUUID().toString(),
            requestId,
            parameters,
            callbackUrl);
    // What may be refused as busy comes first: once there is a process, a retry would be a second.
    return limits.within(
        plugin.name(), () -> leases.holding(lease(asked.startKey()), lease -> start(lease, asked)));
  }

  private ProcessSnapshot start(Lease lease, NewProcess asked) {
    // Derby's counter of ids is contended now and then.
    ProcessSnapshot created =
        Conflicts.retry(() -> processes.create(asked))
            .orElseThrow(() -> plugins.missing(asked.community(), asked.plugin()));
    return work.start(lease, created);
  }

  /**
   * Returns the process {@code id} under the name {@code fullName}.
   *
   * @throws ProblemException 404 where there is none
   */
  public ProcessSnapshot require(String fullName, long id) {
    return query
        .find(id)
        .filter(process -> process.fullName().equals(fullName))
        .orElseThrow(ProcessesResource.notFound(fullName, id));
  }

  /** Looks at a process now; one that is completed stays as it is. */
  public ProcessSnapshot check(String fullName, long id) {
    return step(
        require(fullName, id),
        (lease, process) -> process.isCompleted() ? process : work.look(lease, process));
  }

  /**
   * Closes a process.
   *
   * @throws ProblemException 400 where it is completed, 409 where it cannot be closed
   */
  public ProcessSnapshot close(String fullName, long id) {
    ProcessSnapshot asked = require(fullName, id);
    refuseCompleted(asked);
    if (!work.isClosable(asked)) {
      throw new ProblemException(
          ProblemType.CONFLICT, fullName + " does not support manually closing the process.");
    }
    return step(
        asked,
        (lease, process) -> {
          refuseCompleted(process);
          if (process.status() == ProcessStatus.CREATED) {
            throw ProblemException.passing(
                ProblemType.BUSY, "The process is still being started", Duration.ofSeconds(5));
          }
          ProcessSnapshot closed = work.close(lease, process);
          if (!closed.isCompleted()) {
            throw new ProblemException(ProblemType.PLATFORM_FAILED, "Failed to close process");
          }
          return closed;
        });
  }

  /**
   * Ends a process whose platform's half is gone.
   *
   * @throws ProblemException 400 where it is completed
   */
  public ProcessSnapshot complete(String fullName, long id) {
    JsonObject errors = JsonText.object().add("ended", "The driver has ended the process").build();
    return step(
        require(fullName, id),
        (lease, process) -> {
          refuseCompleted(process);
          return Conflicts.retry(() -> processes.fail(lease, id, errors)).orElse(process);
        });
  }

  /** Looks at the process {@code id} if it is due and nobody else is at it. */
  public void lookIfDue(long id) {
    due(id)
        .ifPresent(
            process ->
                leases.ifFree(
                    lease(process.startKey()),
                    // Another node may just have done so.
                    lease -> due(id).ifPresent(still -> work.look(lease, still))));
  }

  private Optional<ProcessSnapshot> due(long id) {
    return query
        .find(id)
        .filter(process -> !process.isCompleted())
        .filter(process -> process.nextCheckAt().filter(clock.now()::isBefore).isEmpty());
  }

  /**
   * Lets the process {@code id} take a webhook in, if nobody else is at it.
   *
   * @param also what else is written in the transaction that records it
   * @return empty where somebody else is at it; else whether there is such a process, and it goes
   *     on
   * @throws ProblemException where the plugin or its platform fails: nothing is recorded
   */
  public Optional<Boolean> receive(long id, WebhookRequest webhook, Runnable also) {
    Optional<ProcessSnapshot> asked = query.find(id);
    if (asked.isEmpty()) {
      return Optional.of(false);
    }
    AtomicReference<Optional<Boolean>> taken = new AtomicReference<>(Optional.empty());
    leases.ifFree(
        lease(asked.get().startKey()),
        lease -> {
          Optional<ProcessSnapshot> pending =
              query.find(id).filter(process -> !process.isCompleted());
          pending.ifPresent(process -> work.receive(lease, process, webhook, also));
          taken.set(Optional.of(pending.isPresent()));
        });
    return taken.get();
  }

  private ProcessSnapshot step(
      ProcessSnapshot asked, BiFunction<Lease, ProcessSnapshot, ProcessSnapshot> step) {
    return limits.within(
        asked.plugin(),
        () ->
            leases.holding(
                lease(asked.startKey()),
                lease -> step.apply(lease, require(asked.fullName(), asked.id()))));
  }

  private PluginDescriptor plugin(String fullName) {
    int dot = fullName.indexOf('.');
    return catalog
        .find(dot < 0 ? fullName : fullName.substring(0, dot))
        .orElseThrow(() -> unknown(fullName));
  }

  private static ProcessDescriptor descriptor(PluginDescriptor plugin, String fullName) {
    return Optional.ofNullable(
            plugin.processes().get(fullName.substring(fullName.indexOf('.') + 1)))
        .orElseThrow(() -> unknown(fullName));
  }

  private static void refuseCompleted(ProcessSnapshot process) {
    if (process.isCompleted()) {
      throw new ProblemException(
          ProblemType.INVALID, "Can't close process, it has already completed");
    }
  }

  private static ProblemException unknown(String fullName) {
    return new ProblemException(ProblemType.NOT_FOUND, "No such process: " + fullName);
  }

  /** Its name is known before there is a row of the process, and so before it has an id. */
  private static String lease(String startKey) {
    return "process/" + startKey;
  }
}
